-- the stored figures of one indicator, period and level, nothing else
SELECT d.unit_code, d.unit_name, m.num, m.den
FROM mart_value m
JOIN dim_unit d USING (unit_key)
WHERE m.indicator_key = $indicator_key AND m.period_key = $period_key AND d.level = 3
