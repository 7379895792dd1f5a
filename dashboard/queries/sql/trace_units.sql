-- one row a node inside a range, with what it belongs to
SELECT unit_key, unit_code, unit_name, first_period, last_period, village_key, town_key, district_key, city_key,
       province_key, nation_key
FROM dim_unit
WHERE unit_key BETWEEN $first_key AND $last_key
