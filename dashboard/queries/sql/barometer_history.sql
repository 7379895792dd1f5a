-- one row a period and overall level with the number of branches of one unit
SELECT c.period_key, c.level, c.n
FROM mart_barometer_count c
JOIN dim_unit u ON u.unit_key = c.unit_key
WHERE u.unit_code = $unit_code
  AND c.item_no = 0
ORDER BY c.period_key, c.level
