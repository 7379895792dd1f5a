-- source: one row a (period, measure, unit) with a value of its own, for the pairs in `need`
-- top_level: the highest level this value may be summed to, set where an upper unit's own report takes precedence
CREATE OR REPLACE TEMP TABLE source AS
WITH
-- measures of which some values belong to items; those of all others are one a unit as they stand
itemised AS (
    SELECT DISTINCT period_key, measure_key FROM fact_measure WHERE item_key <> 0
),
direct AS (
    SELECT f.period_key, f.measure_key, f.unit_key, f.value
    FROM fact_measure f
    JOIN need n ON n.measure_key = f.measure_key AND n.period_key = f.period_key AND n.rule = 'direct'
    JOIN dim_unit u ON u.unit_key = f.unit_key AND f.period_key BETWEEN u.first_period AND u.last_period
    ANTI JOIN itemised i ON i.measure_key = f.measure_key AND i.period_key = f.period_key
    WHERE f.period_key BETWEEN (SELECT min(period_key) FROM need) AND (SELECT max(period_key) FROM need)
    UNION ALL
    SELECT f.period_key, f.measure_key, f.unit_key, CAST(sum(f.value) AS BIGINT) AS value
    FROM fact_measure f
    JOIN itemised USING (period_key, measure_key)
    JOIN need n ON n.measure_key = f.measure_key AND n.period_key = f.period_key AND n.rule = 'direct'
    JOIN dim_unit u ON u.unit_key = f.unit_key AND f.period_key BETWEEN u.first_period AND u.last_period
    GROUP BY f.period_key, f.measure_key, f.unit_key
),
state AS (
    SELECT n.period_key, s.measure_key, s.unit_key, CAST(sum(s.value) AS BIGINT) AS value
    FROM state_span s
    JOIN need n ON n.measure_key = s.measure_key AND n.period_key BETWEEN s.first_period AND s.last_period
               AND n.rule IN ('event', 'carry', 'carry_year')
    GROUP BY n.period_key, s.measure_key, s.unit_key
),
registered AS (
    SELECT n.period_key, n.measure_key, u.unit_key, 1 AS value
    FROM need n
    JOIN measure_rule r ON r.measure_key = n.measure_key AND r.rule = 'registry'
    JOIN dim_unit u ON u.level = r.at_level AND n.period_key BETWEEN u.first_period AND u.last_period
    WHERE NOT EXISTS (SELECT 1 FROM rule_type t WHERE t.measure_key = n.measure_key)
       OR u.unit_type IN (SELECT t.unit_type FROM rule_type t WHERE t.measure_key = n.measure_key)
),
reported AS (
    SELECT * FROM direct UNION ALL SELECT * FROM state UNION ALL SELECT * FROM registered
),
examined AS (
    SELECT v.period_key, c.measure_key, v.unit_key, c.op, v.value, coalesce(c.threshold, o.value) AS threshold
    FROM rule_condition c
    JOIN need n ON n.measure_key = c.measure_key
    JOIN measure_rule r ON r.measure_key = c.measure_key
    JOIN reported v ON v.measure_key = c.source_key AND v.period_key = n.period_key
    JOIN dim_unit u ON u.unit_key = v.unit_key AND u.level = r.at_level
    LEFT JOIN reported o ON o.measure_key = c.other_key AND o.period_key = v.period_key AND o.unit_key = v.unit_key
),
-- a unit that lacks one of the values is left out, never counted as not meeting the condition
counted AS (
    SELECT period_key, measure_key, unit_key,
           CAST(bool_and(CASE op WHEN '>=' THEN value >= threshold WHEN '>' THEN value > threshold
                                 WHEN '<=' THEN value <= threshold WHEN '<' THEN value < threshold
                                 WHEN '!=' THEN value <> threshold ELSE value = threshold END) AS BIGINT) AS value
    FROM examined
    GROUP BY period_key, measure_key, unit_key
    HAVING count(threshold) = (SELECT count(*) FROM rule_condition c WHERE c.measure_key = examined.measure_key)
)
SELECT v.*, u.level, CAST(0 AS TINYINT) AS top_level
FROM (SELECT * FROM reported UNION ALL SELECT * FROM counted) v
JOIN dim_unit u USING (unit_key)
