-- one row a district and batch that replaced figures of the period: how many, and the largest replacement
WITH now AS (
    SELECT measure_key, unit_key, item_key, value, batch_key
    FROM fact_measure
    WHERE period_key = $period_key
),
changed AS (
    SELECT p.measure_key, p.unit_key, p.value AS old_value, n.value AS new_value, n.batch_key,
           row_number() OVER (PARTITION BY p.measure_key, p.unit_key, p.item_key ORDER BY p.batch_key DESC) AS newest
    FROM fact_past p
    JOIN dim_batch o ON o.batch_key = p.batch_key AND o.state = 'active'
    JOIN now n USING (measure_key, unit_key, item_key)
    WHERE p.period_key = $period_key
      AND p.value <> n.value
      AND p.batch_key < n.batch_key
)
SELECT coalesce(d.unit_code, u.unit_code) AS unit_code, coalesce(d.unit_name, u.unit_name) AS unit_name,
       b.batch_id, b.file_name, b.template, b.loaded_by, b.loaded_at, b.reason, count(*) AS n_values,
       count(DISTINCT c.unit_key) AS n_units,
       arg_max(u.unit_name, abs(c.new_value - c.old_value)) AS example_unit,
       arg_max(i.code, abs(c.new_value - c.old_value)) AS example_code,
       arg_max(c.old_value, abs(c.new_value - c.old_value)) AS old_value,
       arg_max(c.new_value, abs(c.new_value - c.old_value)) AS new_value
FROM changed c
JOIN dim_batch b USING (batch_key)
JOIN dim_indicator i ON i.indicator_key = c.measure_key
JOIN dim_unit u ON u.unit_key = c.unit_key
LEFT JOIN dim_unit d ON d.unit_key = u.district_key
WHERE c.newest = 1
GROUP BY ALL
ORDER BY b.batch_id, unit_code
