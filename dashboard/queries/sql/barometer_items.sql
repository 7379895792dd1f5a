-- one row an item and level with the number of branches of one unit
SELECT item_no, level, n
FROM mart_barometer_count
WHERE period_key = $period_key
  AND unit_key = $unit_key
  AND item_no > 0
ORDER BY item_no, level
