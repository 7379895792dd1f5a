-- one row: the levels of one branch at a period
SELECT u.unit_key, u.village_key, u.unit_code, u.unit_name, coalesce(t.unit_name, '') AS town_name, coalesce(d.unit_name, '') AS district_name,
       b.overall, b.n_applicable, b.n_lost, b.veto_rain, b.levels
FROM mart_barometer b
JOIN dim_unit u ON u.unit_key = b.unit_key AND u.unit_code = $unit_code
LEFT JOIN dim_unit t ON t.unit_key = u.town_key
LEFT JOIN dim_unit d ON d.unit_key = u.district_key
WHERE b.period_key = $period_key
