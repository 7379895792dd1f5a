-- one row a node of the village level, by ascending key; what stands below it has keys up to last_key
SELECT unit_key, last_key
FROM dim_unit
WHERE level = 5
ORDER BY unit_key
