-- mart_barometer and mart_barometer_count for the months in work, and 雨 as a measure of the branch for rolling up
DELETE FROM mart_barometer WHERE period_key IN (
    SELECT w.period_key FROM work w JOIN measure_rule r ON r.measure_key = w.indicator_key AND r.rule = 'barometer'
);

DELETE FROM mart_barometer_count WHERE period_key IN (
    SELECT w.period_key FROM work w JOIN measure_rule r ON r.measure_key = w.indicator_key AND r.rule = 'barometer'
);

INSERT INTO mart_barometer
SELECT period_key, unit_key, overall, n_applicable, n_lost, veto_rain, levels
FROM barometer_levels
ORDER BY period_key, unit_key;

INSERT INTO mart_barometer_count
WITH single AS (
    SELECT period_key, unit_key, unnest(range(1, len(levels) + 1)) AS item_no, unnest(levels) AS level
    FROM barometer_levels
    UNION ALL
    SELECT period_key, unit_key, 0, overall
    FROM barometer_levels
),
low AS (
    SELECT s.period_key, s.item_no, s.level, count(*) AS n,
           coalesce(u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key) AS low_key
    FROM single s
    JOIN dim_unit u USING (unit_key)
    GROUP BY ALL
),
-- below the district only the overall level: that is what a list of towns asks for
spread AS (
    SELECT l.period_key, l.item_no, l.level, l.n,
           unnest([u.nation_key, u.province_key, u.city_key, u.district_key,
                   CASE WHEN l.item_no = 0 THEN u.town_key END]) AS unit_key
    FROM low l
    JOIN dim_unit u ON u.unit_key = l.low_key
)
SELECT period_key, unit_key, item_no, level, CAST(sum(n) AS INTEGER)
FROM spread
WHERE unit_key IS NOT NULL
GROUP BY period_key, unit_key, item_no, level
ORDER BY period_key, unit_key, item_no, level;

-- an organisation that is not on the barometer is none at 雨; one with too few items is not known
INSERT INTO source
SELECT b.period_key, r.measure_key, b.unit_key, CAST(coalesce(l.overall = 4, FALSE) AS BIGINT) AS value,
       CAST(6 AS TINYINT) AS level, CAST(0 AS TINYINT) AS top_level
FROM on_barometer b
JOIN measure_rule r ON r.rule = 'barometer'
LEFT JOIN barometer_levels l USING (period_key, unit_key)
WHERE l.overall IS DISTINCT FROM 0
