"""T0: the register of units, and the two later changes to it."""

from collections.abc import Iterator

from etl.sample import stories
from etl.sample.city import CITY_CODE, CITY_NAME, FOUNDED, RENAMED, Unit, World, town_name
from etl.sample.periods import FIRST_MONTH, month_end, month_label, year_month
from etl.sample.pieces import NOTE, Piece
from etl.sample.sheets import Cell, Column, Sheet

_COLUMNS = (
    Column("单位编码"),
    Column("单位名称"),
    Column("单位层级"),
    Column("上级单位编码"),
    Column("行政区划代码"),
    Column("单位类型"),
    Column("领域"),
    Column("同类分组"),
    Column("生效日期"),
    Column("失效日期"),
    Column("变更说明"),
)
#: One row of the register: unit, name, kind, code above, first day, last day, what changed.
_Row = tuple[Unit, str, str, str, str, str, str]


def pieces(world: World) -> Iterator[Piece]:
    """The first register, the merger and the renaming, as far as they concern the districts asked for."""
    city = Unit(CITY_CODE, CITY_NAME, "市", "", "市", "", "", CITY_CODE)
    units = [city, *world.districts]
    for code in world.chosen:
        units += [*world.towns[code], *world.villages[code], *world.orgs[code]]
    rows = [_row(unit, name=town_name(unit, FIRST_MONTH)) for unit in units]
    yield _piece(rows, FIRST_MONTH, "2023-01")
    renamed = [unit for code in world.chosen for unit in world.towns[code] if unit.code in RENAMED]
    if renamed:
        yield _piece(list(_renamings(renamed)), stories.RENAME_MONTH, f"{month_label(stories.RENAME_MONTH)}_更名")
    if stories.MERGED in world.chosen:
        yield _piece(list(_merger(world)), stories.MERGER_MONTH, f"{month_label(stories.MERGER_MONTH)}_撤并")


def _row(unit: Unit, *, name: str = "", parent: str = "", start: str = FOUNDED, end: str = "", note: str = "") -> _Row:
    shown = name or unit.name
    kind = "乡" if unit.level == "乡镇街道" and shown.endswith("乡") else unit.kind
    return unit, shown, kind, parent or unit.parent, start, end, note


def _first_day(period: int) -> str:
    year, month = year_month(period)
    return f"{year}-{month:02d}-01"


def _renamings(units: list[Unit]) -> Iterator[_Row]:
    day, before = _first_day(stories.RENAME_MONTH), stories.RENAME_MONTH - 1
    for unit in units:
        old = town_name(unit, before)
        yield _row(unit, name=old, end=month_end(before))
        yield _row(unit, start=day, note=f"更名：原名{old}")


def _merger(world: World) -> Iterator[_Row]:
    day, last = _first_day(stories.MERGER_MONTH), month_end(stories.MERGER_MONTH - 1)
    by_code = {district.code: district for district in world.districts}
    merged, receiver = by_code[stories.MERGED], by_code[stories.RECEIVER]
    yield _row(receiver, end=last)
    yield _row(receiver, start=day, note=f"撤并：吸收{merged.name}，前身编码{merged.code}")
    yield _row(merged, end=last, note=f"撤并：并入{receiver.name}（{receiver.code}）")
    for unit in [*world.towns[merged.code], *(org for org in world.orgs[merged.code] if org.parent == merged.code)]:
        yield _row(unit, end=last)
        yield _row(unit, parent=receiver.code, start=day, note=f"划转：原属{merged.name}（{merged.code}）")


def _piece(rows: list[_Row], period: int, label: str) -> Piece:
    data: list[list[Cell]] = [list(values) for values in zip(*(_cells(row) for row in rows), strict=True)]
    sheet = Sheet("示例市单位名录与隶属关系表（演示数据）", _COLUMNS, data, notes=(NOTE,))
    return Piece("T0", CITY_CODE, period, label, sheet)


def _cells(row: _Row) -> list[Cell]:
    unit, name, kind, parent, start, end, note = row
    area = unit.code.ljust(12, "0") if len(unit.code) <= 12 else None
    texts = (unit.code, name, unit.level, parent, area, kind, unit.domain, unit.peer, start, end, note)
    return [text or None for text in texts]
