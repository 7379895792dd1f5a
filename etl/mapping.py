"""From a table as an office drew it to the columns of a template, by header names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.catalogue import Field, Template
from etl import findings, stated_spans
from etl.findings import Finding
from etl.headers import IGNORED, header_key, match_columns
from etl.reading.model import Column, Table
from etl.values.units import conversion, measure

#: Columns that name the organisation once more; they are not stored, and that is said.
IDENTIFYING = frozenset({"统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "组织机构代码", "机构代码"})


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A table and where its columns go.

    Attributes:
        table: What the reader found.
        template: The contract it fits.
        columns: Field name → position in a row of `table.rows`.
        headers: Field name → header as the file has it.
        units: Field name → measuring unit the file states for it, where it states one.
        own_units: Fields whose own header states a unit.
        exact: Fields whose header is the template's own wording.
        ignored: Headers that go nowhere.
    """

    table: Table
    template: Template
    columns: dict[str, int]
    headers: dict[str, str]
    units: dict[str, str]
    own_units: frozenset[str]
    exact: frozenset[str]
    ignored: tuple[str, ...]


def missing_fields(template: Template, present: Iterable[str], *, period_given: bool) -> list[Field]:
    """Required fields that no column carries and nothing else supplies.

    The unit may be given by code or by name; the period may stand in the title or the sheet name.
    """
    names = set(present)
    unit_fields = {name for name in (template.unit.get("code"), template.unit.get("name")) if name}
    supplied: set[str] = set()
    if names & unit_fields:
        supplied |= unit_fields
    if period_given:
        supplied |= set(template.period.get("fields", []))
    return [
        field for field in template.fields if field.required and field.name not in names and field.name not in supplied
    ]


def choose_template(
    table: Table, templates: Mapping[str, Template], *, wanted: str | None, file: str
) -> tuple[Template | None, list[Finding]]:
    """The one template a table fits.

    Args:
        table: As read.
        templates: The contracts to choose from.
        wanted: A template's name when the person named one.
        file: File name for the findings.

    Returns:
        The template, or None with the finding that says why.
    """
    if table.preamble.get("指标") or table.preamble.get("数据库"):
        long_forms = [template for template in templates.values() if template.layout == "long_preamble"]
        if long_forms:
            return long_forms[0], []
    pool = [templates[wanted]] if wanted else [t for t in templates.values() if t.layout != "long_preamble"]
    period_given = stated_spans.period_of(table) is not None
    best: tuple[float, Template, list[Field]] | None = None
    ties: list[str] = []
    for template in pool:
        found, left = match_columns(table.columns, template)
        missing = missing_fields(template, found, period_given=period_given)
        required = sum(field.required for field in template.fields) or 1
        score = 10 * (1 - len(missing) / required) + len(found) / max(len(table.columns), 1) - len(left) * 0.01
        if best is None or score > best[0] + 1e-9:
            best, ties = (score, template, missing), [template.name]
        elif abs(score - best[0]) <= 1e-9:
            ties.append(template.name)
    if best is None:
        return None, [findings.make("MAP_NO_TEMPLATE", file=file, sheet=table.sheet, accepted="")]
    _, template, missing = best
    accepted = "；".join(f"{t.name} {t.title}" for t in templates.values())
    matched = len(match_columns(table.columns, template)[0])
    if missing and (wanted is None and matched < max(3, len(table.columns) // 2)):
        return None, [findings.make("MAP_NO_TEMPLATE", file=file, sheet=table.sheet, accepted=accepted)]
    if missing and len(table.periods) > 1 and {field.name for field in missing} <= set(template.period["fields"]):
        stated = "、".join(table.periods)
        return None, [findings.make("MAP_SEVERAL_PERIODS", file=file, sheet=table.sheet, stated=stated)]
    if missing:
        names = "、".join(field.title for field in missing)
        return None, [
            findings.make("MAP_MISSING_COLUMN", file=file, sheet=table.sheet, template=template.title, names=names)
        ]
    if len(ties) > 1:
        return None, [findings.make("MAP_AMBIGUOUS_TEMPLATE", file=file, sheet=table.sheet, names="、".join(ties))]
    return template, []


def map_table(table: Table, template: Template, *, file: str) -> tuple[MappedTable | None, list[Finding]]:
    """Bind a table's columns to a template's fields.

    Returns:
        The binding, or None with a refusing finding (two columns for one field).
    """
    found, left = match_columns(table.columns, template)
    problems = _claimed_twice(found, table, template, file)
    if problems:
        return None, problems
    ignored = [table.columns[index].name for index in left]
    units: dict[str, str] = {}
    unclear: set[str] = set()
    for name, (index,) in found.items():
        stated, clear = _stated_unit(table, table.columns[index], template.field(name).unit)
        if stated:
            units[name] = stated
        if not clear:
            unclear.add(name)
    mapped = MappedTable(
        table=table,
        template=template,
        columns={name: positions[0] for name, positions in found.items()},
        headers={name: table.columns[positions[0]].name for name, positions in found.items()},
        units=units,
        own_units=frozenset(name for name, (index,) in found.items() if table.columns[index].unit),
        exact=frozenset(
            name
            for name, (index,) in found.items()
            if name not in unclear and _is_titled(table.columns[index], _title(template, name))
        ),
        ignored=tuple(ignored),
    )
    notes = _unused(ignored, table, file) + stated_spans.contradicted(table, template, mapped.columns, file)
    return mapped, notes + stated_spans.single(table, template, mapped.headers, file)


def _claimed_twice(found: Mapping[str, Sequence[int]], table: Table, template: Template, file: str) -> list[Finding]:
    """A finding for each field that several columns answer to."""
    return [
        findings.make(
            "MAP_DUPLICATE_HEADER", file=file, sheet=table.sheet, column=_title(template, name),
            names="、".join(table.columns[position].name for position in positions),
        )
        for name, positions in found.items()
        if len(positions) > 1
    ]  # fmt: skip


def _unused(ignored: Sequence[str], table: Table, file: str) -> list[Finding]:
    """What is said of columns that no field takes, those that identify a unit apart."""
    unnamed = [name for name in ignored if header_key(name) and header_key(name) not in IGNORED]
    known = [name for name in unnamed if header_key(name) in IDENTIFYING]
    extra = [name for name in unnamed if name not in known]
    return [
        findings.make(code, file=file, sheet=table.sheet, names="、".join(names))
        for code, names in (("MAP_EXTRA_COLUMNS", extra), ("MAP_IDENTIFYING_COLUMNS", known))
        if names
    ]


def _is_titled(column: Column, title: str) -> bool:
    """Whether a column is headed by a field's own title, whatever group it stands in."""
    return header_key(column.parts[-1] if column.parts else column.name) == header_key(title)


def _stated_unit(table: Table, column: Column, wanted: str | None) -> tuple[str | None, bool]:
    """The unit a table states for a column, and whether there is no doubt which one it is.

    Above the table may stand several units (单位：元、人): the one that measures the same thing is the column's.
    """
    if column.unit:
        return column.unit, True
    if len(table.units) == 1 or not wanted:
        return (table.units[0] if len(table.units) == 1 else None), True
    fitting = [unit for unit in table.units if measure(unit) and conversion(unit, wanted).outcome != "refuse"]
    return (fitting[0], True) if len(fitting) == 1 else (None, not fitting)


def _title(template: Template, name: str) -> str:
    return next((field.title for field in template.fields if field.name == name), name)
