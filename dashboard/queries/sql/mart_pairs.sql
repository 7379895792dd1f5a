-- one row an asked (indicator, period) and unit of the level, as stored
WITH asked AS (
    SELECT unnest($indicator_keys::SMALLINT[]) AS indicator_key, unnest($period_keys::SMALLINT[]) AS period_key
)
SELECT m.indicator_key, m.period_key, m.unit_key, m.num, m.den, m.single, m.n_reported, m.n_expected
FROM mart_value m
JOIN asked USING (indicator_key, period_key)
JOIN dim_unit d ON d.unit_key = m.unit_key AND d.level = $level
