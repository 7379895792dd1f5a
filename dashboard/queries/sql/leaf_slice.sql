-- one row a village or organisation and period of one indicator, from the facts; a few periods
-- an indicator with several parts counts only the reporting units that have every part
WITH asked AS (
    SELECT unnest($period_keys::SMALLINT[]) AS period_key
),
term AS (
    SELECT side, measure_key, coef
    FROM indicator_term
    WHERE indicator_key = $indicator_key
),
source AS (  -- the measures themselves, and those that counted measures are counted from
    SELECT measure_key FROM term
    UNION
    SELECT unnest([source_key, other_key]) FROM rule_condition WHERE measure_key IN (SELECT measure_key FROM term)
),
reported AS (
    SELECT f.period_key, f.measure_key, f.unit_key, sum(f.value) AS value
    FROM fact_measure f
    JOIN source USING (measure_key)
    JOIN measure_rule r ON r.measure_key = f.measure_key AND r.rule = 'direct'
    WHERE f.period_key BETWEEN $oldest_key AND $newest_key
      AND f.period_key IN (SELECT period_key FROM asked)
      AND f.unit_key BETWEEN $first_key AND $last_key
    GROUP BY f.period_key, f.measure_key, f.unit_key
    UNION ALL
    SELECT a.period_key, s.measure_key, s.unit_key, sum(s.value)
    FROM state_span s
    JOIN source USING (measure_key)
    JOIN asked a ON a.period_key BETWEEN s.first_period AND s.last_period
    WHERE s.unit_key BETWEEN $first_key AND $last_key
    GROUP BY a.period_key, s.measure_key, s.unit_key
    UNION ALL
    SELECT a.period_key, r.measure_key, u.unit_key, 1
    FROM measure_rule r
    JOIN term USING (measure_key)
    JOIN dim_unit u ON u.level = r.at_level AND u.unit_key BETWEEN $first_key AND $last_key
    JOIN asked a ON a.period_key BETWEEN u.first_period AND u.last_period
    WHERE r.rule = 'registry'
      AND (u.unit_type IN (SELECT t.unit_type FROM rule_type t WHERE t.measure_key = r.measure_key)
           OR NOT EXISTS (SELECT 1 FROM rule_type t WHERE t.measure_key = r.measure_key))
),
counted AS (  -- a unit that lacks one of the values is left out, never counted as not meeting the condition
    SELECT v.period_key, c.measure_key, v.unit_key,
           CAST(bool_and(CASE c.op WHEN '>=' THEN v.value >= coalesce(c.threshold, o.value)
                                   WHEN '>' THEN v.value > coalesce(c.threshold, o.value)
                                   WHEN '<=' THEN v.value <= coalesce(c.threshold, o.value)
                                   WHEN '<' THEN v.value < coalesce(c.threshold, o.value)
                                   WHEN '!=' THEN v.value <> coalesce(c.threshold, o.value)
                                   ELSE v.value = coalesce(c.threshold, o.value) END) AS INTEGER) AS value
    FROM rule_condition c
    JOIN term USING (measure_key)
    JOIN reported v ON v.measure_key = c.source_key
    LEFT JOIN reported o ON o.measure_key = c.other_key AND o.period_key = v.period_key AND o.unit_key = v.unit_key
    GROUP BY v.period_key, c.measure_key, v.unit_key
    HAVING count(coalesce(c.threshold, o.value)) = (SELECT count(*) FROM rule_condition n WHERE n.measure_key = c.measure_key)
),
part AS (
    SELECT l.period_key, CASE WHEN $level = 5 THEN d.village_key ELSE d.unit_key END AS unit_key,
           CASE WHEN $level = 5 AND $pair_level <> 'org' THEN d.village_key ELSE d.unit_key END AS pair_key,
           t.side, t.measure_key, sum(l.value) * any_value(t.coef) AS value
    FROM (SELECT * FROM reported UNION ALL SELECT * FROM counted) l
    JOIN term t USING (measure_key)
    JOIN dim_unit d ON d.unit_key = l.unit_key
    GROUP BY ALL
),
pair AS (
    SELECT period_key, unit_key, sum(value) FILTER (side = 'n') AS num, sum(value) FILTER (side = 'd') AS den
    FROM part
    WHERE unit_key IS NOT NULL
    GROUP BY period_key, unit_key, pair_key
    HAVING count(*) = (SELECT count(*) FROM term)
)
SELECT period_key, unit_key, CAST(sum(num) AS BIGINT) AS num, CAST(sum(den) AS BIGINT) AS den,
       CAST(NULL AS BIGINT) AS single, CAST(count(*) AS INTEGER) AS n_reported, CAST(NULL AS INTEGER) AS n_expected
FROM pair
GROUP BY period_key, unit_key
