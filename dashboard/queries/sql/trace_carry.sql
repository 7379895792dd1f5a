-- one row a state still in force in the period for a unit inside the range, with the row it came from
SELECT measure_key, period_key, unit_key, item_key, value, batch_key, sheet_no, row_no
FROM state_span
WHERE list_contains($measure_keys::SMALLINT[], measure_key)
  AND $period_key BETWEEN first_period AND last_period
  AND unit_key BETWEEN $first_key AND $last_key
