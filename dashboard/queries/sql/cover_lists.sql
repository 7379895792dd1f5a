-- one row a town (or a district that reports itself) and cover item with units still to be covered, largest gap first
WITH wanted AS (
    SELECT unnest($measure_keys::SMALLINT[]) AS measure_key, unnest($roles::VARCHAR[]) AS role
),
reported AS (
    SELECT w.role, d.unit_key, d.unit_code, d.unit_name, d.level, d.district_key, f.value, f.batch_key, f.sheet_no,
           f.row_no
    FROM fact_measure f
    JOIN wanted w USING (measure_key)
    JOIN dim_unit d USING (unit_key)
    JOIN dim_item i USING (item_key)
    WHERE f.period_key = $period_key
      AND i.item = $item
      AND f.unit_key BETWEEN $first_key AND $last_key
    QUALIFY d.level = max(d.level) OVER (PARTITION BY d.district_key)
),
place AS (
    SELECT unit_key, any_value(unit_code) AS unit_code, any_value(unit_name) AS unit_name,
           any_value(district_key) AS district_key, sum(value) FILTER (role = 'due') AS due,
           sum(value) FILTER (role = 'solo') AS solo, sum(value) FILTER (role = 'org') AS org,
           sum(value) FILTER (role = 'work') AS work, max(batch_key) AS batch_key, any_value(sheet_no) AS sheet_no,
           any_value(row_no) AS row_no
    FROM reported
    GROUP BY unit_key
)
SELECT p.unit_code, p.unit_name, coalesce(c.unit_name, '') AS district_name, CAST(p.due AS BIGINT) AS due,
       CAST(p.solo AS BIGINT) AS solo, CAST(p.org AS BIGINT) AS org, CAST(p.work AS BIGINT) AS work,
       CAST(p.due - p.org AS BIGINT) AS gap, b.file_name AS file, coalesce(h.sheet_name, '') AS sheet, p.row_no AS row,
       b.batch_id, b.loaded_by
FROM place p
LEFT JOIN dim_unit c ON c.unit_key = p.district_key
LEFT JOIN dim_batch b ON b.batch_key = p.batch_key
LEFT JOIN dim_sheet h ON h.batch_key = p.batch_key AND h.sheet_no = p.sheet_no
WHERE p.due > p.org
ORDER BY gap DESC, c.sort_order, p.unit_code
