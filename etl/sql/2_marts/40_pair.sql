-- pair: one row an (indicator, period, pairing level, unit) in which every part is present
CREATE OR REPLACE TEMP TABLE pair AS
WITH part AS (
    SELECT w.indicator_key, w.period_key, p.pair_level, t.side, t.coef, t.part, s.value, s.level, s.top_level,
           CASE least(p.pair_level, s.level)
               WHEN 6 THEN s.unit_key
               WHEN 5 THEN coalesce(u.village_key, u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key)
               WHEN 4 THEN coalesce(u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key)
               WHEN 3 THEN coalesce(u.district_key, u.city_key, u.province_key, u.nation_key)
               WHEN 2 THEN coalesce(u.city_key, u.province_key, u.nation_key)
               WHEN 1 THEN coalesce(u.province_key, u.nation_key)
               ELSE u.nation_key END AS unit_key
    FROM source s
    JOIN rule_term t ON t.measure_key = s.measure_key AND t.part > 0
    JOIN work_flow w ON w.indicator_key = t.indicator_key AND w.period_key = s.period_key
    JOIN rule_pairing p ON p.indicator_key = t.indicator_key
    JOIN dim_unit u ON u.unit_key = s.unit_key
    WHERE s.top_level <= least(p.pair_level, s.level)
),
joined AS (
    SELECT indicator_key, period_key, pair_level, unit_key, bit_or(part) AS parts,
           sum(coef * value) FILTER (WHERE side = 'n') AS num, sum(coef * value) FILTER (WHERE side = 'd') AS den,
           max(top_level) AS top_level, min(level) AS source_level
    FROM part
    WHERE unit_key IS NOT NULL
    GROUP BY indicator_key, period_key, pair_level, unit_key
),
whole AS (
    SELECT j.*, r.has_den, r.own_level_only
    FROM joined j
    JOIN indicator_rule r USING (indicator_key)
    WHERE j.parts = r.all_parts
),
-- parts counted from the register are always known: a unit without such units counts 0
looked_up AS (
    SELECT w.indicator_key, w.period_key, w.pair_level, w.unit_key,
           sum(t.coef * coalesce(c.n, 0)) FILTER (WHERE t.side = 'n') AS num,
           sum(t.coef * coalesce(c.n, 0)) FILTER (WHERE t.side = 'd') AS den
    FROM whole w
    JOIN rule_term t ON t.indicator_key = w.indicator_key AND t.part = 0
    LEFT JOIN registry_count c
           ON c.measure_key = t.measure_key AND c.period_key = w.period_key AND c.unit_key = w.unit_key
    GROUP BY w.indicator_key, w.period_key, w.pair_level, w.unit_key
)
SELECT w.indicator_key, w.period_key, w.pair_level, w.unit_key, u.level, w.top_level,
       w.own_level_only, w.source_level <= u.level AS is_own,
       CAST(coalesce(w.num, 0) + coalesce(l.num, 0) AS BIGINT) AS num,
       CASE WHEN w.has_den THEN CAST(coalesce(w.den, 0) + coalesce(l.den, 0) AS BIGINT) END AS den
FROM whole w
JOIN dim_unit u USING (unit_key)
LEFT JOIN looked_up l USING (indicator_key, period_key, pair_level, unit_key)
