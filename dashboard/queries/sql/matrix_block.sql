-- one row an indicator, a period and a unit inside the range, as stored; some indicators at some periods each
SELECT indicator_key, period_key, unit_key, num, den, single, n_reported, n_expected
FROM mart_value
WHERE indicator_key IN (SELECT unnest($indicator_keys::SMALLINT[]))
  AND period_key BETWEEN $oldest_key AND $newest_key
  AND list_contains($period_keys::SMALLINT[], period_key)
  AND unit_key BETWEEN $first_key AND $last_key
