"""T7: the ledgers of every district, a snapshot at the end of each quarter."""

from collections.abc import Iterator

from etl.sample.city import World
from etl.sample.ledger_items import FINAL, PROGRESS, Item
from etl.sample.ledger_kinds import items
from etl.sample.periods import ends, month_end, month_zh, quarter_label, year_month
from etl.sample.pieces import Piece, footer, title, unit_columns
from etl.sample.sheets import Cell, Column, Sheet

_COLUMNS = (
    Column("台账类型"),
    Column("事项编号"),
    Column("单位编码"),
    Column("单位名称"),
    Column("领域"),
    Column("标题"),
    Column("责任岗位"),
    Column("立项日期", None, "时限"),
    Column("完成时限", None, "时限"),
    Column("状态", None, "进展"),
    Column("进度", 0, "进展"),
    Column("发现问题数", 0, "进展"),
    Column("已解决数", 0, "进展"),
    Column("投入资金", 2, "进展", "万元"),
    Column("附加数据"),
    Column("更新日期"),
    Column("销号日期"),
    Column("佐证材料编号"),
)


def pieces(world: World, months: range) -> Iterator[Piece]:
    """The form of every district and quarter in which it reports: all matters of the year so far."""
    data = {code: items(world, code) for code in world.chosen}
    for period in ends(3):
        if period not in months:
            continue
        year, month = year_month(period)
        for sender, sources in world.reporting(period).items():
            listed = [
                item
                for code in sources
                for item in data[code]
                if item.year == year and item.path[month // 3 - 1] and (code == sender or not item.of_district)
            ]
            yield Piece("T7", sender, period, quarter_label(period), _form(world, sender, listed, period))


def _form(world: World, sender: str, listed: list[Item], period: int) -> Sheet:
    _, month = year_month(period)
    quarter = month // 3 - 1
    rows = [_row(item, quarter, month_end(period)) for item in listed]
    names = unit_columns([item.unit for item in listed], period)
    columns = [list(values) for values in zip(*rows, strict=True)]
    data: list[list[Cell]] = [*columns[:2], *names, *columns[2:]]
    heading = title(world, sender, "基层党建清单台账", month_zh(period) + "末")
    return Sheet(heading, _COLUMNS, data, notes=footer(world, sender, month_zh(period) + "末"))


def _row(item: Item, quarter: int, today: str) -> list[Cell]:
    state = item.path[quarter]
    begun = next(step for step, word in enumerate(item.path) if word)
    progress = PROGRESS[state]
    closed_in = item.closed_in(quarter)
    found, solved = _issues(item, state)
    closed = None if closed_in is None else f"{item.year}-{closed_in * 3 + 3:02d}-20"
    evidence = f"ZL-{item.number}" if state in FINAL or progress == 100 else None
    opened = f"{item.year}-{begun * 3 + 1:02d}-10"
    due = f"{item.year}-12-{'31' if item.ledger in ('key_tasks', 'election') else '25'}"
    return [
        item.ledger,
        item.number,
        item.domain,
        item.title,
        item.post,
        opened,
        due,
        state,
        progress,
        found,
        solved,
        item.fund,
        item.extra_text(),
        today,
        closed,
        evidence,
    ]


def _issues(item: Item, state: str) -> tuple[int | None, int | None]:
    """Problems found and solved; an evaluation that a matter does not pass finds new ones."""
    if item.found is None:
        return None, None
    if state == "继续整顿":
        return item.found + 3, item.found
    return item.found, item.found if state == "联评" else item.found * PROGRESS[state] // 100
