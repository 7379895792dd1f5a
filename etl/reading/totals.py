"""Totals against their parts: a mismatch is questioned, never corrected."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from etl import findings
from etl.findings import Finding
from etl.reading import words
from etl.reading.model import Column, Table

_NOT_ADDITIVE = re.compile(
    r"率|比重|占比|比例|比上年|密度|人均|平均|均|指数|增长|增速|增幅|增减|±|同比|环比|位次|排名|名次|性别比|比\b|之比|=100|＝100|[%％‰]|代码|编码|序号|规模|得分|分数|系数|程度|年龄|寿命|月数|面积/|编号|年份|^年度?$|^月份?$|日期|期间|时点|批次|届次|户规模|抚养比|倍数|弹性"
)
_RATE_UNITS = re.compile(r"[%％‰]|百分|/|倍|岁|分|位")
_GRAND = re.compile(r"(?:合计|总计|共计|总合计|全[国省市区县镇乡州]|合计数|total|grandtotal)", re.IGNORECASE)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")


def check(table: Table, *, kinds: Sequence[str], file: str) -> list[Finding]:
    """Compare each grand total with the rows, or the subtotals, that make it up.

    Columns of rates, densities, averages and codes are not added. Rounding of the parts is allowed for.

    Args:
        table: The table with its totals apart.
        kinds: For each total row `total` or `part`.
        file: File name for the findings.
    """
    grand = [
        (total, position)
        for position, total in enumerate(table.totals)
        if kinds[position] == "total" and _GRAND.fullmatch(words.squeeze(words.split_language(total.label)[0]))
    ]
    if len(grand) != 1 or len(table.rows) < 2:
        return []
    total, position = grand[0]
    subtotals = [row for index, row in enumerate(table.totals) if kinds[index] == "total" and index != position]
    wrong: list[tuple[Column, str, str]] = []
    agreed = 0
    for index, column in enumerate(table.columns):
        if not column.name or _NOT_ADDITIVE.search(column.name) or (column.unit and _RATE_UNITS.search(column.unit)):
            continue
        stated = _figure(total.cells[index])
        parts = [_figure(row[index]) for row in table.rows if row[index] and not words.is_missing(row[index])]
        if stated is None or len(parts) < 2 or any(part is None for part in parts):
            continue
        sums = [sum(part for part in parts if part is not None)]
        group = [_figure(row.cells[index]) for row in subtotals]
        if group and all(value is not None for value in group):
            sums.append(sum(value for value in group if value is not None))
        if any(abs(value - stated) <= _tolerance(total.cells[index], table.rows, index) for value in sums):
            agreed += 1
        else:
            wrong.append((column, total.cells[index], f"{sums[0]:f}"))
    if wrong and not agreed and len(wrong) > 2:
        names = "、".join(column.name for column, _, _ in wrong[:5])
        return [
            findings.make(
                "TOTALS_NOT_ADDITIVE", file=file, sheet=table.sheet, row=total.row_number, names=names, count=len(wrong)
            )
        ]
    return [
        findings.make(
            "TOTAL_MISMATCH",
            file=file,
            sheet=table.sheet,
            row=total.row_number,
            column=column.name,
            value=stated_text,
            sum=added,
        )
        for column, stated_text, added in wrong
    ]


def _figure(text: str) -> Decimal | None:
    flat = text.replace(",", "")
    if not _PLAIN.fullmatch(flat):
        return None
    try:
        return Decimal(flat)
    except InvalidOperation:
        return None


def _tolerance(total: str, rows: list[list[str]], index: int) -> Decimal:
    """Half a unit of the last place shown, for the total and for every part."""
    places = max([_places(total), *(_places(row[index]) for row in rows)])
    half = Decimal(1).scaleb(-min(places, 12)) / 2
    # Whole counts of persons or units add up exactly; amounts are rounded to the decimals they are printed with.
    return half * (len(rows) + 1) if places else Decimal(0)


def _places(text: str) -> int:
    return len(text.partition(".")[2]) if "." in text else 0
