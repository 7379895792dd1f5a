"""What a person is asked about a file whose headers match no template alone: which column carries which field."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.catalogue import Template
from etl import mapping, stated_spans
from etl.headers import IGNORED, header_key, match_columns
from etl.reading.model import Table


@dataclass(frozen=True, slots=True)
class Layout:
    """A table whose columns a person is asked about.

    Attributes:
        sheet: Sheet name.
        template: The template asked about.
        matched: Header → field, found by header names.
        open: Headers that match nothing.
        wanted: Fields that no column carries yet, (name, title, required).
    """

    sheet: str
    template: str
    matched: dict[str, str]
    open: tuple[str, ...]
    wanted: tuple[tuple[str, str, bool], ...]


def layout_of(tables: Sequence[Table], template: Template) -> Layout | None:
    """What to ask about the first table of a file; None when it has none."""
    if not tables:
        return None
    table = tables[0]
    found, left = match_columns(table.columns, template)
    matched = {table.columns[positions[0]].name: name for name, positions in found.items()}
    names = [table.columns[index].name for index in left]
    dated = stated_spans.period_of(table) is not None
    supplied = set(found) | {str(name) for name in template.period.get("fields", []) if dated}
    missing = {item.name for item in mapping.missing_fields(template, found, period_given=dated)}
    wanted = tuple(
        (item.name, item.title, item.name in missing) for item in template.fields if item.name not in supplied
    )
    still = tuple(name for name in names if header_key(name) and header_key(name) not in IGNORED)
    return Layout(table.sheet, template.name, matched, still, wanted)
