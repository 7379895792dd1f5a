-- one row a state of a unit inside the range that holds at a period, of some measures
SELECT measure_key, unit_key, value
FROM state_span
WHERE unit_key BETWEEN $first_key AND $last_key
  AND $period_key BETWEEN first_period AND last_period
  AND measure_key IN (SELECT unnest($measure_keys::SMALLINT[]))
