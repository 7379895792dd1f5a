-- registry_count: one row a (registry measure, period, unit) with the units on the register below it or itself
CREATE OR REPLACE TEMP TABLE registry_count AS
WITH asked AS (
    SELECT DISTINCT t.measure_key, w.period_key
    FROM rule_term t
    JOIN work_flow w USING (indicator_key)
    WHERE t.part = 0
),
listed AS (
    SELECT r.measure_key, p.period_key, u.*
    FROM measure_rule r
    JOIN asked p USING (measure_key)
    JOIN dim_unit u ON u.level = r.at_level AND p.period_key BETWEEN u.first_period AND u.last_period
    WHERE r.rule = 'registry'
      AND (NOT EXISTS (SELECT 1 FROM rule_type t WHERE t.measure_key = r.measure_key)
           OR u.unit_type IN (SELECT t.unit_type FROM rule_type t WHERE t.measure_key = r.measure_key))
),
low AS (
    SELECT measure_key, period_key, count(*) AS n,
           coalesce(town_key, district_key, city_key, province_key, nation_key) AS low_key
    FROM listed
    GROUP BY ALL
),
spread AS (
    SELECT l.measure_key, l.period_key, l.n,
           unnest([u.nation_key, u.province_key, u.city_key, u.district_key, u.town_key]) AS unit_key
    FROM low l
    JOIN dim_unit u ON u.unit_key = l.low_key
)
SELECT measure_key, period_key, unit_key, CAST(sum(n) AS BIGINT) AS n
FROM spread
WHERE unit_key IS NOT NULL
GROUP BY measure_key, period_key, unit_key
UNION ALL
SELECT measure_key, period_key, unit_key, 1
FROM listed
WHERE level > 4
