"""Measuring units that a file states, against those of its template."""

from dashboard.catalogue import Field
from etl.staging import Part, Staged
from etl.values.units import conversion


def file_unit(part: Part, field: Field) -> tuple[str | None, int]:
    """The unit of a column in a part of the file, and the power of ten that leads to the template's unit."""
    stated = part.units.get(field.name)
    if not field.unit or not stated:
        return field.unit, 0
    found = conversion(stated, field.unit)
    if found.outcome == "refuse" or found.code == "MEASURE_UNKNOWN":
        return field.unit, 0
    return stated, found.shift


def _counts(stated: str | None, wanted: str | None) -> bool:
    """Whether both units count things, one by one."""
    return conversion(stated, wanted).code == "MEASURE_OTHER_CLASSIFIER"


def check_units(staged: Staged) -> None:
    """Compare the units a file states with the template's.

    Units of one family are converted and the finding says so. A unit in a column's own header that measures something
    else refuses the file; a unit stated for the whole table (单位：万元) says nothing about columns of persons.
    Money under a header of the office's own wording must state its unit somewhere.
    """
    for part in staged.parts:
        fields = [
            field
            for field in staged.template.fields
            if field.unit and field.name in staged.present and field.name in staged.headers
        ]
        fitting = {part.units.get(field.name) for field in fields if part.units.get(field.name) == field.unit}
        for field in fields:
            _check_unit(staged, part, field, fitting)


def _check_unit(staged: Staged, part: Part, field: Field, fitting: set[str | None]) -> None:
    stated = part.units.get(field.name)
    if stated in fitting and stated != field.unit and field.name not in part.own_units and _counts(stated, field.unit):
        return  # 单位：个 over columns of 个 and 名 is said of the former
    if stated is None and field.name in part.exact:
        return
    found = conversion(stated, field.unit)
    if not found.code or (found.outcome == "refuse" and field.name not in part.own_units):
        return
    staged.add(
        found.code,
        sheet=staged.sheets.get(part.sheet_no, ""),
        column=staged.title(field.name),
        stated=stated or "",
        unit=field.unit,
        detail=f"{stated or ''}→{field.unit}",
        outcome=found.outcome,
    )
