-- one row a village that meets the condition asked for, with the row of the file that says so; n_all counts all of them
WITH village AS (
    SELECT t.unit_key, t.value AS total, o.value AS operating, s.value AS subsidy, t.batch_key, t.sheet_no, t.row_no
    FROM fact_measure t
    LEFT JOIN fact_measure o ON o.period_key = $period_key AND o.measure_key = $operating_key
                            AND o.unit_key = t.unit_key
    LEFT JOIN fact_measure s ON s.period_key = $period_key AND s.measure_key = $subsidy_key AND s.unit_key = t.unit_key
    WHERE t.period_key = $period_key
      AND t.measure_key = $total_key
      AND t.unit_key BETWEEN $first_key AND $last_key
),
listed AS (
    SELECT v.*, d.unit_code, d.unit_name, d.town_key, d.district_key, CAST(count(*) OVER () AS INTEGER) AS n_all
    FROM village v
    JOIN dim_unit d ON d.unit_key = v.unit_key AND d.level = 5
    WHERE CASE $kind WHEN 'below' THEN v.total < $standard
                     WHEN 'million' THEN v.total >= $million
                     WHEN 'zero' THEN v.operating = 0
                     WHEN 'weak' THEN v.operating > 0 AND v.operating < $weak END
    ORDER BY CASE WHEN $kind = 'million' THEN -v.total ELSE v.total END, d.unit_code
    LIMIT $most
)
SELECT l.unit_code, l.unit_name, coalesce(t.unit_name, '') AS town_name, coalesce(c.unit_name, '') AS district_name,
       l.total, l.operating, l.subsidy, b.file_name AS file, coalesce(h.sheet_name, '') AS sheet, l.row_no AS row,
       b.batch_id, b.loaded_by, l.n_all
FROM listed l
LEFT JOIN dim_unit t ON t.unit_key = l.town_key
LEFT JOIN dim_unit c ON c.unit_key = l.district_key
LEFT JOIN dim_batch b ON b.batch_key = l.batch_key
LEFT JOIN dim_sheet h ON h.batch_key = l.batch_key AND h.sheet_no = l.sheet_no
ORDER BY CASE WHEN $kind = 'million' THEN -l.total ELSE l.total END, l.unit_code
