-- one row a template and district whose form for the period came in: when the first batch with values still in force came
SELECT b.template, d.unit_code, d.unit_name, min(b.loaded_at) AS first_loaded_at
FROM fact_measure f
JOIN dim_batch b USING (batch_key)
JOIN dim_unit u ON u.unit_key = f.unit_key
JOIN dim_unit d ON d.unit_key = u.district_key
WHERE f.period_key = $period_key
  AND list_contains($templates::VARCHAR[], b.template)
  AND list_contains($unit_codes::VARCHAR[], d.unit_code)
GROUP BY b.template, d.unit_code, d.unit_name, d.sort_order
ORDER BY d.sort_order, b.template
