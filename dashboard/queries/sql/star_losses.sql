-- one row an organisation that has fewer stars than at an earlier date, with the row of the file that says so
WITH past AS (
    SELECT d.unit_code, any_value(s.value) AS before
    FROM state_span s
    JOIN dim_unit d USING (unit_key)
    WHERE s.measure_key = $measure_key
      AND s.first_period <= $from_key AND s.last_period >= $from_key
      AND s.value >= 3
      AND d.domain = $domain
    GROUP BY d.unit_code
),
shown AS (
    SELECT d.unit_code, d.unit_name, d.town_key, d.district_key, s.value, s.period_key, s.batch_key, s.sheet_no, s.row_no
    FROM state_span s
    JOIN dim_unit d USING (unit_key)
    WHERE s.measure_key = $measure_key
      AND s.first_period > $from_key AND s.first_period <= $to_key AND s.last_period >= $to_key
      AND s.value < 5
      AND s.unit_key BETWEEN $first_key AND $last_key
      AND d.domain = $domain
)
SELECT n.unit_code, n.unit_name, coalesce(t.unit_name, '') AS town_name, coalesce(c.unit_name, '') AS district_name,
       CAST(p.before AS INTEGER) AS before, CAST(n.value AS INTEGER) AS after, n.period_key, b.file_name AS file,
       coalesce(h.sheet_name, '') AS sheet, n.row_no AS row, b.batch_id, b.loaded_by
FROM shown n
JOIN past p ON p.unit_code = n.unit_code AND n.value < p.before
LEFT JOIN dim_unit t ON t.unit_key = n.town_key
LEFT JOIN dim_unit c ON c.unit_key = n.district_key
LEFT JOIN dim_batch b ON b.batch_key = n.batch_key
LEFT JOIN dim_sheet h ON h.batch_key = n.batch_key AND h.sheet_no = n.sheet_no
ORDER BY c.sort_order, t.sort_order, n.value, n.unit_code
