-- one row a unit of the level, inside the key range, and overall level with the number of branches
SELECT c.unit_key, c.level, c.n
FROM mart_barometer_count c
JOIN dim_unit u ON u.unit_key = c.unit_key AND u.level = $level
WHERE c.period_key = $period_key
  AND c.item_no = 0
  AND c.unit_key BETWEEN $first_key AND $last_key
