-- one row a change in the tree of units: merged, split, ended, new, moved, renamed; oldest first
WITH edge AS (
    SELECT *, count(*) OVER (PARTITION BY unit_code, from_period) AS n_successors
    FROM unit_successor
),
node AS (
    SELECT d.*, p.unit_code AS parent_code, p.unit_name AS parent_name,
           row_number() OVER (PARTITION BY d.unit_code ORDER BY d.first_period, d.unit_key) AS node_no,
           lag(p.unit_code) OVER (PARTITION BY d.unit_code ORDER BY d.first_period, d.unit_key) AS former_parent,
           min(d.first_period) OVER () AS start_period
    FROM dim_unit d
    LEFT JOIN dim_unit p ON p.unit_key = d.parent_key
),
succession AS (
    SELECT e.from_period AS period_key, CASE WHEN e.n_successors > 1 THEN '拆分' ELSE '并入' END AS kind,
           o.unit_code, o.unit_name, o.level, n.unit_code AS other_code, n.unit_name AS other_name,
           coalesce(o.change_note, n.change_note) AS note
    FROM edge e
    JOIN node o ON o.unit_code = e.unit_code AND e.from_period - 1 BETWEEN o.first_period AND o.last_period
    JOIN node n ON n.unit_code = e.successor_code AND e.from_period BETWEEN n.first_period AND n.last_period
),
moved AS (
    SELECT first_period, '划转', unit_code, unit_name, level, parent_code, parent_name, change_note
    FROM node
    WHERE node_no > 1 AND parent_code IS DISTINCT FROM former_parent
),
ended AS (
    SELECT CAST(d.last_period AS INTEGER) + 1, '撤销', d.unit_code, d.unit_name, d.level, NULL, NULL, d.change_note
    FROM dim_unit d
    WHERE d.valid_to < DATE '9999-12-31'
      AND NOT EXISTS (SELECT 1 FROM unit_successor s WHERE s.unit_code = d.unit_code)
      AND NOT EXISTS (SELECT 1 FROM dim_unit x WHERE x.unit_code = d.unit_code AND x.first_period > d.last_period)
),
born AS (
    SELECT b.first_period, '新设', b.unit_code, b.unit_name, b.level, NULL, NULL, b.change_note
    FROM node b
    WHERE b.node_no = 1 AND b.first_period > b.start_period
      AND NOT EXISTS (SELECT 1 FROM unit_successor s WHERE s.successor_code = b.unit_code)
),
renamed AS (
    SELECT (year(a.valid_to + 1) - 1900) * 12 + month(a.valid_to + 1) - 1, '更名', a.unit_code, u.unit_name, u.level,
           a.unit_code, a.name, NULL
    FROM unit_alias a
    JOIN dim_unit u ON u.unit_code = a.unit_code AND u.valid_to = DATE '9999-12-31'
    WHERE a.valid_to < DATE '9999-12-31' AND a.name <> u.unit_name
)
SELECT DISTINCT * FROM (
    SELECT * FROM succession
    UNION ALL SELECT * FROM moved
    UNION ALL SELECT * FROM ended
    UNION ALL SELECT * FROM born
    UNION ALL SELECT * FROM renamed
)
ORDER BY period_key, level, unit_code, kind
