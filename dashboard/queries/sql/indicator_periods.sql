-- one row an indicator, level and period that has values in the marts
SELECT i.code, u.level, m.period_key, count(*) AS n_units
FROM mart_value m
JOIN dim_indicator i USING (indicator_key)
JOIN dim_unit u ON u.unit_key = m.unit_key
WHERE m.num IS NOT NULL
GROUP BY i.code, u.level, m.period_key
ORDER BY i.code, u.level, m.period_key DESC
