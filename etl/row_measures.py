"""The measure of every row of a long form: indicator text and unit text, each pair looked up once."""

import re
import unicodedata

import pyarrow as pa

from dashboard.catalogue import Catalogue, Indicator
from etl.doubts import Doubt, put, report
from etl.staging import Staged, quoted
from etl.values.units import conversion

_BLANKS = re.compile(r"\s")


def resolve_measures(staged: Staged, catalogue: Catalogue, registered: dict[str, Indicator]) -> None:
    """Fill `measure_map` for long forms: texts of indicator, unit and name → measure, power of ten, target measure.

    Rows whose indicator or measuring unit does not fit the catalogue are left out, and those whose code and name are
    of two indicators.
    """
    spec = long_form(staged)
    if spec is None:
        return
    asked = ", ".join(_texts(staged))
    source = staged.combinations("stage_measures")
    distinct = sorted(staged.con.execute(f"SELECT DISTINCT {asked} FROM {source} s").fetchall())
    name = staged.template.name
    by_name = {
        item.name: item for item in [*catalogue.indicators.values(), *registered.values()] if name in item.templates
    }
    codes = {_bare(item.name): item.code for item in by_name.values()}
    rows: list[tuple[str, str, str, int | None, int | None, int | None]] = []
    doubts: list[Doubt | None] = []
    for text, unit, called in distinct:
        indicator = catalogue.indicators.get(text) or registered.get(text) or by_name.get(text)
        row, doubt = _measure_of(text, unit, indicator, name, spec)
        if indicator and called and (doubt is None or doubt.outcome != "out"):
            row, doubt = _called(staged, called, indicator, codes, row, doubt)
        target = catalogue.indicators.get(indicator.target_measure) if indicator and indicator.target_measure else None
        rows.append((text, unit, called, *row, target.key if target and row[0] is not None else None))
        doubts.append(doubt)
    put(
        staged,
        "measure_map",
        {
            "text": pa.array([row[0] for row in rows], pa.string()),
            "unit": pa.array([row[1] for row in rows], pa.string()),
            "called": pa.array([row[2] for row in rows], pa.string()),
            "measure_key": pa.array([row[3] for row in rows], pa.int16()),
            "power": pa.array([row[4] for row in rows], pa.int8()),
            "target_key": pa.array([row[5] for row in rows], pa.int16()),
            "at": pa.array(range(len(rows)), pa.int32()),
        },
    )
    staged.number("stage_measures", "measure_at", f"JOIN measure_map m ON {measure_join(staged, 'm')}", "m.at")
    report(staged, doubts, f"JOIN measure_map m ON {measure_join(staged, 'm')}", "m")


def measure_join(staged: Staged, alias: str) -> str:
    """SQL that joins `measure_map` under an alias to `stage AS s`."""
    if "measure_at" in staged.numbered:
        return f"{alias}.at = s.measure_at"
    columns = zip(("text", "unit", "called"), _texts(staged), strict=True)
    return " AND ".join(f"{alias}.{name} = {text}" for name, text in columns if text != "''")


def _texts(staged: Staged) -> list[str]:
    """SQL of a row's texts of indicator, unit and name; `''` for what the form or the file does not have."""
    names = [*staged.measure_fields, ""][:3]
    return [f"coalesce(s.{quoted(name)}, '')" if name in staged.present else "''" for name in names]


def _bare(name: str) -> str:
    """A name without blanks and width, to be compared."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name))


_Row = tuple[int | None, int | None]


def _called(
    staged: Staged, called: str, indicator: Indicator, codes: dict[str, str], row: _Row, doubt: Doubt | None
) -> tuple[_Row, Doubt | None]:
    """The same with what the name beside the code says: that of another indicator keeps the row out."""
    if _bare(called) == _bare(indicator.name):
        return row, doubt
    words: dict[str, object] = {"indicator_code": indicator.code, "indicator": indicator.name}
    field = staged.measure_fields[2]
    if codes.get(_bare(called), indicator.code) != indicator.code:
        return (None, None), Doubt("INDICATOR_NAME_MISMATCH", "out", field, called, words)
    return row, doubt or Doubt("INDICATOR_NAME_OTHER", "normalise", field, called, words)


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
