-- rolled: one row an (indicator, period, unit from nation to town), summed from the paired units
CREATE OR REPLACE TEMP TABLE rolled AS
WITH weighed AS (
    SELECT p.indicator_key, p.period_key, p.pair_level, p.unit_key, p.level, p.top_level, p.num, p.den,
           NULL AS single,
           CASE WHEN p.level = p.pair_level OR r.template IS NULL THEN 1
                WHEN p.is_own AND NOT r.by_items THEN coalesce(e.n, 0) ELSE 0 END AS n_reported
    FROM pair p
    JOIN work USING (indicator_key, period_key)
    JOIN indicator_rule r USING (indicator_key)
    LEFT JOIN expected e ON e.template = r.template AND e.count_level = p.pair_level
                        AND e.period_key = p.period_key AND e.unit_key = p.unit_key AND p.level < p.pair_level
    UNION ALL
    SELECT indicator_key, period_key, pair_level, unit_key, level, top_level, NULL, NULL, single, 0
    FROM single_value
),
low AS (
    SELECT w.indicator_key, w.period_key, w.pair_level, w.top_level,
           CASE WHEN r.own_level_only THEN w.level END AS only_level,
           coalesce(u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key) AS low_key,
           sum(w.num) AS num, sum(w.den) AS den, sum(w.single) AS single, sum(w.n_reported) AS n_reported
    FROM weighed w
    JOIN indicator_rule r USING (indicator_key)
    JOIN dim_unit u USING (unit_key)
    GROUP BY ALL
),
spread AS (
    SELECT l.*, unnest([0, 1, 2, 3, 4]) AS mart_level,
           unnest([u.nation_key, u.province_key, u.city_key, u.district_key, u.town_key]) AS unit_key
    FROM low l
    JOIN dim_unit u ON u.unit_key = l.low_key
),
summed AS (
    SELECT s.indicator_key, s.period_key, s.unit_key, s.pair_level,
           CAST(sum(s.num) AS BIGINT) AS num, CAST(sum(s.den) AS BIGINT) AS den,
           CAST(sum(s.single) AS BIGINT) AS single, CAST(sum(s.n_reported) AS INTEGER) AS n_reported
    FROM spread s
    JOIN rule_pairing g USING (indicator_key, pair_level)
    WHERE s.unit_key IS NOT NULL
      AND s.mart_level BETWEEN greatest(g.mart_from, s.top_level) AND g.mart_to
      AND (s.only_level IS NULL OR s.mart_level = s.only_level)
    GROUP BY s.indicator_key, s.period_key, s.unit_key, s.pair_level
)
SELECT s.indicator_key, s.period_key, s.unit_key, s.num, s.den, s.single, s.n_reported, e.n AS n_expected
FROM summed s
JOIN indicator_rule r USING (indicator_key)
LEFT JOIN expected e ON e.template = r.template AND e.count_level = s.pair_level
                    AND e.period_key = s.period_key AND e.unit_key = s.unit_key
