-- one row an indicator, period and unit of now (one level): sums of what now belongs to it, columns as mart_earlier
WITH wanted AS (
    SELECT unnest($indicator_keys::SMALLINT[]) AS indicator_key, unnest($asked_periods::INTEGER[]) AS period_key
),
shown AS (
    SELECT unit_key, unit_code, unit_name, sort_order
    FROM dim_unit
    WHERE level = $level
      AND unit_key BETWEEN $first_key AND $last_key
      AND $period_key BETWEEN first_period AND last_period
),
line AS (
    SELECT s.unit_key, p.period_key, s.unit_code AS part_code
    FROM shown s
    CROSS JOIN (SELECT DISTINCT period_key FROM wanted) p
    UNION ALL
    SELECT s.unit_key, m.period_key, m.part_code
    FROM (SELECT unnest($merged_periods::INTEGER[]) AS period_key, unnest($merged_from::VARCHAR[]) AS part_code,
                 unnest($merged_into::VARCHAR[]) AS unit_code) m
    JOIN shown s USING (unit_code)
),
part AS (
    SELECT l.unit_key, l.period_key, d.unit_key AS part_key, count(*) OVER (PARTITION BY l.unit_key, l.period_key) AS n_parts
    FROM line l
    JOIN dim_unit d ON d.unit_code = l.part_code AND d.level = $level
                   AND l.period_key BETWEEN d.first_period AND d.last_period
)
SELECT m.indicator_key, m.period_key, s.unit_key, s.unit_code, s.unit_name, p.n_parts, count(m.num) AS n_present,
       CAST(sum(m.num) AS BIGINT) AS num, CAST(sum(m.den) AS BIGINT) AS den, CAST(sum(m.single) AS BIGINT) AS single,
       CAST(sum(m.n_reported) AS INTEGER) AS n_reported, CAST(sum(m.n_expected) AS INTEGER) AS n_expected
FROM mart_value m
JOIN wanted w ON w.indicator_key = m.indicator_key AND w.period_key = m.period_key
JOIN part p ON p.period_key = m.period_key AND p.part_key = m.unit_key
JOIN shown s ON s.unit_key = p.unit_key
GROUP BY m.indicator_key, m.period_key, s.unit_key, s.unit_code, s.unit_name, s.sort_order, p.n_parts
ORDER BY m.indicator_key, m.period_key, s.sort_order
