-- one row an organisation that has fewer stars than at an earlier date, with the row of the file that says so
WITH state AS (
    SELECT d.unit_code, d.unit_key, d.unit_name, d.town_key, d.district_key, s.*
    FROM state_span s
    JOIN dim_unit d USING (unit_key)
    WHERE s.measure_key = $measure_key
      AND d.domain = $domain
),
past AS (
    SELECT unit_code, any_value(value) AS before
    FROM state
    WHERE $from_key BETWEEN first_period AND last_period
    GROUP BY unit_code
)
SELECT n.unit_code, n.unit_name, coalesce(t.unit_name, '') AS town_name, coalesce(c.unit_name, '') AS district_name,
       CAST(p.before AS INTEGER) AS before, CAST(n.value AS INTEGER) AS after, n.period_key, b.file_name AS file,
       coalesce(h.sheet_name, '') AS sheet, n.row_no AS row, b.batch_id, b.loaded_by
FROM state n
JOIN past p USING (unit_code)
LEFT JOIN dim_unit t ON t.unit_key = n.town_key
LEFT JOIN dim_unit c ON c.unit_key = n.district_key
LEFT JOIN dim_batch b ON b.batch_key = n.batch_key
LEFT JOIN dim_sheet h ON h.batch_key = n.batch_key AND h.sheet_no = n.sheet_no
WHERE $to_key BETWEEN n.first_period AND n.last_period
  AND n.unit_key BETWEEN $first_key AND $last_key
  AND p.before >= 3
  AND n.value < p.before
ORDER BY c.sort_order, t.sort_order, n.value, n.unit_code
