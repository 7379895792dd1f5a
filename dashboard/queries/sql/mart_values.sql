-- one row a unit of the level valid at the period, with its stored value; num is NULL where nothing was reported
WITH shown AS (
    SELECT unit_key, unit_code, unit_name, unit_type, peer_group, parent_key, last_key, sort_order
    FROM dim_unit
    WHERE level = $level
      AND unit_key BETWEEN $first_key AND $last_key
      AND $period_key BETWEEN first_period AND last_period
),
stored AS (
    SELECT unit_key, num, den, single, n_reported, n_expected
    FROM mart_value
    WHERE indicator_key = $indicator_key
      AND period_key = $period_key
      AND unit_key BETWEEN $first_key AND $last_key
)
SELECT s.unit_key, s.unit_code, s.unit_name, s.unit_type, s.peer_group, s.parent_key, s.last_key, s.sort_order,
       v.num, v.den, v.single, v.n_reported, v.n_expected
FROM shown s
LEFT JOIN stored v USING (unit_key)
ORDER BY s.sort_order, s.unit_code
