-- one row a template and district: its newest due period up to the one asked for, within a year
WITH due AS (
    SELECT template, max(period_key) AS period_key
    FROM mart_report
    WHERE period_key BETWEEN $period_key - 11 AND $period_key
    GROUP BY template
)
SELECT r.template, r.period_key, d.unit_key, d.unit_code, d.unit_name, r.n_reported, r.n_expected, r.last_loaded_at
FROM mart_report r
JOIN due USING (template, period_key)
JOIN dim_unit d USING (unit_key)
ORDER BY d.sort_order, r.template
