-- one row a unit and period of one indicator, as stored; a few periods
SELECT period_key, unit_key, num, den, single, n_reported, n_expected
FROM mart_value
WHERE indicator_key = $indicator_key
  AND period_key BETWEEN $oldest_key AND $newest_key
  AND list_contains($period_keys::SMALLINT[], period_key)
  AND unit_key BETWEEN $first_key AND $last_key
