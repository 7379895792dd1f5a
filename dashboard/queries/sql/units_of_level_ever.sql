-- one row a node of the level at any time, in official order
SELECT unit_key, unit_code, unit_name, unit_type, peer_group, parent_key, last_key, sort_order, first_period, last_period
FROM dim_unit
WHERE level = $level
ORDER BY sort_order, unit_code
