"""Upload templates: Frictionless Table Schema in JSON with the product's few extra properties."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dashboard.catalogue.errors import CatalogueError

LAYOUTS = ("table", "long_preamble")
FIELD_TYPES = ("string", "integer", "number", "date", "boolean", "year", "month")
PERIOD_KINDS = ("month", "quarter", "half", "year", "round", "date")
_EMIT_FIELDS = (
    "measure_field", "measure_name_field", "name_field", "target_field", "unit_field", "note_field",
    "computed_field", "as_of_field", "source_field",
)  # fmt: skip
OUTCOMES = ("refuse", "out", "confirm", "normalise")


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One column of a template.

    Attributes:
        name: Name in code.
        title: Chinese header as printed in the blank form.
        type: One of FIELD_TYPES; boolean is written 是 or 否.
        unit: Measuring unit, empty where there is none.
        scale: Decimal places a figure may have (held exactly).
        synonyms: Other headers that offices use for it.
        required: Whether a row without it is kept out.
        minimum: Least value allowed, None where open.
        maximum: Greatest value allowed, None where open.
        enum: The allowed words, empty where any text is allowed.
        aliases: Other spelling → allowed word.
        max_length: Greatest number of characters of a text.
        cumulative: Whether it runs on from January within a year.
        description: What to fill in.
        example: An example value.
        scale_from: Name of the field whose indicator gives unit and scale (long forms).
    """

    name: str
    title: str
    type: str
    unit: str | None
    scale: int
    synonyms: tuple[str, ...]
    required: bool
    minimum: Decimal | None
    maximum: Decimal | None
    enum: tuple[str, ...]
    aliases: Mapping[str, str]
    max_length: int | None
    cumulative: bool
    description: str
    example: str
    scale_from: str


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One upload template; attributes are the JSON properties of the same name (see `data/catalogue/README.md`)."""

    path: Path
    name: str
    title: str
    version: str
    grain: str
    layout: str
    period: Mapping[str, Any]
    unit: Mapping[str, Any]
    expects: Mapping[str, Any]
    primary_key: tuple[str, ...]
    item: tuple[str, ...]
    fields: tuple[Field, ...]
    foreign_keys: tuple[Mapping[str, Any], ...]
    checks: tuple[Mapping[str, Any], ...]
    emits: tuple[Mapping[str, Any], ...]
    raw: Mapping[str, Any]

    def field(self, name: str) -> Field:
        """Return a field by name.

        Raises:
            KeyError: No such field.
        """
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    def extra(self, name: str, default: Any = None) -> Any:
        """Return one of the optional properties, such as `preamble` or `register`."""
        return self.raw.get(name, default)


def _number(path: Path, where: str, value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CatalogueError(path, where, f"上下限须为数字，收到{value!r}")
    return Decimal(str(value))


def _read_field(path: Path, raw: Any) -> Field:
    if not isinstance(raw, dict) or not raw.get("name") or not raw.get("title"):
        raise CatalogueError(path, "fields", f"每列须有name和title，收到{raw!r}")
    where = f"fields.{raw['name']}"
    if raw.get("type") not in FIELD_TYPES:
        raise CatalogueError(path, where, f"type“{raw.get('type')}”不在可用值之内：{'、'.join(FIELD_TYPES)}")
    limits = raw.get("constraints", {})
    return Field(
        name=raw["name"],
        title=raw["title"],
        type=raw["type"],
        unit=raw.get("unit"),
        scale=int(raw.get("scale", 0)),
        synonyms=tuple(raw.get("synonyms", ())),
        required=bool(limits.get("required", False)),
        minimum=_number(path, where, limits.get("minimum")),
        maximum=_number(path, where, limits.get("maximum")),
        enum=tuple(limits.get("enum", ())),
        aliases=MappingProxyType(dict(raw.get("aliases", {}))),
        max_length=limits.get("maxLength"),
        cumulative=bool(raw.get("cumulative", False)),
        description=raw.get("description", ""),
        example=str(raw.get("example", "")),
        scale_from=raw.get("scale_from", ""),
    )


def _field_names_used(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(where, field name) of every field that keys, period and unit refer to."""
    used = [("primaryKey", name) for name in raw.get("primaryKey", ())]
    used += [("item", name) for name in raw.get("item", ())]
    used += [("period.fields", name) for name in raw["period"].get("fields", ())]
    used += [(f"unit.{kind}", raw["unit"][kind]) for kind in ("code", "name") if raw["unit"].get(kind)]
    for number, emit in enumerate(raw.get("emits", ())):
        for name in _EMIT_FIELDS:
            if emit.get(name):
                used.append((f"emits[{number}].{name}", emit[name]))
    return used


def read_template(path: Path) -> Template:
    """Read one template file.

    Raises:
        CatalogueError: Not JSON, a property missing, or a reference to a field that the template has not.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise CatalogueError(path, "", f"不是UTF-8的JSON：{problem}") from None
    if not isinstance(raw, dict):
        raise CatalogueError(path, "", "须为一个JSON对象")
    missing = [name for name in ("name", "title", "version", "layout", "period", "unit", "fields") if name not in raw]
    if missing:
        raise CatalogueError(path, "", f"缺少属性：{'、'.join(missing)}")
    if raw["layout"] not in LAYOUTS:
        raise CatalogueError(path, "layout", f"“{raw['layout']}”不在可用值之内：{'、'.join(LAYOUTS)}")
    if raw["period"].get("kind") not in PERIOD_KINDS:
        raise CatalogueError(
            path, "period.kind", f"“{raw['period'].get('kind')}”不在可用值之内：{'、'.join(PERIOD_KINDS)}"
        )
    fields = tuple(_read_field(path, item) for item in raw["fields"])
    names = [item.name for item in fields]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise CatalogueError(path, "fields", f"列名重复：{'、'.join(doubled)}")
    for where, name in _field_names_used(raw):
        if name not in names:
            raise CatalogueError(path, where, f"“{name}”不是本表的列；本表的列：{'、'.join(names)}")
    return Template(
        path=path,
        name=raw["name"],
        title=raw["title"],
        version=str(raw["version"]),
        grain=raw.get("grain", ""),
        layout=raw["layout"],
        period=raw["period"],
        unit=raw["unit"],
        expects=raw.get("expects", {}),
        primary_key=tuple(raw.get("primaryKey", ())),
        item=tuple(raw.get("item", ())),
        fields=fields,
        foreign_keys=tuple(raw.get("foreignKeys", ())),
        checks=tuple(raw.get("checks", ())),
        emits=tuple(raw.get("emits", ())),
        raw=MappingProxyType(raw),
    )


def read_templates(folders: list[Path]) -> dict[str, Template]:
    """Read every `*.json` of some folders; a later folder may add templates but not redefine one.

    Raises:
        CatalogueError: A broken file, or two files with one template name.
    """
    found: dict[str, Template] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            template = read_template(path)
            if template.name in found:
                raise CatalogueError(path, "name", f"“{template.name}”已由{found[template.name].path}定义")
            found[template.name] = template
    return found
