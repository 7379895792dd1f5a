-- one row a measure of one branch, or of the village it stands in, in force at a period
WITH found AS (
    SELECT f.measure_key, f.value, f.unit_key
    FROM fact_measure f
    JOIN measure_rule r ON r.measure_key = f.measure_key AND r.rule = 'direct'
    WHERE f.period_key = $period_key
      AND f.unit_key IN ($unit_key, $village_key)
    UNION ALL
    SELECT s.measure_key, s.value, s.unit_key
    FROM state_span s
    WHERE s.unit_key IN ($unit_key, $village_key)
      AND $period_key BETWEEN s.first_period AND s.last_period
)
SELECT measure_key, unit_key = $village_key AS is_village, CAST(sum(value) AS BIGINT) AS value
FROM found
WHERE list_contains($measure_keys::SMALLINT[], measure_key)
GROUP BY ALL
