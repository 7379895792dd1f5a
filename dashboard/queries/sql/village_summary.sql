-- one row a group of units (and one for all, unit_key NULL): what its villages' cumulative incomes amount to
WITH village AS (
    SELECT f.unit_key AS village_key, CASE WHEN $level = 3 THEN d.district_key ELSE d.town_key END AS unit_key,
           sum(f.value) FILTER (f.measure_key = $total_key) AS total,
           sum(f.value) FILTER (f.measure_key = $operating_key) AS operating,
           sum(f.value) FILTER (f.measure_key = $target_key) AS target
    FROM fact_measure f
    JOIN dim_unit d USING (unit_key)
    WHERE f.period_key = $period_key
      AND f.measure_key IN ($total_key, $operating_key, $target_key)
      AND f.unit_key BETWEEN $first_key AND $last_key
      AND d.level = 5
    GROUP BY ALL
)
SELECT unit_key, CAST(count(total) AS INTEGER) AS n, CAST(count(*) FILTER (total < 0) AS INTEGER) AS n_negative,
       CAST(count(*) FILTER (total < $standard) AS INTEGER) AS n_below,
       CAST(coalesce(sum($standard - total) FILTER (total < $standard), 0) AS BIGINT) AS shortfall,
       CAST(count(*) FILTER (total >= $million) AS INTEGER) AS n_million,
       CAST(count(*) FILTER (operating = 0) AS INTEGER) AS n_zero,
       CAST(sum(total) FILTER (target IS NOT NULL) AS BIGINT) AS paired,
       CAST(sum(target) FILTER (total IS NOT NULL) AS BIGINT) AS target,
       min(total) AS least, quantile_cont(total, 0.25) AS lower, quantile_cont(total, 0.5) AS middle,
       quantile_cont(total, 0.75) AS upper, max(total) AS most
FROM village
GROUP BY GROUPING SETS ((unit_key), ())
