-- one row a village or organisation of now and an earlier period, taken from the facts; columns as in mart_earlier
WITH shown AS (
    SELECT unit_key, unit_code
    FROM dim_unit
    WHERE level = $level
      AND unit_key BETWEEN $first_key AND $last_key
      AND $period_key BETWEEN first_period AND last_period
),
earlier AS (
    SELECT DISTINCT unnest($earlier_keys::SMALLINT[]) AS period_key
),
merged AS (
    SELECT unnest($merged_periods::SMALLINT[]) AS period_key, unnest($merged_from::VARCHAR[]) AS part_code,
           unnest($merged_into::VARCHAR[]) AS unit_code
),
part_of AS (
    SELECT s.unit_key, s.unit_code, e.period_key, s.unit_code AS part_code
    FROM shown s
    CROSS JOIN earlier e
    UNION ALL
    SELECT s.unit_key, s.unit_code, m.period_key, m.part_code
    FROM merged m
    JOIN shown s USING (unit_code)
    WHERE NOT EXISTS (  -- a unit that still stands gave away a part only: its past cannot be divided
        SELECT 1 FROM dim_unit x
        WHERE x.unit_code = m.part_code AND x.level = $level AND $period_key BETWEEN x.first_period AND x.last_period
    )
),
placed AS (
    SELECT p.unit_key, p.unit_code, p.period_key, d.unit_key AS part_key
    FROM part_of p
    JOIN dim_unit d ON d.unit_code = p.part_code AND d.level = $level
                   AND p.period_key BETWEEN d.first_period AND d.last_period
),
term AS (
    SELECT side, measure_key, coef
    FROM indicator_term
    WHERE indicator_key = $indicator_key
),
piece AS (
    SELECT l.period_key, CASE WHEN $level = 5 THEN d.village_key ELSE d.unit_key END AS part_key,
           CASE WHEN $level = 5 AND $pair_level <> 'org' THEN d.village_key ELSE d.unit_key END AS pair_key,
           t.side, t.measure_key, sum(l.value) * any_value(t.coef) AS value
    FROM leaf_value l
    JOIN term t USING (measure_key)
    JOIN dim_unit d ON d.unit_key = l.unit_key
    WHERE l.period_key IN (SELECT period_key FROM earlier)
      AND l.measure_key IN (SELECT measure_key FROM term)
    GROUP BY ALL
),
pair AS (
    SELECT period_key, part_key, sum(value) FILTER (side = 'n') AS num, sum(value) FILTER (side = 'd') AS den
    FROM piece
    GROUP BY period_key, part_key, pair_key
    HAVING count(*) = (SELECT count(*) FROM term)
),
stored AS (
    SELECT period_key, part_key, sum(num) AS num, sum(den) AS den
    FROM pair
    GROUP BY period_key, part_key
)
SELECT p.unit_key, p.unit_code, p.period_key, count(*) AS n_parts, count(v.num) AS n_present,
       CAST(sum(v.num) AS BIGINT) AS num, CAST(sum(v.den) AS BIGINT) AS den, CAST(NULL AS BIGINT) AS single
FROM placed p
LEFT JOIN stored v ON v.part_key = p.part_key AND v.period_key = p.period_key
GROUP BY p.unit_key, p.unit_code, p.period_key
ORDER BY p.period_key, p.unit_key
