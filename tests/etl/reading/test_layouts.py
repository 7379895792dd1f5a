"""Generated layouts with known truth: whatever the drawing, the table is read right."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from making import book, questions, read

DISTRICTS = ("鼓楼", "台江", "仓山", "马尾", "晋安", "长乐", "福清", "闽侯", "连江", "罗源", "闽清", "永泰")
GROUPS = (
    ("人口", ("男", "女")),
    ("农村", ("户数", "人口")),
    ("集体经济收入", ("经营", "补助", "其他")),
    ("地区生产总值", ()),
    ("村数", ()),
)
UNITS = ("万元", "人", "个", "万人")


@dataclass
class Drawing:
    """A sheet as drawn and what stands in it."""

    cells: list[list[Any]]
    merges: list[tuple[int, int, int, int]]
    names: list[str]
    units: list[str | None]
    table_units: list[str]
    rows: list[list[str]]
    totals: int
    header_rows: tuple[int, int]


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    """A district table drawn in one of the ways offices draw them."""
    groups = draw(st.lists(st.sampled_from(GROUPS), min_size=2, max_size=4, unique_by=lambda g: g[0]))
    merged = draw(st.booleans())
    leaves = [(group, leaf) for group, parts in groups for leaf in (parts or ("",))]
    deep = any(leaf for _, leaf in leaves)
    unit_at = draw(st.sampled_from(["none", "line", "title", "row", "header"]))
    english = draw(st.booleans())
    spaced = draw(st.booleans())
    stub = draw(st.sampled_from(["县市区", "地区", "单位名称"]))
    coded = draw(st.booleans())
    lead = ["行政区划代码", stub] if coded else [stub]
    width = len(lead) + len(leaves)
    unit = draw(st.sampled_from(UNITS))
    cells: list[list[Any]] = []
    merges: list[tuple[int, int, int, int]] = []
    title = "2024年各县市区主要指标情况" + (f"（{unit}）" if unit_at == "title" else "")
    titled = draw(st.booleans()) or unit_at in ("title", "line")
    if titled:
        cells.append([title])
        if draw(st.booleans()):
            merges.append((0, 0, 0, width - 1))
    if unit_at == "line":
        cells.append([None] * draw(st.integers(0, width - 1)) + [f"单位：{unit}"])
    cells += [[] for _ in range(draw(st.integers(0, 2)))]
    top = len(cells)
    bracket = f"（{unit}）" if unit_at == "header" else ""
    upper: list[Any] = list(lead)
    lower: list[Any] = [None] * len(lead)
    column = len(lead)
    for group, parts in groups:
        if parts:
            upper += [group] + [None] * (len(parts) - 1)
            lower += [part + bracket for part in parts]
            if merged:
                merges.append((top, column, top, column + len(parts) - 1))
        else:
            upper.append(group + bracket)
            lower.append(None)
            if merged and deep:
                merges.append((top, column, top + 1, column))
        column += max(len(parts), 1)
    cells.append(upper)
    if deep:
        cells.append(lower)
        if merged:
            merges += [(top, c, top + 1, c) for c in range(len(lead))]
    if english:
        cells.append(
            (["Code"] if coded else []) + ["Region"] + [f"Item {chr(65 + i)} of Region" for i in range(len(leaves))]
        )
    if unit_at == "row":
        cells.append([None] * len(lead) + [f"（{unit}）"] * len(leaves))
    bottom = len(cells)
    count = draw(st.integers(2, 8))
    body: list[list[Any]] = []
    for i in range(count):
        name = f"{DISTRICTS[i][0]}　{DISTRICTS[i][1]}" if spaced else DISTRICTS[i] + "区"
        figures = [draw(st.one_of(st.integers(0, 9999), st.sampled_from(["…", "—", None]))) for _ in leaves]
        body.append(([f"3501{i + 2:02d}"] if coded else []) + [name, *figures])
    plain = [[str(v) if v is not None else "" for v in row] for row in body]
    sums = [sum(row[len(lead) + k] for row in body if isinstance(row[len(lead) + k], int)) for k in range(len(leaves))]
    total = ([None] if coded else []) + [
        draw(st.sampled_from(["合计", "合　　计", "总 计", "全市", "合计 Total"])),
        *sums,
    ]
    where = draw(st.sampled_from(["first", "last", "none"]))
    if where == "first":
        cells.append(total)
    middle = draw(st.integers(0, count))
    cells += body[:middle]
    if draw(st.booleans()):
        cells.append([])
    cells += body[middle:]
    if where == "last":
        cells.append(total)
    cells += draw(
        st.sampled_from([[], [["注：本表为快报数。"]], [[], ["资料来源：统计局"]], [["填表人：", None, "审核人："]]])
    )
    split = "_" if deep else ""
    names = lead + [group + (split + leaf if leaf else "") for group, leaf in leaves]
    return Drawing(
        cells=cells,
        merges=merges,
        names=names,
        units=[None] * len(lead) + [unit if unit_at in ("row", "header") else None] * len(leaves),
        table_units=[unit] if unit_at in ("line", "title") else [],
        rows=plain,
        totals=0 if where == "none" else 1,
        header_rows=(top + 1, bottom),
    )


@settings(max_examples=250, deadline=None)
@given(drawings())
def test_every_drawing_is_read_right(drawing: Drawing) -> None:
    result = read(book(drawing.cells, merges=drawing.merges))
    assert not result.refused, result.findings
    assert not questions(result), result.findings
    assert len(result.tables) == 1
    table = result.tables[0]
    assert [column.name for column in table.columns] == drawing.names
    assert table.header_rows == drawing.header_rows
    assert table.rows == drawing.rows
    assert len(table.totals) == drawing.totals
    assert [column.unit for column in table.columns] == drawing.units
    assert table.units == drawing.table_units
