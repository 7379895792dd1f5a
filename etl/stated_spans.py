"""What a table says of the time its figures span: its one period; single months are no figures since January."""

import re
from collections.abc import Mapping, Sequence

from dashboard.catalogue import Template
from etl import findings
from etl.findings import Finding
from etl.reading.model import Table

_SINGLE = re.compile(r"当月|本月|单月|当季|本季|单季|不含(?:上|以前)[月季]")
_SINCE_JANUARY = re.compile(r"(?<=年)0?1月?[-—–~～至到](?=\d)")
_DATED = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?!\d)\s*年?度?\s*[-/.]?\s*(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<half>[上下])半年"
    r"|(?P<month>1[0-2]|0?[1-9])(?!\d)(?=月|[-/.]|$))?"
)
#: Rows of which each is looked at.
_LONG = 5_000
_RUNNING = re.compile(r"累计|1\s*[-—~至到]\s*\d{1,2}\s*月")


def period_of(table: Table) -> str | None:
    """The one period that title, lines above the table and sheet name state; None where there is none, or several.

    A month and its year, or its day, are one period: the finest spelling is taken.
    """
    stated = sorted({_SINCE_JANUARY.sub("", period) for period in table.periods}, key=len)
    return stated[-1] if stated and all(stated[-1].startswith(period) for period in stated) else None


def contradicted(table: Table, template: Template, columns: Mapping[str, int], file: str) -> list[Finding]:
    """A doubt where the lines above a table state another year or month than its rows do.

    Args:
        table: What the reader found.
        template: Its contract.
        columns: Field name → position in a row.
        file: File name for the finding.
    """
    stated = period_of(table)
    above = _year_and_month(stated) if stated else None
    rows = _period_of_rows(table, [columns[name] for name in template.period.get("fields", []) if name in columns])
    if above is None or rows is None or (above[0] == rows[0] and (above[1] or rows[1]) == (rows[1] or above[1])):
        return []
    shown = f"{rows[0]}年" + (f"{rows[1]}月" if rows[1] else "")
    return [findings.make("TITLE_OTHER_PERIOD", file=file, sheet=table.sheet, stated=stated or "", rows=shown)]


def _period_of_rows(table: Table, positions: Sequence[int]) -> tuple[int, int | None] | None:
    """The year and the month that every row states; None where they differ or are spelt otherwise."""
    if not positions or len(table.row_numbers) > _LONG:
        return None
    texts = {tuple(row[at] for at in positions) for row in table.rows}
    return _year_and_month("-".join(next(iter(texts)))) if len(texts) == 1 else None


def _year_and_month(text: str) -> tuple[int, int | None] | None:
    """Year and last month of a period as written, the month None where only a year is; None for anything else."""
    found = _DATED.match(_SINCE_JANUARY.sub("", text))
    if not found:
        return None
    if found["quarter"]:
        return int(found["year"]), 3 * ("一二三四1234".index(found["quarter"]) % 4 + 1)
    if found["half"]:
        return int(found["year"]), 6 if found["half"] == "上" else 12
    return int(found["year"]), int(found["month"]) if found["month"] else None


def single(table: Table, template: Template, headers: Mapping[str, str], file: str) -> list[Finding]:
    """A doubt where the title speaks of a single month or quarter and a column must hold figures since January.

    Args:
        table: What the reader found.
        template: Its contract.
        headers: Field name → header in the file; a header that says 累计 leaves no doubt.
        file: File name for the finding.
    """
    said = _SINGLE.search(table.title)
    if not said or _RUNNING.search(table.title):
        return []
    names = [
        headers[field.name]
        for field in template.fields
        if field.cumulative and field.name in headers and not _RUNNING.search(headers[field.name])
    ]
    if not names:
        return []
    listed = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
    return [findings.make("TITLE_SINGLE_PERIOD", file=file, sheet=table.sheet, said=said[0], names=listed)]
