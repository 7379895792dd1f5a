-- one row an indicator, period and unit down to the level, as stored; one row more than asked for tells that there are more
SELECT indicator_key, period_key, unit_key, num, den, single, n_reported, n_expected
FROM mart_value
WHERE unit_key IN (SELECT unit_key FROM dim_unit WHERE level <= $level)
ORDER BY indicator_key, period_key, unit_key
LIMIT $most + 1
