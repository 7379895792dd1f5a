-- one row a unit of one indicator and period, as stored
SELECT period_key, unit_key, num, den, single, n_reported, n_expected
FROM mart_value
WHERE indicator_key = $indicator_key
  AND period_key = $period_key
  AND unit_key BETWEEN $first_key AND $last_key
