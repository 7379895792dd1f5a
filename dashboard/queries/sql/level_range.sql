-- one row: the key range that the valid units of a level span
SELECT min(unit_key) AS first_key, max(last_key) AS last_key, count(*) AS n
FROM dim_unit
WHERE level = $level
  AND $period_key BETWEEN first_period AND last_period
