-- one row a town (or a district that reports itself) with units of a cover item still to be covered, largest gap first
WITH wanted AS (
    SELECT unnest($measure_keys::SMALLINT[]) AS measure_key, unnest($roles::VARCHAR[]) AS role
),
reported AS (
    SELECT d.unit_key, any_value(d.unit_code) AS unit_code, any_value(d.unit_name) AS unit_name,
           any_value(d.level) AS level, any_value(d.district_key) AS district_key,
           sum(f.value) FILTER (w.role = 'due') AS due, sum(f.value) FILTER (w.role = 'solo') AS solo,
           sum(f.value) FILTER (w.role = 'org') AS org, sum(f.value) FILTER (w.role = 'work') AS work,
           any_value(f.batch_key) AS batch_key, any_value(f.sheet_no) AS sheet_no, any_value(f.row_no) AS row_no
    FROM fact_measure f
    JOIN wanted w USING (measure_key)
    JOIN dim_unit d USING (unit_key)
    WHERE f.period_key = $period_key
      AND f.item_key IN (SELECT item_key FROM dim_item WHERE template = $template AND item = $item)
      AND f.unit_key BETWEEN $first_key AND $last_key
    GROUP BY d.unit_key
),
finest AS (
    SELECT * FROM reported QUALIFY level = max(level) OVER (PARTITION BY district_key)
)
SELECT p.unit_code, p.unit_name, coalesce(c.unit_name, '') AS district_name, CAST(p.due AS BIGINT) AS due,
       CAST(p.solo AS BIGINT) AS solo, CAST(p.org AS BIGINT) AS org, CAST(p.work AS BIGINT) AS work,
       CAST(p.due - p.org AS BIGINT) AS gap, b.file_name AS file, coalesce(h.sheet_name, '') AS sheet, p.row_no AS row,
       b.batch_id, b.loaded_by
FROM finest p
LEFT JOIN dim_unit c ON c.unit_key = p.district_key
LEFT JOIN dim_batch b ON b.batch_key = p.batch_key
LEFT JOIN dim_sheet h ON h.batch_key = p.batch_key AND h.sheet_no = p.sheet_no
WHERE p.due > p.org
ORDER BY gap DESC, c.sort_order, p.unit_code
