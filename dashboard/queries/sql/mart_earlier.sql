-- one row a unit of now and an earlier period: the sums of what now belongs to it (itself and what merged into it)
-- n_parts = units it consisted of then, n_present = those of them with a value
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
part AS (
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
    FROM part p
    JOIN dim_unit d ON d.unit_code = p.part_code AND d.level = $level
                   AND p.period_key BETWEEN d.first_period AND d.last_period
),
stored AS (
    SELECT period_key, unit_key AS part_key, num, den, single
    FROM mart_value
    WHERE indicator_key = $indicator_key
      AND period_key IN (SELECT period_key FROM earlier)
)
SELECT p.unit_key, p.unit_code, p.period_key, count(*) AS n_parts, count(v.num) AS n_present,
       CAST(sum(v.num) AS BIGINT) AS num, CAST(sum(v.den) AS BIGINT) AS den, CAST(sum(v.single) AS BIGINT) AS single
FROM placed p
LEFT JOIN stored v ON v.part_key = p.part_key AND v.period_key = p.period_key
GROUP BY p.unit_key, p.unit_code, p.period_key
ORDER BY p.period_key, p.unit_key
