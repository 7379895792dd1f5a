-- one row an organisation with stars whose validity ends by a month; a date is only used with the star it was given for
WITH star AS (
    SELECT s.unit_key, s.value, s.period_key
    FROM state_span s
    JOIN dim_unit d USING (unit_key)
    WHERE s.measure_key = $measure_key
      AND $to_key BETWEEN s.first_period AND s.last_period
      AND s.unit_key BETWEEN $first_key AND $last_key
      AND d.domain = $domain
      AND s.value >= 3
)
SELECT d.unit_code, d.unit_name, coalesce(t.unit_name, '') AS town_name, coalesce(c.unit_name, '') AS district_name,
       CAST(star.value AS INTEGER) AS stars, star.period_key, CAST(v.period_key + v.value AS INTEGER) AS due_key,
       b.file_name AS file, coalesce(h.sheet_name, '') AS sheet, v.row_no AS row, b.batch_id, b.loaded_by
FROM star
JOIN state_span v ON v.unit_key = star.unit_key AND v.measure_key = $valid_key
                 AND $to_key BETWEEN v.first_period AND v.last_period AND v.period_key = star.period_key
JOIN dim_unit d ON d.unit_key = star.unit_key
LEFT JOIN dim_unit t ON t.unit_key = d.town_key
LEFT JOIN dim_unit c ON c.unit_key = d.district_key
LEFT JOIN dim_batch b ON b.batch_key = v.batch_key
LEFT JOIN dim_sheet h ON h.batch_key = v.batch_key AND h.sheet_no = v.sheet_no
WHERE v.period_key + v.value <= $due_key
ORDER BY due_key, c.sort_order, t.sort_order, d.unit_code
