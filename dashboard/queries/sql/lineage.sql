-- one row a unit valid now and a node it consisted of at an earlier period: itself, and what merged into it since
WITH shown AS (
    SELECT unit_key, unit_code
    FROM dim_unit
    WHERE level = $level
      AND $period_key BETWEEN first_period AND last_period
),
merged AS (
    SELECT unnest($merged_from::VARCHAR[]) AS part_code, unnest($merged_into::VARCHAR[]) AS unit_code
),
line AS (
    SELECT unit_key, unit_code AS part_code
    FROM shown
    UNION ALL
    SELECT s.unit_key, m.part_code
    FROM merged m
    JOIN shown s USING (unit_code)
    WHERE m.part_code NOT IN (SELECT unit_code FROM shown)  -- still there: it gave away a part, its past stays whole
)
SELECT l.unit_key, d.unit_key AS part_key
FROM line l
JOIN dim_unit d ON d.unit_code = l.part_code AND d.level = $level
               AND $earlier_key BETWEEN d.first_period AND d.last_period
ORDER BY l.unit_key, d.unit_key
