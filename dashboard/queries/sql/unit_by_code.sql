-- one row a node of the unit code; a unit that moved to another parent has several
SELECT unit_key, unit_code, unit_name, level, unit_type, peer_group, parent_key, last_key,
       first_period, last_period, valid_from, valid_to, change_note
FROM dim_unit
WHERE unit_code = $unit_code
ORDER BY last_period DESC, unit_key
