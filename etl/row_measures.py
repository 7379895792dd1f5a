"""The measure of every row of a long form: indicator text and unit text, each pair looked up once."""

import pyarrow as pa

from dashboard.catalogue import Catalogue, Indicator
from etl.doubts import Doubt, put, report
from etl.staging import Staged, quoted
from etl.values.units import conversion


def resolve_measures(staged: Staged, catalogue: Catalogue, registered: dict[str, Indicator]) -> None:
    """Fill `measure_map` for long forms: indicator text and unit text → measure, power of ten, target measure.

    Rows whose indicator or measuring unit does not fit the catalogue are left out.
    """
    spec = long_form(staged)
    if spec is None:
        return
    indicator_sql, unit_sql = (f"coalesce(s.{quoted(name)}, '')" if name in staged.present else "''" for name in spec)
    source = staged.combinations("stage_measures")
    distinct = sorted(staged.con.execute(f"SELECT DISTINCT {indicator_sql}, {unit_sql} FROM {source} s").fetchall())
    name = staged.template.name
    by_name = {
        item.name: item for item in [*catalogue.indicators.values(), *registered.values()] if name in item.templates
    }
    rows: list[tuple[str, str, int | None, int | None, int | None]] = []
    doubts: list[Doubt | None] = []
    for text, unit in distinct:
        indicator = catalogue.indicators.get(text) or registered.get(text) or by_name.get(text)
        row, doubt = _measure_of(text, unit, indicator, name, spec)
        target = catalogue.indicators.get(indicator.target_measure) if indicator and indicator.target_measure else None
        rows.append((text, unit, *row, target.key if target and row[0] is not None else None))
        doubts.append(doubt)
    put(
        staged,
        "measure_map",
        {
            "text": pa.array([row[0] for row in rows], pa.string()),
            "unit": pa.array([row[1] for row in rows], pa.string()),
            "measure_key": pa.array([row[2] for row in rows], pa.int16()),
            "power": pa.array([row[3] for row in rows], pa.int8()),
            "target_key": pa.array([row[4] for row in rows], pa.int16()),
            "at": pa.array(range(len(rows)), pa.int32()),
        },
    )
    staged.number("stage_measures", "measure_at", f"JOIN measure_map m ON {measure_join(staged, 'm')}", "m.at")
    report(staged, doubts, f"JOIN measure_map m ON {measure_join(staged, 'm')}", "m")


def measure_join(staged: Staged, alias: str) -> str:
    """SQL that joins `measure_map` under an alias to `stage AS s`."""
    if "measure_at" in staged.numbered:
        return f"{alias}.at = s.measure_at"
    texts = [f"coalesce(s.{quoted(name)}, '')" if name in staged.present else "''" for name in staged.measure_fields]
    return f"{alias}.text = {texts[0]} AND {alias}.unit = {texts[1]}"


def _measure_of(
    text: str, unit: str, indicator: Indicator | None, template: str, spec: tuple[str, str]
) -> tuple[tuple[int | None, int | None], Doubt | None]:
    """Measure key and decimal power of an indicator text with its unit, or the doubt that keeps the row out."""
    if indicator is None:
        return (None, None), Doubt("INDICATOR_UNKNOWN", "out", spec[0], text, {})
    if template not in indicator.templates:
        words: dict[str, object] = {"template": "、".join(indicator.templates)}
        return (None, None), Doubt("INDICATOR_WRONG_TEMPLATE", "out", spec[0], text, words)
    found = conversion(unit or indicator.unit, indicator.unit)
    if found.outcome == "refuse" or found.code == "MEASURE_UNKNOWN":
        return (None, None), Doubt("INDICATOR_WRONG_UNIT", "out", spec[1], unit, {"unit": indicator.unit})
    doubt = None
    if found.code:
        words = {"detail": f"{unit}换算为{indicator.unit}", "stated": unit, "unit": indicator.unit}
        doubt = Doubt(found.code, str(found.outcome), spec[1], unit, words)
    return (indicator.key, indicator.scale + found.shift), doubt


def long_form(staged: Staged) -> tuple[str, str] | None:
    """The fields that hold indicator and measuring unit of a long form, None for a wide one."""
    names = staged.measure_fields
    return (names[0], names[1]) if names else None
