-- one row a branch on the barometer in the key range; only those at an overall level when one is given; the file and
-- row are those of its structure form
SELECT u.unit_code, u.unit_name, t.unit_name AS town_name, d.unit_name AS district_name, b.overall, b.n_applicable,
       b.n_lost, b.veto_rain, b.levels, f.file_name AS file, s.sheet_name AS sheet, m.row_no AS "row", f.batch_id,
       f.loaded_by
FROM mart_barometer b
JOIN dim_unit u ON u.unit_key = b.unit_key
LEFT JOIN dim_unit t ON t.unit_key = u.town_key
LEFT JOIN dim_unit d ON d.unit_key = u.district_key
LEFT JOIN fact_measure m ON m.period_key = $period_key AND m.measure_key = $measure_key AND m.unit_key = b.unit_key
LEFT JOIN dim_batch f ON f.batch_key = m.batch_key
LEFT JOIN dim_sheet s ON s.batch_key = m.batch_key AND s.sheet_no = m.sheet_no
WHERE b.period_key = $period_key
  AND b.unit_key BETWEEN $first_key AND $last_key
  AND ($overall IS NULL OR b.overall = $overall)
ORDER BY d.sort_order, b.veto_rain DESC, b.n_lost DESC, u.sort_order
