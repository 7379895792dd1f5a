-- one row a node of the level at any time
SELECT unit_key, unit_code, unit_name, first_period, last_period
FROM dim_unit
WHERE level = $level
ORDER BY unit_key
