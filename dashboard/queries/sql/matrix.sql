-- one row an asked (indicator, period) and unit: the units of a level and the one they are compared with, as stored
WITH asked AS (
    SELECT unnest($indicator_keys::SMALLINT[]) AS indicator_key, unnest($period_keys::SMALLINT[]) AS period_key
), units AS (
    SELECT unnest($unit_keys::INTEGER[]) AS unit_key
)
SELECT m.indicator_key, m.period_key, m.unit_key, m.num, m.den, m.single, m.n_reported, m.n_expected
FROM mart_value m
JOIN asked USING (indicator_key, period_key)
JOIN units USING (unit_key)
