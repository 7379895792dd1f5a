-- one row a unit of the level that is valid at the period, inside the key range
SELECT unit_key, unit_code, unit_name, unit_type, peer_group, parent_key, last_key, sort_order
FROM dim_unit
WHERE level = $level
  AND unit_key BETWEEN $first_key AND $last_key
  AND $period_key BETWEEN first_period AND last_period
ORDER BY sort_order, unit_code
