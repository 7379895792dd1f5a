-- one row a period and unit as it was then: the chosen units, their siblings under the whole, and the whole itself
SELECT m.period_key, d.unit_key, d.unit_code, d.unit_name, d.level, m.num, m.den, m.single, m.n_reported, m.n_expected,
       list_contains($codes::VARCHAR[], d.unit_code) AND d.level = $level AS is_focus,
       d.unit_key = $whole_key AS is_whole,
       d.unit_key BETWEEN $whole_key AND $whole_last AND d.level = $level AS is_sibling
FROM mart_value m
JOIN dim_unit d ON d.unit_key = m.unit_key AND m.period_key BETWEEN d.first_period AND d.last_period
WHERE m.indicator_key = $indicator_key
  AND m.period_key BETWEEN $start_key AND $end_key
  AND (d.unit_key = $whole_key
       OR (d.level = $level AND (d.unit_key BETWEEN $whole_key AND $whole_last
                                 OR list_contains($codes::VARCHAR[], d.unit_code))))
ORDER BY m.period_key, d.sort_order
