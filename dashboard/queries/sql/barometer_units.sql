-- one row a unit inside the key range and overall level with the number of branches
SELECT unit_key, level, n
FROM mart_barometer_count
WHERE period_key = $period_key
  AND item_no = 0
  AND unit_key BETWEEN $first_key AND $last_key
