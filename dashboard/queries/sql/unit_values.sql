-- one row an asked indicator, a period of the span and an asked node, as stored
SELECT indicator_key, period_key, unit_key, num, den, single, n_reported, n_expected
FROM mart_value
WHERE list_contains($unit_keys::INTEGER[], unit_key)
  AND unit_key BETWEEN $first_key AND $last_key
  AND period_key BETWEEN $start_key AND $end_key
  AND list_contains($indicator_keys::SMALLINT[], indicator_key)
ORDER BY indicator_key, period_key, unit_key
