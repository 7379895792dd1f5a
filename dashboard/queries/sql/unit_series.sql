-- one row an indicator and period of one unit, in its area of now: itself and what merged into it since
-- n_parts = units it consisted of then, n_present = those of them with a value
WITH line AS (
    SELECT unnest(generate_series($start_key::INTEGER, $end_key::INTEGER)) AS period_key, $unit_code AS part_code
    UNION ALL
    SELECT unnest($merged_periods::INTEGER[]), unnest($merged_from::VARCHAR[])
),
part AS (
    SELECT l.period_key, d.unit_key
    FROM line l
    JOIN dim_unit d ON d.unit_code = l.part_code AND d.level = $level
                   AND l.period_key BETWEEN d.first_period AND d.last_period
),
parts AS (
    SELECT period_key, count(*) AS n_parts
    FROM part
    GROUP BY period_key
)
SELECT m.indicator_key, m.period_key, n.n_parts, count(m.num) AS n_present,
       CAST(sum(m.num) AS BIGINT) AS num, CAST(sum(m.den) AS BIGINT) AS den, CAST(sum(m.single) AS BIGINT) AS single,
       CAST(sum(m.n_reported) AS INTEGER) AS n_reported, CAST(sum(m.n_expected) AS INTEGER) AS n_expected
FROM mart_value m
JOIN part p ON p.period_key = m.period_key AND p.unit_key = m.unit_key
JOIN parts n ON n.period_key = m.period_key
WHERE m.indicator_key IN (SELECT unnest($indicator_keys::SMALLINT[]))
  AND m.period_key BETWEEN $start_key AND $end_key
GROUP BY m.indicator_key, m.period_key, n.n_parts
ORDER BY m.indicator_key, m.period_key
