-- one row a measure of one branch (or of the village it stands in) in force at a period, with the row it came from
WITH own AS (
    SELECT unit_key, village_key
    FROM dim_unit
    WHERE unit_code = $unit_code
      AND $period_key BETWEEN first_period AND last_period
),
place AS (
    SELECT unit_key, FALSE AS is_village FROM own
    UNION ALL
    SELECT village_key, TRUE FROM own WHERE village_key IS NOT NULL
),
found AS (
    SELECT f.measure_key, f.value, f.batch_key, p.is_village
    FROM fact_measure f
    JOIN place p USING (unit_key)
    JOIN measure_rule r ON r.measure_key = f.measure_key AND r.rule = 'direct'
    WHERE f.period_key = $period_key
    UNION ALL
    SELECT s.measure_key, s.value, s.batch_key, p.is_village
    FROM state_span s
    JOIN place p USING (unit_key)
    WHERE $period_key BETWEEN s.first_period AND s.last_period
)
SELECT f.measure_key, f.is_village, CAST(sum(f.value) AS BIGINT) AS value, any_value(b.file_name) AS file_name
FROM found f
LEFT JOIN dim_batch b USING (batch_key)
WHERE list_contains($measure_keys::SMALLINT[], f.measure_key)
GROUP BY f.measure_key, f.is_village
