-- one row a unit of the level (or the whole) and period of one indicator, as stored; every period of a span
SELECT m.period_key, m.unit_key, m.num, m.den, m.single, m.n_reported, m.n_expected
FROM mart_value m
JOIN dim_unit d ON d.unit_key = m.unit_key
WHERE m.indicator_key = $indicator_key
  AND m.period_key BETWEEN $start_key AND $end_key
  AND m.unit_key BETWEEN $first_key AND $last_key
  AND (d.level = $level OR d.unit_key = $whole_key)
ORDER BY m.period_key, d.sort_order
