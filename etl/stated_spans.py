"""What a table says of the time its figures span: single months are no figures since January."""

import re
from collections.abc import Mapping

from dashboard.catalogue import Template
from etl import findings
from etl.findings import Finding
from etl.reading.model import Table

_SINGLE = re.compile(r"当月|本月|单月|当季|本季|单季|不含(?:上|以前)[月季]")
_RUNNING = re.compile(r"累计|1\s*[-—~至到]\s*\d{1,2}\s*月")


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
