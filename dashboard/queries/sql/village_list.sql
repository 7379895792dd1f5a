-- one row a village that meets the condition asked for, with the row of the file that says so
WITH village AS (
    SELECT f.unit_key, any_value(d.unit_code) AS unit_code, any_value(d.unit_name) AS unit_name,
           any_value(d.town_key) AS town_key, any_value(d.district_key) AS district_key,
           any_value(f.value) FILTER (f.measure_key = $total_key) AS total,
           any_value(f.value) FILTER (f.measure_key = $operating_key) AS operating,
           any_value(f.value) FILTER (f.measure_key = $subsidy_key) AS subsidy,
           any_value(f.batch_key) AS batch_key, any_value(f.sheet_no) AS sheet_no, any_value(f.row_no) AS row_no
    FROM fact_measure f
    JOIN dim_unit d USING (unit_key)
    WHERE f.period_key = $period_key
      AND f.measure_key IN ($total_key, $operating_key, $subsidy_key)
      AND f.unit_key BETWEEN $first_key AND $last_key
      AND d.level = 5
    GROUP BY f.unit_key
)
SELECT v.unit_code, v.unit_name, coalesce(t.unit_name, '') AS town_name, coalesce(c.unit_name, '') AS district_name,
       v.total, v.operating, v.subsidy, b.file_name AS file, coalesce(h.sheet_name, '') AS sheet, v.row_no AS row,
       b.batch_id, b.loaded_by
FROM village v
LEFT JOIN dim_unit t ON t.unit_key = v.town_key
LEFT JOIN dim_unit c ON c.unit_key = v.district_key
LEFT JOIN dim_batch b ON b.batch_key = v.batch_key
LEFT JOIN dim_sheet h ON h.batch_key = v.batch_key AND h.sheet_no = v.sheet_no
WHERE CASE $kind WHEN 'below' THEN v.total < $standard
                 WHEN 'million' THEN v.total >= $million
                 WHEN 'zero' THEN v.operating = 0
                 WHEN 'weak' THEN v.operating > 0 AND v.operating < $weak END
ORDER BY CASE WHEN $kind = 'million' THEN -v.total ELSE v.total END, v.unit_code
