-- the stored figures of five districts over the whole span
SELECT m.period_key, d.unit_code, m.num, m.den
FROM mart_value m
JOIN dim_unit d USING (unit_key)
WHERE m.indicator_key = $indicator_key AND list_contains($codes::VARCHAR[], d.unit_code)
