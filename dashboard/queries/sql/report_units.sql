-- one row a unit that reports are counted for
SELECT unit_key, unit_code, unit_name, last_key, sort_order
FROM dim_unit
WHERE unit_key IN (SELECT unit_key FROM mart_report)
ORDER BY unit_key
