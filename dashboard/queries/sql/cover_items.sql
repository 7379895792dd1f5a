-- one row a cover item and unit: what is to be covered and what is, as reported for the period
-- of a district the finest level that reported an item counts, so that town and district are never added up
WITH wanted AS (
    SELECT unnest($measure_keys::SMALLINT[]) AS measure_key, unnest($roles::VARCHAR[]) AS role
),
reported AS (
    SELECT i.item, w.role, d.unit_key AS own_key, d.town_key, d.district_key, f.value
    FROM fact_measure f
    JOIN wanted w USING (measure_key)
    JOIN dim_unit d USING (unit_key)
    JOIN dim_item i USING (item_key)
    WHERE f.period_key = $period_key
      AND f.unit_key BETWEEN $first_key AND $last_key
    QUALIFY d.level = max(d.level) OVER (PARTITION BY d.district_key, i.item)
)
SELECT item, CASE WHEN $level = 3 THEN district_key ELSE own_key END AS unit_key,
       CAST(sum(value) FILTER (role = 'due') AS BIGINT) AS due,
       CAST(sum(value) FILTER (role = 'solo') AS BIGINT) AS solo,
       CAST(sum(value) FILTER (role = 'org') AS BIGINT) AS org,
       CAST(sum(value) FILTER (role = 'work') AS BIGINT) AS work,
       CAST(count(DISTINCT own_key) AS INTEGER) AS n_reported
FROM reported
GROUP BY ALL
