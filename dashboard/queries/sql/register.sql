-- one row a node of the tree of units, by ascending key
SELECT unit_key, unit_code, unit_name, level, unit_type, domain, sort_order, town_key, district_key, village_key
FROM dim_unit
ORDER BY unit_key
