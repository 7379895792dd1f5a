-- expected: one row a (template, count level, period, unit from nation to town) with the number of units of the
-- count level below it (or itself) that must report or hold units that must, for the months in work
CREATE OR REPLACE TEMP TABLE expected AS
WITH asked AS (
    SELECT DISTINCT r.template, p.pair_level AS count_level
    FROM indicator_rule r
    JOIN rule_pairing p USING (indicator_key)
    UNION
    SELECT template, level FROM template_expect
),
counted AS (
    SELECT DISTINCT m.template, a.count_level, m.period_key,
           CASE a.count_level
               WHEN 0 THEN u.nation_key WHEN 1 THEN u.province_key WHEN 2 THEN u.city_key WHEN 3 THEN u.district_key
               WHEN 4 THEN u.town_key WHEN 5 THEN u.village_key ELSE u.unit_key END AS unit_key
    FROM must_report m
    JOIN (SELECT DISTINCT period_key FROM work) USING (period_key)
    JOIN asked a ON a.template = m.template AND a.count_level <= m.level
    JOIN dim_unit u USING (unit_key)
),
low AS (
    SELECT c.template, c.count_level, c.period_key, count(*) AS n,
           coalesce(u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key) AS low_key
    FROM counted c
    JOIN dim_unit u USING (unit_key)
    GROUP BY ALL
),
spread AS (
    SELECT l.template, l.count_level, l.period_key, l.n, unnest([0, 1, 2, 3, 4]) AS level,
           unnest([u.nation_key, u.province_key, u.city_key, u.district_key, u.town_key]) AS unit_key
    FROM low l
    JOIN dim_unit u ON u.unit_key = l.low_key
)
SELECT template, count_level, period_key, unit_key, level, CAST(sum(n) AS INTEGER) AS n
FROM spread
WHERE unit_key IS NOT NULL
GROUP BY template, count_level, period_key, unit_key, level
