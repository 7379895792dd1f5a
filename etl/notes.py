"""Remarks on figures: the actual date, a break in definition, a computed figure."""

from etl.row_measures import long_form
from etl.staging import Staged, quoted


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def collect(staged: Staged) -> None:
    """Fill the temporary table `new_note` from typed rows.

    Columns: measure_key, period_key, unit_key, kind, text, row_no, sheet_no.
    """
    staged.con.execute(
        "CREATE OR REPLACE TEMP TABLE new_note (measure_key SMALLINT, period_key SMALLINT, unit_key INTEGER,"
        " kind VARCHAR, text VARCHAR, row_no INTEGER, sheet_no SMALLINT)"
    )
    form = long_form(staged)
    if form is None:
        return
    spec = next(item for item in staged.template.emits if "measure_field" in item or "measure_name_field" in item)
    source = "FROM typed t WHERE t.measure_key IS NOT NULL"
    head = "INSERT INTO new_note SELECT t.measure_key, t.period_key, t.unit_key"
    place = "t.row_no, t.sheet_no"
    day = "strftime(t.as_of, '%Y-%m-%d')"
    staged.con.execute(f"{head}, 'as_of', {day}, {place} {source} AND t.as_of IS NOT NULL")
    note = spec.get("note_field")
    if note and note in staged.present:
        text = f"t.{quoted(str(note))}"
        rules = []
        for rule in spec.get("note_rules", []):
            words = " OR ".join(f"contains({text}, {_sql_text(word)})" for word in rule["any"])
            rules.append(f"WHEN {words} THEN {_sql_text(rule['kind'])}")
        kind = f"CASE {' '.join(rules)} ELSE 'note' END" if rules else "'note'"
        staged.con.execute(f"{head}, {kind}, {text}, {place} {source} AND coalesce({text}, '') <> ''")
    computed = spec.get("computed_field")
    if computed and computed in staged.present:
        staged.con.execute(f"{head}, 'computed', '推算', {place} {source} AND t.{quoted(str(computed))} = '是'")
