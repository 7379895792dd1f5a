-- one row a value reported for the very period by a unit inside the range, with the row it came from
SELECT measure_key, period_key, unit_key, item_key, value, batch_key, sheet_no, row_no
FROM fact_measure
WHERE period_key = $period_key
  AND measure_key BETWEEN $first_measure AND $last_measure
  AND list_contains($measure_keys::SMALLINT[], measure_key)
  AND unit_key BETWEEN $first_key AND $last_key
