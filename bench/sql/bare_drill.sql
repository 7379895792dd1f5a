-- the stored figures of one district's towns over twelve months
SELECT m.period_key, d.unit_code, m.num, m.den
FROM mart_value m
JOIN dim_unit d USING (unit_key)
WHERE m.indicator_key = $indicator_key AND m.period_key BETWEEN $period_key - 11 AND $period_key
  AND d.level = 4 AND d.unit_key BETWEEN $first_key AND $last_key
