-- one row a template and district silent in a due period: since which due period without a break
WITH report AS (
    SELECT template, unit_key, period_key, n_reported,
           max(CASE WHEN n_reported > 0 THEN period_key END) OVER (PARTITION BY template, unit_key) AS last_reported
    FROM mart_report
    WHERE period_key <= $period_key
)
SELECT r.template, d.unit_code, d.unit_name, min(r.period_key) AS since, count(*) AS n_periods,
       any_value(r.last_reported) AS last_reported
FROM report r
JOIN dim_unit d ON d.unit_key = r.unit_key AND $period_key BETWEEN d.first_period AND d.last_period
WHERE r.n_reported = 0
  AND r.period_key > coalesce(r.last_reported, -1)
GROUP BY r.template, d.unit_code, d.unit_name, d.sort_order
HAVING max(r.period_key) = $period_key
ORDER BY d.sort_order, r.template
