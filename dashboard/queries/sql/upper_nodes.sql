-- one row a node down to the level
SELECT unit_key, level, sort_order
FROM dim_unit
WHERE level <= $level
ORDER BY unit_key
