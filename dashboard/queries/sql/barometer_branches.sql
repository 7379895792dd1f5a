-- one row a branch on the barometer in the key range, within two overall levels; the file and row are those of its
-- structure form
WITH chosen AS (
    SELECT unit_key, overall, n_applicable, n_lost, veto_rain, levels
    FROM mart_barometer
    WHERE period_key = $period_key
      AND unit_key BETWEEN $first_key AND $last_key
      AND overall BETWEEN $lowest AND $highest
),
form AS (
    SELECT unit_key, batch_key, sheet_no, row_no
    FROM fact_measure
    WHERE period_key = $period_key AND measure_key = $measure_key AND unit_key BETWEEN $first_key AND $last_key
)
SELECT u.unit_code, u.unit_name, t.unit_name AS town_name, d.unit_name AS district_name, b.overall, b.n_applicable,
       b.n_lost, b.veto_rain, b.levels, f.file_name AS file, s.sheet_name AS sheet, m.row_no AS "row", f.batch_id,
       f.loaded_by
FROM chosen b
JOIN dim_unit u ON u.unit_key = b.unit_key
LEFT JOIN dim_unit t ON t.unit_key = u.town_key AND t.level = 4
LEFT JOIN dim_unit d ON d.unit_key = u.district_key AND d.level = 3
LEFT JOIN form m ON m.unit_key = b.unit_key
LEFT JOIN dim_batch f ON f.batch_key = m.batch_key
LEFT JOIN dim_sheet s ON s.batch_key = m.batch_key AND s.sheet_no = m.sheet_no
ORDER BY d.sort_order, b.veto_rain DESC, b.n_lost DESC, u.sort_order
