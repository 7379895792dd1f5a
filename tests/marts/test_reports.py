"""Who has reported: mart_report and leaf_value."""

from dashboard.periods import label
from tests.marts.world import VILLAGES, World, indicator, template, world

INDICATORS = [
    indicator(1, "income", "ytd", kind="flow", template="T3"),
    indicator(2, "sites", "point", frequency="季", template="T4"),
    indicator(3, "villages", "registry", registry_level="village"),
    indicator(4, "rich", "derived", derive="income>=20", template="T3"),
    indicator(5, "star", "carry", template="T2"),
]
TEMPLATES = [template("T3", "village", "月"), template("T4", "town", "季"), template("T2")]


def reports(made: World) -> list[str]:
    rows = made.con.execute(
        "SELECT template, period_key, unit_code, n_reported, n_expected, first_loaded_at, last_loaded_at"
        " FROM mart_report JOIN dim_unit USING (unit_key) ORDER BY template, period_key, unit_key"
    ).fetchall()
    return [f"{name} {label(key)} {unit} {n}/{due} {first or '-'} {last or '-'}"
            for name, key, unit, n, due, first, last in rows]  # fmt: skip


def test_reports_are_counted_by_district_in_every_due_month() -> None:
    made = world(VILLAGES, INDICATORS, TEMPLATES)
    made.con.execute("INSERT INTO dim_batch (batch_key, loaded_at) VALUES (1, '2024-07-02'), (2, '2024-07-09')")
    made.put("2024-06 | V1 | income | 3\n2024-06 | V3 | income | 4\n2024-06 | T1 | sites | 1")
    made.put("2024-06 | V2 | income | 9", batch=2)
    made.put("2024-07 | V1 | income | 5\n2024-09 | V1 | income | 9", batch=2)
    made.refresh()
    assert reports(made) == [
        "T3 2024-06 D1 2/2 2024-07-02 2024-07-09",
        "T3 2024-06 D2 1/1 2024-07-02 2024-07-02",
        "T3 2024-07 D1 1/2 2024-07-09 2024-07-09",
        "T3 2024-07 D2 0/1 - -",
        "T3 2024-09 D1 1/2 2024-07-09 2024-07-09",
        "T3 2024-09 D2 0/1 - -",
        "T4 2024-06 D1 1/1 2024-07-02 2024-07-02",
        "T4 2024-06 D2 0/1 - -",
        "T4 2024-09 D1 0/1 - -",
        "T4 2024-09 D2 0/1 - -",
    ]


def test_a_district_that_reports_for_its_towns_covers_them() -> None:
    made = world(VILLAGES, INDICATORS, TEMPLATES)
    made.put("2024-06 | D2 | sites | 1")
    made.refresh()
    assert reports(made) == ["T4 2024-06 D1 0/1 - -", "T4 2024-06 D2 1/1 - -"]


def test_leaf_values_cover_reported_carried_registered_and_derived_measures() -> None:
    made = world(VILLAGES, INDICATORS, TEMPLATES)
    made.put("2024-05 | V1 | star | 3\n2024-06 | V1 | income | 20\n2024-06 | V2 | income | 5", batch=7)
    made.refresh()
    found = made.con.execute(
        "SELECT measure_key, unit_code, value, batch_key, row_no FROM leaf_value JOIN dim_unit USING (unit_key)"
        " WHERE period_key = (2024 - 1900) * 12 + 5 ORDER BY measure_key, unit_code"
    ).fetchall()
    assert found == [
        (1, "V1", 20, 7, 3),
        (1, "V2", 5, 7, 4),
        (3, "V1", 1, None, None),
        (3, "V2", 1, None, None),
        (3, "V3", 1, None, None),
        (4, "V1", 1, 7, 3),
        (4, "V2", 0, 7, 4),
        (5, "V1", 3, 7, 2),
    ]


def test_leaf_values_add_up_to_the_mart() -> None:
    made = world(VILLAGES, INDICATORS, TEMPLATES)
    made.put("2024-05 | V1 | star | 3\n2024-06 | V1 | income | 20\n2024-06 | V3 | income | 5\n2024-06 | T1 | sites | 2")
    made.refresh()
    differing = made.con.execute(
        "SELECT * FROM (SELECT period_key, measure_key, sum(value) AS total FROM leaf_value GROUP BY ALL) l"
        " FULL JOIN (SELECT period_key, indicator_key, num FROM mart_value JOIN dim_unit USING (unit_key)"
        " WHERE unit_code = 'C' AND num IS NOT NULL) m"
        " ON l.period_key = m.period_key AND l.measure_key = m.indicator_key WHERE l.total IS DISTINCT FROM m.num"
    ).fetchall()
    assert differing == []
