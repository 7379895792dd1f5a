"""Which column of a form a measure is read from."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.catalogue import Catalogue, Template


def header_of(known: Catalogue, template_name: str, measure: str) -> str:
    """The Chinese headers that a form's measure is read from, joined by 、; empty for an unknown form."""
    template = known.templates.get(template_name)
    if template is None:
        return ""
    names: list[str] = []
    for emit in template.emits:
        if _emits(known, emit, measure):
            names += _fields_of(emit)
    titles = {field.name: field.title for field in template.fields}
    return "、".join(dict.fromkeys(titles[name] for name in names if name in titles))


def _emits(known: Catalogue, emit: Mapping[str, Any], measure: str) -> bool:
    if "measure" in emit:
        return bool(emit["measure"] == measure)
    is_target = any(item.target_measure == measure for item in known.indicators.values())
    return is_target if "target_field" in emit else not is_target


def _fields_of(emit: Mapping[str, Any]) -> list[str]:
    """Field names in an entry of `emits`: a value, a sum, a count of conditions or a span of months."""
    if "value" in emit:
        return [emit["value"]]
    for kind in ("sum", "months_between"):
        if kind in emit:
            return list(emit[kind])
    return list(_condition_fields(emit.get("count", ())))


def _condition_fields(conditions: Iterable[Any]) -> Iterable[str]:
    for condition in conditions:
        if isinstance(condition, list) and condition and isinstance(condition[0], str):
            yield condition[0]


def template_title(template: Template | None, name: str) -> str:
    """A form's Chinese title, its name when it is not known here."""
    return template.title if template is not None else name
