-- one row a node down to the level; a unit that moved to another parent has several, the newest first
SELECT unit_key, unit_code, unit_name, level, last_key, first_period, last_period
FROM dim_unit
WHERE level <= $level
ORDER BY last_period DESC, unit_key
