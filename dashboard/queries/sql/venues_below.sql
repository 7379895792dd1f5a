-- one row a village whose venue is smaller than the standard, or that has none, with the row of the file that says so
SELECT u.unit_code, u.unit_name, t.unit_name AS town_name, d.unit_name AS district_name, v.value AS there,
       a.value AS area, b.file_name AS file, s.sheet_name AS sheet, v.row_no AS "row", b.batch_id, b.loaded_by
FROM fact_measure v
JOIN dim_unit u ON u.unit_key = v.unit_key AND u.level = 5
LEFT JOIN fact_measure a ON a.period_key = $period_key AND a.measure_key = $area_key AND a.unit_key = v.unit_key
LEFT JOIN dim_unit t ON t.unit_key = u.town_key AND t.level = 4
LEFT JOIN dim_unit d ON d.unit_key = u.district_key AND d.level = 3
LEFT JOIN dim_batch b ON b.batch_key = v.batch_key
LEFT JOIN dim_sheet s ON s.batch_key = v.batch_key AND s.sheet_no = v.sheet_no
WHERE v.period_key = $period_key
  AND v.measure_key = $venue_key
  AND v.unit_key BETWEEN $first_key AND $last_key
  AND (v.value = 0 OR a.value < $standard)
ORDER BY v.value, a.value, u.sort_order
