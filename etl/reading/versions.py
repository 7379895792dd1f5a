"""Two versions of one table in a workbook: the person must say which one counts."""

from etl import findings
from etl.findings import Finding
from etl.reading import words
from etl.reading.model import Table


def compare(tables: list[Table], *, file: str) -> list[Finding]:
    """A finding for each pair of tables with the same columns, the same period and mostly the same row labels."""
    found: list[Finding] = []
    for index, first in enumerate(tables):
        for second in tables[index + 1 :]:
            if _same(first, second):
                found.append(
                    findings.make(
                        "TWO_VERSIONS", file=file, sheet=second.sheet, row=second.header_rows[0], other=first.sheet,
                        other_row=first.header_rows[0],
                    )
                )  # fmt: skip
    return found


def _same(first: Table, second: Table) -> bool:
    if [c.name for c in first.columns] != [c.name for c in second.columns] or not first.rows or not second.rows:
        return False
    if first.sheet == second.sheet and first.units != second.units:
        return False  # parts of one table
    if first.periods != second.periods or words.squeeze(first.title) != words.squeeze(second.title):
        return False
    keys = _keys(first)
    return len(keys & _keys(second)) * 2 >= min(len(keys), len(_keys(second))) > 0


def _keys(table: Table) -> set[tuple[str, ...]]:
    """Row labels: the cells before the first figure that is not a code, and years and months wherever they stand."""
    timed = [
        i
        for i, c in enumerate(table.columns)
        if any(word in c.name for word in ("年", "月", "时间", "日期", "批次", "期间"))
    ]
    return {(*row[:2], *(row[i] for i in timed if i > 1)) for row in table.rows}
