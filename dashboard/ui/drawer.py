"""Opens at the right of a page: what a number means, how it is made up, and which file and row it came from."""

import html
import re
from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import numbers, periods, queries
from dashboard.queries import IndicatorRow
from dashboard.ui import methods, tables, words
from dashboard.ui.data import Figures
from dashboard.ui.tables import Column

#: More rows than this are gathered by file first; single rows are then in the download.
MAX_TRACE_ROWS = 60
#: What stands for a template where an indicator is computed from others.
COMPUTED = "calc"
FILES = [
    Column("part", "部分"), Column("measure_name", "数据项"), Column("file", "文件"), Column("sheet", "工作表"),
    Column("rows", "行号"), Column("n_rows", "行数", True), Column("sum", "合计", True), Column("measure_unit", "单位"),
    Column("batch_id", "批次"), Column("loaded_by", "报送人"), Column("loaded_at", "入库时间", short=True),
]  # fmt: skip
#: What stands in a formula of the catalogue for an indicator, and for a weight of the list of weights.
CODE, WEIGHT = re.compile(r"(?<![\w$])[a-z][a-z0-9_]+"), re.compile(r"\$[a-z][a-z0-9_]*")
ROWS = [
    Column("part", "部分"), Column("measure_name", "数据项"), Column("unit_name", "报送单位"),
    Column("period", "报送期", short=True), Column("value", "数值", True), Column("measure_unit", "单位"),
    Column("counted", "计入"), Column("file", "文件"), Column("sheet", "工作表"), Column("row", "行号"),
    Column("column", "列"), Column("batch_id", "批次"), Column("loaded_by", "报送人"),
    Column("loaded_at", "入库时间", short=True),
]  # fmt: skip


def _in_words(formula: str, figures: Figures) -> str:
    """A side of a formula with the names of indicators instead of their codes."""
    known = figures.indicators()
    named = CODE.sub(lambda found: known[found.group()].name if found.group() in known else found.group(), formula)
    return WEIGHT.sub("权重", named).replace("*", "×")


def definition_html(indicator: IndicatorRow, figures: Figures) -> str:
    """The definition as a list of terms, for the drawer and for the definitions page."""
    row = indicator.row
    numerator, denominator = (
        _in_words(str(row[name] or ""), figures) for name in ("numerator_text", "denominator_text")
    )
    formula = f"{numerator} ÷ {denominator}" if denominator else numerator
    if denominator and indicator.factor != 1:
        formula += f" × {indicator.factor}"
    goal = numbers.format_value(indicator.target, indicator.unit, indicator.decimals, with_unit=True)
    lines = [
        ("口径", row["definition"]),
        ("算法", formula),
        ("单位", f"{indicator.unit or '—'}，{words.direction_words(indicator)}"),
        (
            "目标",
            f"{goal}（{row['target_text']}）"
            if indicator.target is not None and row["target_text"]
            else row["target_text"] or (goal if indicator.target is not None else "未设"),
        ),
        ("报送", f"{words.source_of(indicator, figures)}，按{indicator.frequency}报送"),
        # A computed indicator's rule only repeats the formula, in codes.
        ("取数", row["source_rule"] if row["template"] != COMPUTED else ""),
        ("不说明什么", row["limits"]),
    ]
    items = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(str(said))}</dd>" for name, said in lines if said)
    code = f'<dt>代码</dt><dd class="code">{html.escape(indicator.code)}</dd>'
    return f'<dl class="definition">{items}{code}</dl>'


@st.dialog("口径与来源", width="large", position="right")
def open_definition(
    figures: Figures, indicator: IndicatorRow, period: int, places: dict[str, str], preferred: str | None = None,
    more: Sequence[tuple[str, str]] = (),
) -> None:  # fmt: skip
    """Show definition, formula and, for one unit, numerator, denominator and the rows behind them.

    Args:
        figures: The snapshot.
        indicator: What is defined.
        period: The period shown on the page.
        places: Code → name of the units on the page.
        preferred: Unit shown first.
        more: Further terms and their explanations: how the picture is made.
    """
    st.html(f'<h2 class="section">{html.escape(indicator.name)}</h2>')
    st.html(definition_html(indicator, figures))
    terms = [*more, *methods.versions(figures, periods.as_of_zh(period))]
    items = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(said)}</dd>" for name, said in terms)
    st.html(f'<h2 class="section">算法说明</h2><dl class="definition">{items}</dl>')
    if not places:
        return
    codes = list(places)
    code = st.selectbox(
        "查来源的单位",
        codes,
        index=codes.index(preferred) if preferred in places else 0,
        key="drawer-unit",
        format_func=lambda item: places[item],
        placeholder="请选择",
    )
    rows = figures.ask("trace", code=indicator.code, unit_code=code, period_key=period)
    show_trace(rows, f"{indicator.name}_{places[code]}_{periods.label(period)}_来源")


def moment(at: object) -> str:
    """A stored time as `2024-07-03 09:00` on the server's clock."""
    if at is None or at is pd.NaT or at is pd.NA:
        return ""
    told = datetime.fromisoformat(str(at))
    return (told.astimezone() if told.tzinfo else told).strftime("%Y-%m-%d %H:%M")


def show_trace(rows: pd.DataFrame, name: str) -> None:
    """Rows behind a number, gathered by file when there are many; every row in the download."""
    if rows.empty:
        st.html('<p class="hint">这个单位本期没有报送，没有可以追溯的行。</p>')
        return
    rows = rows.assign(loaded_at=[moment(at) for at in rows["loaded_at"]])
    listed = rows.assign(counted=rows["counted"].map({True: "是", False: "否，缺另一部分"}))
    counted = rows[rows["counted"].astype(bool)]
    sums = [
        f"{part}（{measure}）合计 {numbers.plain(group['value'].sum(), 2)}{unit}，{len(group):,} 行"
        for (part, measure, unit), group in counted.groupby(["part", "measure_name", "measure_unit"], sort=False)
    ]
    st.html(f'<p class="hint">{html.escape("；".join(sums))}</p>')
    if len(rows) > MAX_TRACE_ROWS:
        tables.show(queries.trace_files(rows), FILES, label="来源文件")
    else:
        tables.show(listed, ROWS, label="来源行")
    st.download_button(
        "下载全部来源行",
        data=lambda: tables.to_csv(listed, ROWS),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key="drawer-csv",
    )
