-- reported against expected cells by district, all measures of a month
SELECT d.unit_code, sum(m.n_reported) AS reported, sum(m.n_expected) AS expected
FROM mart_value m
JOIN dim_unit d ON d.unit_key = m.unit_key AND d.level = 3
WHERE m.period_key = $period_key AND m.indicator_key <= 20
GROUP BY d.unit_code
ORDER BY d.unit_code
