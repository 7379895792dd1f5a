"""The lines of the unit register (T0): one state of one unit from a first to a last valid day.

A line with an unknown level or with its days in the wrong order is left out; an open line ends where the next one of
its code begins; a line that overlaps another in any other way is left out. Each doubt is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.levels import find_level

OPEN_DATE = date(9999, 12, 31)
ONE_DAY = timedelta(days=1)
#: Order of the values of a register line given as a tuple; longer tuples are cut.
LINE_FIELDS = (
    "unit_code", "unit_name", "unit_level", "parent_code", "area_code", "unit_type", "domain", "peer_group",
    "valid_from", "valid_to", "change_note", "batch_key", "sheet_no", "row_no",
)  # fmt: skip


@dataclass(slots=True)
class Line:
    """One line of the register: a unit's state over one interval; `end` is its last valid day."""

    code: str
    name: str
    level: int
    parent: str
    unit_type: str
    domain: str
    peer_group: str
    start: date
    end: date
    note: str
    source: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """A doubt about a register line, to be worded by `findings.make(code, **words)`.

    Attributes:
        code: Code of `data/catalogue/findings/units.csv`.
        source: (batch_key, sheet_no, row_no) of the line.
        words: Words of the finding's sentence.
    """

    code: str
    source: tuple[int, int, int]
    words: dict[str, object]


def read_lines(
    rows: Iterable[Mapping[str, object] | Sequence[object]], findings: list[UnitFinding]
) -> dict[str, list[Line]]:
    """Lines by code, each code's in the order of time.

    Args:
        rows: Register lines as mappings with the names of `LINE_FIELDS` or as tuples in that order.
        findings: Where doubts are added.
    """
    return _without_overlaps(_checked_lines(rows, findings), findings)


def _checked_lines(
    rows: Iterable[Mapping[str, object] | Sequence[object]], findings: list[UnitFinding]
) -> Iterator[Line]:
    for row in rows:
        values = row if isinstance(row, Mapping) else dict(zip(LINE_FIELDS, row, strict=False))
        text = {name: str(values.get(name) or "").strip() for name in LINE_FIELDS[:11]}
        batch, sheet, row_no = (
            number if isinstance(number, int) else 0 for number in map(values.get, LINE_FIELDS[11:])
        )
        source = batch, sheet, row_no
        level, start, end = find_level(text["unit_level"]), _day(values["valid_from"]), _day(values.get("valid_to"))
        words: dict[str, object] = {"unit": f"{text['unit_name']}（{text['unit_code']}）", "value": text["unit_level"]}
        if level is None:
            findings.append(UnitFinding("UNIT_LEVEL_UNKNOWN", source, words))
        elif start is None or start > (end or OPEN_DATE):
            findings.append(UnitFinding("UNIT_INTERVAL_REVERSED", source, words))
        else:
            yield Line(
                text["unit_code"], text["unit_name"], level.no, text["parent_code"], text["unit_type"],
                text["domain"], text["peer_group"], start, end or OPEN_DATE, text["change_note"],
                source,
            )  # fmt: skip


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _without_overlaps(lines: Iterable[Line], findings: list[UnitFinding]) -> dict[str, list[Line]]:
    """Lines by code in the order of time; an open line is closed by the next one, other overlaps are left out."""
    groups: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda x: (x.code, x.start, x.source)):
        group = groups.setdefault(line.code, [])
        before = group[-1] if group else None
        if before is not None and line.start <= before.end:
            words: dict[str, object] = {"unit": f"{line.name}（{line.code}）", "day": line.start.isoformat()}
            if before.end != OPEN_DATE or line.start == before.start:
                findings.append(UnitFinding("UNIT_INTERVAL_OVERLAP", line.source, words))
                continue
            before.end = line.start - ONE_DAY
            findings.append(UnitFinding("UNIT_INTERVAL_CLOSED", line.source, words))
        group.append(line)
    return groups
