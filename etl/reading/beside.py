"""Names of places behind the first figures: perhaps the labels of a second table that stands close by."""

import re

from etl.reading import words
from etl.reading.model import Table

_PLACES = re.compile(
    r"(?:县市区|县[、(]?市[)、]?区[)]?|区县|县区|县|区|地区|市县?|乡镇(?:街道)?|镇街|街道|乡|镇|村|社区|村[(]?社区[)]?|单位|机构)(?:名称?|别)?"
)
_KEYS = re.compile(r"序号|编号|行次|代码|编码|年|月|期|No", re.IGNORECASE)
#: Rows looked at.
_SAMPLE = 200


def labels(table: Table) -> list[str]:
    """Columns headed and filled like the labels of a table, between columns of figures."""
    rows = table.rows[:_SAMPLE]
    if len(rows) < 2:
        return []
    numbers = [at for at, _ in enumerate(table.columns) if _are(rows, at)]
    figures = [at for at in numbers if not _KEYS.search(table.columns[at].name)]
    if not figures or all(at in numbers for at in range(figures[0])):
        return []  # the left table has no labels of its own
    found = []
    for at, column in enumerate(table.columns):
        if not figures[0] < at < figures[-1] or not _PLACES.fullmatch(words.squeeze(column.name)):
            continue
        texts = [row[at] for row in rows if row[at]]
        if len(texts) >= 2 and len(set(texts)) == len(texts) and not any(map(words.is_number, texts)):
            found.append(column.name)
    return found


def _are(rows: list[list[str]], at: int) -> bool:
    texts = [row[at] for row in rows if row[at] and not words.is_missing(row[at])]
    return bool(texts) and 2 * sum(bool(words.is_number(text)) for text in texts) > len(texts)
