-- one row a unit inside the range that a registry measure counts, with its line in the register
WITH inside AS (
    SELECT unit_key, unit_code
    FROM dim_unit
    WHERE unit_key BETWEEN $first_key AND $last_key
      AND $period_key BETWEEN first_period AND last_period
)
SELECT r.measure_key, $period_key AS period_key, d.unit_key, 0 AS item_key, 1 AS value, u.batch_key, u.sheet_no, u.row_no
FROM measure_rule r
JOIN dim_unit d ON d.level = r.at_level
JOIN inside i ON i.unit_key = d.unit_key
LEFT JOIN fact_unit u ON u.unit_code = d.unit_code AND $as_of BETWEEN u.valid_from AND coalesce(u.valid_to, $as_of)
WHERE list_contains($measure_keys::SMALLINT[], r.measure_key)
  AND (NOT EXISTS (SELECT 1 FROM rule_type t WHERE t.measure_key = r.measure_key)
       OR d.unit_type IN (SELECT t.unit_type FROM rule_type t WHERE t.measure_key = r.measure_key))
