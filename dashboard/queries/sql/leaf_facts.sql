-- one row a reported value of some measures and periods inside a range of nodes
SELECT period_key, unit_key, measure_key, value
FROM fact_measure
WHERE period_key BETWEEN $oldest_key AND $newest_key
  AND list_contains($period_keys::SMALLINT[], period_key)
  AND measure_key BETWEEN $first_measure AND $last_measure
  AND list_contains($measure_keys::SMALLINT[], measure_key)
  AND unit_key BETWEEN $first_key AND $last_key
