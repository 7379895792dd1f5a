-- one row a template and district whose form for the period came in: when the first batch with values still in force came
WITH sent AS (
    SELECT f.batch_key, u.district_key
    FROM fact_measure f
    JOIN dim_unit u ON u.unit_key = f.unit_key
    WHERE f.period_key = $period_key
      AND f.batch_key IN (SELECT batch_key FROM dim_batch WHERE list_contains($templates::VARCHAR[], template))
    GROUP BY f.batch_key, u.district_key
)
SELECT b.template, d.unit_code, d.unit_name, min(b.loaded_at) AS first_loaded_at
FROM sent s
JOIN dim_batch b USING (batch_key)
JOIN dim_unit d ON d.unit_key = s.district_key
WHERE list_contains($unit_codes::VARCHAR[], d.unit_code)
GROUP BY b.template, d.unit_code, d.unit_name, d.sort_order
ORDER BY d.sort_order, b.template
