"""The layouts: districts down or across, years side by side, a table pasted in, a statistics-bureau download."""

import random
from decimal import Decimal

from tests.torture.drawing import Drawer, Drawing, Leaf, places
from tests.torture.figures import BLANK, GROUPS, PLACES, PLAIN, Cell, Indicator, amount, words_cell
from tests.torture.sums import with_totals
from tests.torture.truth import TableTruth

UNITS = ("个", "万元", "名", "亩", "元")
SERIES = (("2021", "2022", "2023"), ("2020年", "2021年"), ("2022年", "2023年", "2024年"))


def districts_down(drawer: Drawer) -> Drawing:
    """Districts as rows: totals first, last or nested, `其中` rows, codes, sections, repeated headers."""
    chance, drawn = drawer.chance, drawer.drawn
    leaves = drawer.leaves()
    lead = chance.choice((["县市区"], ["地区"], ["单位名称"], ["行政区划代码", "县市区"], ["序号", "县市区"]))
    drawer.heading(len(lead) + len(leaves), "各县市区主要指标情况", [leaf.indicator.unit for leaf in leaves])
    names, units = drawer.header(lead, leaves)
    top = len(drawn.cells)
    found = places(chance)
    stubs = [_stub(drawer, lead, number, place) for number, place in enumerate(found)]
    columns = [drawer.values(leaf, len(found)) for leaf in leaves]
    rows = [drawer.row(stub, [column[at] for column in columns], leaves) for at, stub in enumerate(stubs)]
    totals: list[list[Cell]] = []
    body = with_totals(drawer, lead, leaves, columns, rows, totals)
    head = drawn.cells[top - 1]
    if drawer.pick(0.12) and len(body) > 4 and len(head) == len(names) and head[0].text == lead[0] != "序号":
        body.insert(len(body) // 2, list(head))
        drawer.trait("重复表头")
    elif drawer.pick(0.15):
        body.insert(chance.randrange(1, len(body)), [])
        drawer.trait("空行")
    elif drawer.pick(0.08):
        page = words_cell(chance.choice(("— 12 —", "第 1 页  共 2 页", "·125·")))
        body.insert(chance.randrange(1, len(body)), [*[BLANK] * chance.randrange(len(names)), page])
        drawer.trait("页码")
    drawn.cells += body
    table = TableTruth(drawer.sheet, names, units, _texts(rows), _texts(totals), len(lead), drawer.period())
    drawer.footing()
    drawn.tables.append(table)
    return drawn


def _stub(drawer: Drawer, lead: list[str], number: int, place: str) -> list[Cell]:
    name = drawer.name(place)
    if lead[0] == "行政区划代码":
        return [words_cell(f"3501{number + 2:02d}"), name]
    if lead[0] == "序号":
        text = str(number + 1)
        return [Cell(text if drawer.text_file else number + 1, text), name]
    return [name]


def villages(drawer: Drawer) -> Drawing:
    """Villages as rows, the district's name merged down over its villages or standing only in the first of them."""
    chance, drawn = drawer.chance, drawer.drawn
    drawer.trait("合并的县区格" if drawer.merging else "县区逐行填写")
    leaves = drawer.leaves()
    lead = ["县市区", "村名"]
    drawer.heading(2 + len(leaves), "村级集体经济情况", [leaf.indicator.unit for leaf in leaves])
    names, units = drawer.header(lead, leaves)
    if drawer.pick(0.2):
        drawn.line("甲", "乙", *map(str, range(1, len(leaves) + 1)))
        drawer.trait("栏次行")
    rows: list[list[Cell]] = []
    for place in chance.sample(PLACES, 3):
        first, size = len(drawn.cells), chance.randrange(2, 5)
        for number, word in enumerate(chance.sample("东西南北上下前后", size)):
            values = [amount(chance, leaf.indicator) for leaf in leaves]
            row = drawer.row([words_cell(place), drawer.name(f"{word}街村")], values)
            rows.append(row)
            drawn.cells.append([BLANK, *row[1:]] if drawer.merging and number else row)
        if drawer.merging:
            drawn.merges.append((first, 0, first + size - 1, 0))
    period = drawer.period()
    drawer.footing()
    drawn.tables.append(TableTruth(drawer.sheet, names, units, _texts(rows), [], 2, period))
    return drawn


def unit_blocks(drawer: Drawer) -> Drawing:
    """The same columns in one unit and, below a further unit line, in another."""
    chance, drawn = drawer.chance, drawer.drawn
    drawer.trait("表中换单位")
    found = places(chance)
    cut = len(found) // 2
    names = ["县市区", "本年", "上年"]
    drawn.line(f"{drawer.year}年各县市区情况")
    width = chance.randrange(3)
    for place, (unit, part) in enumerate(zip(chance.sample(UNITS, 2), (found[:cut], found[cut:]), strict=True)):
        line = [*[""] * width, f"单位：{unit}"]
        head = [] if place else [[words_cell(name) for name in names]]
        drawn.line(*line)
        drawn.cells += head
        leaf = Leaf((), Indicator("本年", unit, chance.choice((0, 2))))
        rows = [drawer.row([drawer.name(one)], [amount(chance, leaf.indicator) for _ in names[1:]]) for one in part]
        drawn.cells += rows
        drawn.tables.append(TableTruth(drawer.sheet, names, [None, unit, unit], _texts(rows), [], 1, str(drawer.year)))
    drawer.footing()
    return drawn


def folded(drawer: Drawer) -> Drawing:
    """One long table folded into two panels beside each other."""
    chance, drawn = drawer.chance, drawer.drawn
    drawer.trait("折成两栏")
    item = chance.choice(PLAIN)
    drawn.line(f"{drawer.year}年各县市区{item.name}（{item.unit}）")
    lead = ["县市区", item.name]
    drawn.line(*lead, *lead)
    found = chance.sample(PLACES, 2 * chance.randrange(2, 6))
    rows = [drawer.row([drawer.name(place)], [amount(chance, item)]) for place in found]
    half = len(rows) // 2
    drawn.cells += [[*left, *right] for left, right in zip(rows[:half], rows[half:], strict=True)]
    drawn.tables.append(TableTruth(drawer.sheet, lead, [None, item.unit], _texts(rows), [], 1, str(drawer.year)))
    return drawn


def sections(drawer: Drawer) -> Drawing:
    """Districts under headings inside the body (一、市辖区), now and then with a row 市区 that is a unit of its own."""
    chance, drawn = drawer.chance, drawer.drawn
    drawer.trait("表中小标题")
    leaves = [Leaf((), item) for item in chance.sample(PLAIN, 3)]
    drawer.heading(4, "各县市区主要指标情况", [leaf.indicator.unit for leaf in leaves])
    names, units = drawer.header(["地区"], leaves)
    found = chance.sample(PLACES, 6)
    if drawer.pick(0.5):
        found[0] = chance.choice(("市区", "市直", "市属"))
        drawer.trait("市区自成一行")
    values = [[amount(chance, leaf.indicator) for leaf in leaves] for _ in found]
    rows = [drawer.row([words_cell(place)], line) for place, line in zip(found, values, strict=True)]
    totals = []
    if "市区自成一行" in drawn.traits:
        sums = [sum((line[at] for line in values), Decimal(0)) for at in range(len(leaves))]
        totals.append(drawer.row([words_cell("合计")], list(sums)))
        drawn.cells += [*totals, *rows]
    else:
        drawn.line("一、市辖区")
        drawn.cells += rows[:3]
        drawn.line("二、县（市）")
        drawn.cells += rows[3:]
    period = drawer.period()
    drawer.footing()
    drawn.tables.append(TableTruth(drawer.sheet, names, units, _texts(rows), _texts(totals), 1, period))
    return drawn


def districts_across(drawer: Drawer) -> Drawing:
    """Indicators as rows, districts across the columns, the unit in a column of its own or in the row name."""
    chance, drawn = drawer.chance, drawer.drawn
    drawer.trait("县区在列")
    found = places(chance)
    total = drawer.pick(0.4)
    heads = [*(["合计"] if total else []), *found]
    unit_column = drawer.pick(0.5)
    lead = [chance.choice(("指标", "项目", "指标名称")), *(["计量单位"] if unit_column else [])]
    for _ in range(chance.choice((0, 0, 1))):
        drawn.cells.append([])
    drawn.line(f"{drawer.year}年各县市区主要指标")
    if drawer.merging and drawer.pick(0.5):
        drawn.merges.append((len(drawn.cells) - 1, 0, len(drawn.cells) - 1, len(lead) + len(heads) - 1))
    drawn.cells.append([*map(words_cell, lead), *(drawer.name(head) for head in heads)])
    rows: list[list[Cell]] = []
    items = chance.sample(PLAIN, chance.randrange(3, 7))
    spoiled = _spoiled_item(drawer, items) if total else None
    for item in items:
        spoil = Decimal(7) if item is spoiled else Decimal(0)
        rows.append(
            _indicator_row(drawer, item, item.name, len(heads), unit_column=unit_column, total=total, spoil=spoil)
        )
        if drawer.pick(0.15):
            word = chance.choice(("#女性", "其中：城镇", "　　其中:农村"))
            rows.append(_indicator_row(drawer, item, word, len(heads), unit_column=unit_column, total=total))
            drawer.trait("其中行")
    drawn.cells += rows
    names = [*lead, *heads]
    period = str(drawer.year)
    drawer.footing()
    drawn.tables.append(TableTruth(drawer.sheet, names, [None] * len(names), _texts(rows), [], len(lead), period))
    return drawn


def _spoiled_item(drawer: Drawer, items: list[Indicator]) -> Indicator | None:
    """Now and then one row whose 合计 is not the sum of its districts, where enough others show what 合计 means."""
    adding = [item for item in items if item.adds]
    if len(adding) < 4 or drawer.style == "slips" or not drawer.pick(0.4):
        return None
    drawer.drawn.must_ask |= {"TOTAL_MISMATCH"}
    drawer.trait("合计有误")
    return adding[-1]


def _indicator_row(
    drawer: Drawer,
    item: Indicator,
    word: str,
    count: int,
    *,
    unit_column: bool,
    total: bool,
    spoil: Decimal = Decimal(0),
) -> list[Cell]:
    values = drawer.values(Leaf((), item), count)
    if total and item.adds:
        values[0] = sum((value for value in values[1:] if value is not None), Decimal(0)) + spoil
    if unit_column:
        return drawer.row([words_cell(word), words_cell(item.unit)], values)
    mark = (
        drawer.chance.choice(("（{}）", "({})", "")).format(item.unit) if not word.startswith(("#", "其", "　")) else ""
    )
    return drawer.row([words_cell(word + mark)], values)


def years_beside(drawer: Drawer) -> Drawing:
    """Years side by side in the header, alone or over several indicators."""
    chance, drawn = drawer.chance, drawer.drawn
    drawer.trait("年份并列")
    years = chance.choice(SERIES)
    parts = chance.choice(([], list(GROUPS[0][1]), list(GROUPS[3][1])))
    single = chance.choice(PLAIN)
    leaves = [Leaf((year,), part) for year in years for part in parts] or [
        Leaf((), Indicator(year, single.unit, single.places, single.adds)) for year in years
    ]
    lead = [chance.choice(("县市区", "地区"))]
    saved, drawer.year = drawer.year, 2024
    drawer.heading(1 + len(leaves), f"各县市区{single.name}历年情况", [leaf.indicator.unit for leaf in leaves])
    if drawer.unit_at in ("header", "row") and not parts:
        drawer.unit_at = "none"
    names, units = drawer.header(lead, leaves)
    found = places(chance)
    rows = [drawer.row([drawer.name(place)], [amount(chance, leaf.indicator) for leaf in leaves]) for place in found]
    drawn.cells += rows
    drawer.footing()
    drawer.year = saved
    drawn.tables.append(TableTruth(drawer.sheet, names, units, _texts(rows), [], 1))
    return drawn


def pasted(drawer: Drawer) -> Drawing:
    """A district table with somebody's duty roster or another table pasted below it."""
    drawn = districts_down(drawer)
    drawer.trait("粘贴的别表")
    chance = drawer.chance
    drawn.cells += [[] for _ in range(chance.randrange(1, 3))]
    left = chance.choice((0, 0, 1, 5))
    lines: list[list[object]] = [["附：各支部活动经费使用情况"], ["支部", "场次", "金额（元）"]]
    lines += [[f"第{word}支部", chance.randrange(1, 40), chance.randrange(100, 9000)] for word in "一二三四"]
    for line in lines:
        drawn.cells.append([BLANK] * left + [Cell(str(x) if drawer.text_file else x, str(x)) for x in line])
    rows = [[str(x) for x in line] for line in lines[2:]]
    labels = drawn.tables[0].labels
    drawn.tables.append(TableTruth(drawer.sheet, ["支部", "场次", "金额"], [None, None, "元"], rows, [], labels))
    return drawn


def bureau(drawer: Drawer) -> Drawing:
    """A download of a statistics bureau: preamble lines, years across, newest first, notes below."""
    chance, drawn = drawer.chance, drawer.drawn
    drawer.trait("统计局下载")
    drawer.pad, drawer.style = False, "number"
    item = chance.choice([item for item in PLAIN if item.adds])
    years = [f"{year}年" for year in range(2023, 2023 - chance.randrange(3, 9), -1)]
    drawn.line("数据库：分省年度数据")
    drawn.line(f"指标：{item.name}({item.unit})")
    drawn.line(f"时间：最近{len(years)}年")
    drawn.line("地区", *years)
    rows = [drawer.row([words_cell(place)], drawer.values(Leaf((), item), len(years))) for place in places(chance)]
    drawn.cells += rows
    drawn.line("注：2020年为普查数。")
    drawn.line("数据来源：国家统计局")
    drawn.tables.append(
        TableTruth(drawer.sheet, ["地区", *years], [None] + [item.unit] * len(years), _texts(rows), [], 1)
    )
    return drawn


LAYOUTS = (
    districts_down, districts_down, districts_down, districts_across, years_beside, pasted, bureau, villages, folded,
    sections, unit_blocks,
)  # fmt: skip


def draw(chance: random.Random, *, text_file: bool, sheet: str, year: int, merging: bool) -> Drawing:
    """One sheet in one of the layouts; a sheet named by its year always has districts down."""
    drawer = Drawer(chance, text_file=text_file, sheet=sheet, year=year, merging=merging)
    layout = districts_down if sheet.isdigit() else chance.choice(LAYOUTS)
    return layout(drawer)


def _texts(rows: list[list[Cell]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]
