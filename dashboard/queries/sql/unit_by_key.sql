-- one row: the code of a node
SELECT unit_code
FROM dim_unit
WHERE unit_key = $unit_key
