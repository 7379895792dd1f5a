-- one row a group of units: how many of its villages stand under the lines and what is missing to them
WITH village AS (
    SELECT t.unit_key, t.value AS total, o.value AS operating, g.value AS target
    FROM fact_measure t
    LEFT JOIN fact_measure o ON o.period_key = $period_key AND o.measure_key = $operating_key
                            AND o.unit_key = t.unit_key
    LEFT JOIN fact_measure g ON g.period_key = $period_key AND g.measure_key = $target_key
                            AND g.unit_key = t.unit_key
    WHERE t.period_key = $period_key
      AND t.measure_key = $total_key
      AND t.unit_key BETWEEN $first_key AND $last_key
)
SELECT CASE WHEN $level = 3 THEN d.district_key ELSE d.town_key END AS unit_key, CAST(count(*) AS INTEGER) AS n,
       CAST(count(*) FILTER (total < 0) AS INTEGER) AS n_negative,
       CAST(count(*) FILTER (total < $standard) AS INTEGER) AS n_below,
       CAST(coalesce(sum($standard - total) FILTER (total < $standard), 0) AS BIGINT) AS shortfall,
       CAST(count(*) FILTER (total >= $million) AS INTEGER) AS n_million,
       CAST(count(*) FILTER (operating = 0) AS INTEGER) AS n_zero,
       CAST(sum(total) FILTER (target IS NOT NULL) AS BIGINT) AS paired, CAST(sum(target) AS BIGINT) AS target
FROM village v
JOIN dim_unit d ON d.unit_key = v.unit_key AND d.level = 5
GROUP BY ALL
