"""Code tables of the country turned into a register of units (T0): validity, renames, recodings, mergers, splits.

Two kinds are known by their headers: a history of county-and-above codes (code, name, level, first and last year, new
codes), and a plain list of codes of one day (4, 6 or 9 digits). Years are all the precision a history has: a change
counts from 1 January of the year in which the new code is first listed.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from etl.headers import header_key
from etl.reading.model import ReadResult, Table

HEAD = ("单位编码", "单位名称", "单位层级", "上级单位编码", "单位类型", "生效日期", "失效日期", "变更说明")
#: What was there in the first edition of a history is older than the table; nobody says how old.
SINCE_EVER = "1950-01-01"
NATION = ("000000", "中国", "全国", "", "国家", SINCE_EVER, "", "")
_LEVELS = {"省级": ("省", "省"), "地级": ("市", "市"), "县级": ("县市区", "县市区")}
_HISTORY = ("代码", "名称", "级别", "启用时间", "变更/弃用时间", "新代码")
#: Rows of the national lists that stand for "directly below the province".
_NO_CITY = re.compile(r"市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划")
_MUNICIPALITIES = ("11", "12", "31", "50")
_NEW_CODE = re.compile(r"(\d{6})(?:\[(\d{4})\])?")


class CodeTableRefused(ValueError):
    """The file is no code table that is known; the message says what is."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of the register to be: a unit's state over one interval; `until` is the first year without it."""

    code: str
    name: str
    level: str
    kind: str
    since: int | None
    until: int | None
    successors: tuple[str, ...] = ()

    @property
    def first_day(self) -> str:
        """First valid day."""
        return SINCE_EVER if self.since is None else f"{self.since}-01-01"

    @property
    def last_day(self) -> str:
        """Last valid day, empty while it is valid."""
        return "" if self.until is None else f"{self.until - 1}-12-31"


def register(reads: Iterable[ReadResult], *, under: Sequence[str] = (), as_of: date | None = None) -> bytes:
    """A register of units (T0) as CSV.

    Args:
        reads: The code tables as read; a history comes before lists, which only add what it lacks.
        under: Only units whose code begins with one of these; the provinces and cities above them are kept.
        as_of: The day of plain lists, which do not state it.

    Raises:
        CodeTableRefused: A file is no code table, or a list comes without its day.
    """
    histories: list[Unit] = []
    lists: list[tuple[Table, dict[str, int]]] = []
    for read in reads:
        for table in read.tables:
            places = {header_key(column.name): at for at, column in enumerate(table.columns)}
            if all(header_key(name) in places for name in _HISTORY):
                histories += _history(table, places)
            elif {"code", "name"} <= set(places):
                lists.append((table, places))
            else:
                raise CodeTableRefused(
                    f"“{read.file}”不是认得的代码表。可用：区划代码沿革表（{'、'.join(_HISTORY)}）或区划代码表（code、name）。"
                )
        if read.refused:
            raise CodeTableRefused(read.findings[0].message)
    if lists and as_of is None:
        raise CodeTableRefused("区划代码表没有写明时点，请用 --as-of 2023-06-30 一类写明。")
    rows = _rows_of_history(histories)
    known = {row[0] for row in rows}
    for table, places in lists:
        assert as_of is not None
        rows += [row for row in _rows_of_list(table, places, as_of, known) if row[0] not in known]
    if under:
        rows = [row for row in rows if any(row[0].startswith(code) or _above(row[0], code) for code in under)]
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([HEAD, NATION, *rows])
    return stream.getvalue().encode("utf-8")


def _above(code: str, below: str) -> bool:
    """Whether a province's or city's code stands over another one."""
    return bool(code.rstrip("0")) and below.startswith(code.rstrip("0") if not code.endswith("000") else code[:2])


# ------------------------------------------------------------------ histories


def _history(table: Table, places: dict[str, int]) -> list[Unit]:
    at = [places[header_key(name)] for name in _HISTORY]
    cells = [[row[place].strip() for place in at] for row in table.rows]
    years = [int(row[3]) for row in cells if row[3].isdigit()]
    first = min(years, default=None)
    units = []
    for number, (code, name, level, since, until, successors) in zip(table.row_numbers, cells, strict=True):
        if not re.fullmatch(r"\d{6}", code) or level not in _LEVELS or not since.isdigit():
            raise CodeTableRefused(f"第{number}行的代码、级别或启用时间不是可用的：{code}、{level}、{since}。")
        began, ended = int(since), int(until) if until.isdigit() else None
        if began == ended:
            continue  # gone again before the year was over
        units.append(
            Unit(code, name, *_LEVELS[level], None if began == first else began, ended, _heirs(code, successors, ended))
        )
    return units


def _heirs(code: str, text: str, ended: int | None) -> tuple[str, ...]:
    """Codes that carry the unit on; a code with an earlier year in brackets only took a part of it then."""
    found = [(new, year) for new, year in _NEW_CODE.findall(text)]
    return tuple(new for new, year in found if new != code and ended is not None and (not year or int(year) == ended))


def _rows_of_history(units: Sequence[Unit]) -> list[tuple[str, ...]]:
    by_code: dict[str, list[Unit]] = {}
    for unit in units:
        by_code.setdefault(unit.code, []).append(unit)
    rows: list[tuple[str, ...]] = []
    for unit in sorted(units, key=lambda unit: (unit.code, unit.first_day)):
        for start, end, parent in _parents(unit, by_code):
            goes_on = any(other.since == unit.until for other in by_code[unit.code])
            # A code that goes on under another name keeps its account; what left it was a part.
            note = "隶属关系变更" if end != unit.last_day else "" if goes_on else _note(unit)
            rows.append((unit.code, unit.name, unit.level, parent, unit.kind, start, end, note))
    return rows


def _parents(unit: Unit, by_code: dict[str, list[Unit]]) -> list[tuple[str, str, str]]:
    """The unit's intervals with the parent that was valid in each: city where there is one, else province."""
    if unit.level == "省":
        return [(unit.first_day, unit.last_day, NATION[0])]
    province = f"{unit.code[:2]}0000"
    if unit.level == "市":
        return [(unit.first_day, unit.last_day, province)]
    cities = by_code.get(f"{unit.code[:4]}00", [])
    spans: list[tuple[str, str, str]] = []
    begin = unit.first_day
    for city in sorted(cities, key=lambda city: city.first_day):
        start, end = max(begin, city.first_day), _earlier(unit.last_day, city.last_day)
        if end and end < start:
            continue
        if begin < start:
            spans.append((begin, _day_before(start), province))
        spans.append((start, end, city.code))
        begin = _next_day(end)
        if not begin or (unit.last_day and begin > unit.last_day):
            return _joined(spans)
    spans.append((begin, unit.last_day, province))
    return _joined(spans)


def _joined(spans: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Neighbouring intervals under one parent as one: a renamed city is the same parent."""
    found: list[tuple[str, str, str]] = []
    for start, end, parent in spans:
        if found and found[-1][2] == parent:
            found[-1] = (found[-1][0], end, parent)
        else:
            found.append((start, end, parent))
    return found


def _earlier(one: str, other: str) -> str:
    return min(day for day in (one, other) if day) if one or other else ""


def _day_before(day: str) -> str:
    return f"{int(day[:4]) - 1}-12-31"


def _next_day(day: str) -> str:
    return f"{int(day[:4]) + 1}-01-01" if day else ""


def _note(unit: Unit) -> str:
    if unit.until is None or not unit.successors:
        return ""
    return f"{'改为' if len(unit.successors) == 1 else '拆分为'}：{'、'.join(unit.successors)}"


# ------------------------------------------------------------------ lists of one day


def _rows_of_list(table: Table, places: dict[str, int], as_of: date, known: set[str]) -> Iterable[tuple[str, ...]]:
    for row in table.rows:
        code, name = row[places["code"]].strip(), row[places["name"]].strip()
        full = code if len(code) in (6, 9, 12) else code.ljust(6, "0")
        if len(full) == 6 and full.endswith("00"):
            if _NO_CITY.fullmatch(name):
                continue
            level, kind, parent = (
                ("市", "市", f"{full[:2]}0000") if not full.endswith("0000") else ("省", "省", NATION[0])
            )
        elif len(full) == 6:
            city = f"{full[:4]}00"
            level, kind = "县市区", "县市区"
            parent = city if city in known or _city_listed(row, places) else f"{full[:2]}0000"
        elif len(full) == 9:
            level, kind, parent = "乡镇街道", _town_kind(name), full[:6]
        else:
            level, kind, parent = "村社区", "社区" if "居" in name or "社区" in name else "行政村", full[:9]
        yield (full, name, level, parent, kind, as_of.isoformat(), "", "")


def _city_listed(row: Sequence[str], places: dict[str, int]) -> bool:
    """Whether the list puts the county under a city of its own, not directly under the province."""
    city = row[places["citycode"]].strip() if "citycode" in places else ""
    return bool(city) and city[2:4] != "90" and city[:2] not in _MUNICIPALITIES


def _town_kind(name: str) -> str:
    if name.endswith(("街道", "办事处")):
        return "街道"
    return "镇" if name.endswith("镇") else "乡"
