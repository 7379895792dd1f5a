-- below_town: one row a (measure, period, level, town or the lowest unit above it), the values of units of that level
-- below it summed: whatever is paired at the town or above starts from these few
CREATE OR REPLACE TEMP TABLE below_town AS
SELECT s.measure_key, s.period_key, s.level, s.top_level,
       coalesce(u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key) AS unit_key,
       CAST(sum(s.value) AS BIGINT) AS value
FROM source s
SEMI JOIN route r ON r.measure_key = s.measure_key AND r.period_key = s.period_key AND r.pair_level <= 4
JOIN dim_unit u ON u.unit_key = s.unit_key
WHERE s.level > 4
GROUP BY ALL;

-- pair: one row an (indicator, period, pairing level, unit) in which every part is present
CREATE OR REPLACE TEMP TABLE pair AS
WITH part AS (
    SELECT r.indicator_key, r.period_key, r.pair_level, r.all_parts, r.is_only_part, r.side, r.part,
           r.coef * s.value AS amount, s.unit_key, s.level, s.top_level
    FROM source s
    JOIN route r ON r.measure_key = s.measure_key AND r.period_key = s.period_key AND s.top_level <= r.pair_level
                AND (s.level <= 4 OR r.pair_level > 4)
    UNION ALL
    SELECT r.indicator_key, r.period_key, r.pair_level, r.all_parts, r.is_only_part, r.side, r.part,
           r.coef * s.value AS amount, s.unit_key, s.level, s.top_level
    FROM below_town s
    JOIN route r ON r.measure_key = s.measure_key AND r.period_key = s.period_key AND s.top_level <= r.pair_level
                AND r.pair_level <= 4
),
-- the only part, at or above the pairing level: nothing to gather
alone AS (
    SELECT indicator_key, period_key, pair_level, unit_key, level, top_level, TRUE AS is_own,
           CASE side WHEN 'n' THEN amount END AS num, CASE side WHEN 'd' THEN amount END AS den
    FROM part
    WHERE is_only_part AND level <= pair_level
),
placed AS (
    SELECT p.* EXCLUDE (unit_key),
           CASE least(p.pair_level, p.level)
               WHEN 6 THEN u.unit_key
               WHEN 5 THEN coalesce(u.village_key, u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key)
               WHEN 4 THEN coalesce(u.town_key, u.district_key, u.city_key, u.province_key, u.nation_key)
               WHEN 3 THEN coalesce(u.district_key, u.city_key, u.province_key, u.nation_key)
               WHEN 2 THEN coalesce(u.city_key, u.province_key, u.nation_key)
               WHEN 1 THEN coalesce(u.province_key, u.nation_key)
               ELSE u.nation_key END AS unit_key
    FROM part p
    JOIN dim_unit u USING (unit_key)
    WHERE NOT (p.is_only_part AND p.level <= p.pair_level)
),
gathered AS (
    SELECT p.indicator_key, p.period_key, p.pair_level, p.unit_key, u.level, max(p.top_level) AS top_level,
           min(p.level) <= u.level AS is_own,
           sum(p.amount) FILTER (WHERE p.side = 'n') AS num, sum(p.amount) FILTER (WHERE p.side = 'd') AS den
    FROM placed p
    JOIN dim_unit u ON u.unit_key = p.unit_key AND p.top_level <= u.level
    GROUP BY p.indicator_key, p.period_key, p.pair_level, p.unit_key, u.level, p.all_parts
    HAVING bit_or(p.part) = p.all_parts
)
-- parts counted from the register are always known: a unit without such units counts 0
SELECT g.indicator_key, g.period_key, g.pair_level, g.unit_key, g.level, g.top_level, g.is_own,
       CAST(coalesce(g.num, 0) + coalesce(l.num, 0) AS BIGINT) AS num,
       CASE WHEN r.has_den THEN CAST(coalesce(g.den, 0) + coalesce(l.den, 0) AS BIGINT) END AS den
FROM (SELECT * FROM alone UNION ALL SELECT * FROM gathered) g
JOIN indicator_rule r USING (indicator_key)
LEFT JOIN looked_up l USING (indicator_key, period_key, unit_key)
