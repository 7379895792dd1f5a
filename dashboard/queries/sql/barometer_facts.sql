-- one row a value of some measures that a unit inside the range reported for the very period, not more than asked for
SELECT measure_key, unit_key, value
FROM fact_measure
WHERE period_key = $period_key
  AND unit_key BETWEEN $first_key AND $last_key
  AND list_contains($measure_keys::SMALLINT[], measure_key)
LIMIT $most
