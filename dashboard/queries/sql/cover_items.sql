-- one row a cover item and unit: what is to be covered and what is, as reported for the period
-- of a district the finest level that reported an item counts, so that town and district are never added up
WITH wanted AS (
    SELECT unnest($measure_keys::SMALLINT[]) AS measure_key, unnest($roles::VARCHAR[]) AS role
),
reported AS (
    SELECT f.item_key, w.role, f.unit_key AS own_key, d.district_key, d.level, f.value
    FROM fact_measure f
    JOIN wanted w USING (measure_key)
    JOIN dim_unit d USING (unit_key)
    WHERE f.period_key = $period_key
      AND f.item_key <> 0
      AND f.unit_key BETWEEN $first_key AND $last_key
),
finest AS (
    SELECT district_key, item_key, max(level) AS level FROM reported GROUP BY district_key, item_key
),
summed AS (
    SELECT r.item_key, CASE WHEN $level = 3 THEN r.district_key ELSE r.own_key END AS unit_key,
           sum(r.value) FILTER (r.role = 'due') AS due, sum(r.value) FILTER (r.role = 'solo') AS solo,
           sum(r.value) FILTER (r.role = 'org') AS org, sum(r.value) FILTER (r.role = 'work') AS work,
           count(*) FILTER (r.role = 'due') AS n_reported
    FROM reported r
    JOIN finest USING (district_key, item_key, level)
    GROUP BY ALL
)
SELECT i.item, s.unit_key, CAST(s.due AS BIGINT) AS due, CAST(s.solo AS BIGINT) AS solo, CAST(s.org AS BIGINT) AS org,
       CAST(s.work AS BIGINT) AS work, CAST(s.n_reported AS INTEGER) AS n_reported
FROM summed s
JOIN dim_item i USING (item_key)
