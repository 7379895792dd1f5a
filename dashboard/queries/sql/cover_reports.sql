-- one row a value of some measures and items reported for a period by a unit inside the range, with the row it came from
SELECT measure_key, item_key, unit_key, value, batch_key, sheet_no, row_no
FROM fact_measure
WHERE period_key = $period_key
  AND item_key > 0
  AND measure_key IN (SELECT unnest($measure_keys::SMALLINT[]))
  AND list_contains($item_keys::INTEGER[], item_key)
  AND unit_key BETWEEN $first_key AND $last_key
