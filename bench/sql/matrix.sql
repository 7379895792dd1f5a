-- nineteen indicators x all districts with the share of districts that are not better
SELECT m.indicator_key, d.unit_code, m.num / nullif(m.den, 0) AS value,
       percent_rank() OVER (PARTITION BY m.indicator_key ORDER BY m.num / nullif(m.den, 0)) AS standing
FROM mart_value m
JOIN dim_unit d ON d.unit_key = m.unit_key AND d.level = 3
WHERE m.period_key = $period_key AND list_contains($indicator_keys::SMALLINT[], m.indicator_key)
ORDER BY m.indicator_key, d.sort_order
