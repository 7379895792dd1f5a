-- one row: the lowest unit that holds the whole key range, above the level
SELECT unit_key, unit_code, unit_name, level, last_key
FROM dim_unit
WHERE level < $level
  AND unit_key <= $first_key
  AND last_key >= $last_key
  AND $period_key BETWEEN first_period AND last_period
ORDER BY level DESC
LIMIT 1
