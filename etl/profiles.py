"""Source profiles: how one office heads its columns, kept in the home as data and used where header names alone fail.

A profile is never changed or deleted: saving one under a known name, or removing it, ends the earlier one at that
moment. A file is always read with the profiles of the time of its load, so that `rebuild` reads it the same way.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.catalogue import Template
from etl import durable, findings, mapping
from etl.headers import header_key
from etl.home import Home, writer_lock
from etl.order import Order
from etl.reading.model import ReadResult, Table


class ProfileRefused(ValueError):
    """The profile does not fit its template; the message says why."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One office's layout of one template.

    Attributes:
        name: What people call it.
        template: Template name.
        columns: Header as the office writes it → field of the template.
        ignored: Headers of columns that are not loaded, without a question.
        units: Header → measuring unit, where the file states none.
        unit: Measuring unit of the whole table, where the file states none.
        sheet: Only sheets whose name holds this text; empty for any.
        by: Who saved it.
        at: ISO time from which it holds.
        ended_at: ISO time from which it no longer holds, empty while it does.
    """

    name: str
    template: str
    columns: dict[str, str]
    ignored: tuple[str, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    sheet: str = ""
    by: str = ""
    at: str = ""
    ended_at: str = ""

    def holds(self, at: str) -> bool:
        """Whether the profile is in force at a time."""
        moment = _moment(at)
        return _moment(self.at) <= moment and (not self.ended_at or moment < _moment(self.ended_at))

    def fits(self, table: Table) -> bool:
        """Whether the table is drawn as this profile says."""
        if self.sheet and self.sheet not in table.sheet:
            return False
        there = {header_key(column.name) for column in table.columns}
        return {header_key(header) for header in self.columns} <= there


def _moment(at: str) -> datetime:
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.astimezone()


# ------------------------------------------------------------------ files


def folder(home: Home) -> Path:
    """Where a home keeps its profiles."""
    return home.path / "profiles"


def every(home: Home) -> list[Profile]:
    """All profiles ever saved, oldest first, ended ones included.

    Raises:
        ProfileRefused: A file is not a profile.
    """
    place = folder(home)
    if not place.is_dir():
        return []
    paths = sorted(place.glob("*.json"))
    return list(_read(tuple((str(path), path.stat().st_mtime_ns) for path in paths)))


@lru_cache(maxsize=16)
def _read(files: tuple[tuple[str, int], ...]) -> tuple[Profile, ...]:
    found = []
    for name, _ in files:
        try:
            content = json.loads(Path(name).read_text(encoding="utf-8"))
            found.append(Profile(**{**content, "ignored": tuple(content.get("ignored", ()))}))
        except (OSError, ValueError, TypeError) as error:
            raise ProfileRefused(f"{name} 不是可用的来源模板：{error}") from error
    return tuple(found)


def _write(home: Home, number: int, profile: Profile) -> None:
    folder(home).mkdir(exist_ok=True)
    content = {**asdict(profile), "ignored": list(profile.ignored)}
    durable.write_text(folder(home) / f"{number:04d}.json", json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def save(home: Home, profile: Profile, templates: Mapping[str, Template], order: Order) -> Profile:
    """Keep a profile; an earlier one of that name ends.

    Raises:
        ProfileRefused: Unknown template or field, one field twice, or a required field without a column.
    """
    order = order.stamped()
    _require_fit(profile, templates)
    kept = replace(profile, by=order.by, at=order.moment, ended_at="")
    with writer_lock(home):
        _end(home, profile.name, order.moment)
        _write(home, len(every(home)) + 1, kept)
    return kept


def remove(home: Home, name: str, order: Order) -> None:
    """End a profile; files loaded with it stay as they are.

    Raises:
        ProfileRefused: No profile of that name is in force.
    """
    order = order.stamped()
    with writer_lock(home):
        if not _end(home, name, order.moment):
            raise ProfileRefused(f"没有在用的来源模板“{name}”。")


def _end(home: Home, name: str, at: str) -> bool:
    ended = False
    for number, profile in enumerate(every(home), start=1):
        if profile.name == name and not profile.ended_at:
            _write(home, number, replace(profile, ended_at=at))
            ended = True
    return ended


def _require_fit(profile: Profile, templates: Mapping[str, Template]) -> None:
    if not re.fullmatch(r"[^\x00-\x1f<>]{1,60}", profile.name.strip()):
        raise ProfileRefused("请给来源模板起一个60字以内的名称。")
    template = templates.get(profile.template)
    if template is None or template.layout == "long_preamble":
        raise ProfileRefused(f"没有这种报表：{profile.template}。可用：{'、'.join(sorted(templates))}。")
    known = {item.name for item in template.fields}
    strange = sorted(set(profile.columns.values()) - known)
    if strange:
        raise ProfileRefused(f"“{template.title}”没有这些项目：{'、'.join(strange)}。")
    fields = list(profile.columns.values())
    twice = sorted({template.field(name).title for name in fields if fields.count(name) > 1})
    if twice:
        raise ProfileRefused(f"不止一列对应：{'、'.join(twice)}。")
    missing = mapping.missing_fields(template, fields, period_given=True)
    if missing:
        raise ProfileRefused(f"还缺必填项目：{'、'.join(item.title for item in missing)}。")


# ------------------------------------------------------------------ use


def applied(home: Home, read: ReadResult, order: Order, templates: Mapping[str, Template]) -> ReadResult:
    """The file with the headers of its template, where header names alone do not match and a profile does.

    Args:
        home: The home.
        read: What the reader found; returned as it is when no profile is needed.
        order: The time of the load, and the template where the person named one.
        templates: The contracts.
    """
    if read.refused or not folder(home).is_dir():
        return read
    moment = order.moment or order.at
    held = [profile for profile in every(home) if profile.holds(moment) and order.template in (None, profile.template)]
    if not held:
        return read
    tables, said = [], []
    for table in read.tables:
        profile = next((one for one in reversed(held) if one.fits(table)), None)
        if profile is None or profile.template not in templates or _matches_alone(table, templates, order, read.file):
            tables.append(table)
            continue
        tables.append(_renamed(table, profile, templates[profile.template]))
        said.append(findings.make("MAP_BY_PROFILE", file=read.file, sheet=table.sheet, name=profile.name))
    return replace(read, tables=tables, findings=[*read.findings, *said]) if said else read


def _matches_alone(table: Table, templates: Mapping[str, Template], order: Order, file: str) -> bool:
    template, _ = mapping.choose_template(table, templates, wanted=order.template, file=file)
    if template is None:
        return False
    part, problems = mapping.map_table(table, template, file=file)
    return part is not None and all(problem.outcome == "normalise" for problem in problems)


def _renamed(table: Table, profile: Profile, template: Template) -> Table:
    fields = {header_key(header): name for header, name in profile.columns.items()}
    units = {header_key(header): unit for header, unit in profile.units.items()}
    dropped = {header_key(header) for header in profile.ignored}
    columns = []
    for column in table.columns:
        key = header_key(column.name)
        if key in fields:
            title = template.field(fields[key]).title
            columns.append(replace(column, name=title, parts=(title,), unit=column.unit or units.get(key)))
        elif key in dropped:
            columns.append(replace(column, name="", parts=()))
        else:
            columns.append(column)
    return replace(table, columns=columns, units=table.units or ([profile.unit] if profile.unit else []))


def as_dict(profile: Profile) -> dict[str, Any]:
    """The profile as the command line prints it."""
    return {**asdict(profile), "ignored": list(profile.ignored)}
