-- the stored figures of nineteen indicators for all districts
SELECT m.indicator_key, m.unit_key, m.num, m.den
FROM mart_value m
JOIN dim_unit d ON d.unit_key = m.unit_key AND d.level = 3
WHERE m.period_key = $period_key AND list_contains($indicator_keys::SMALLINT[], m.indicator_key)
