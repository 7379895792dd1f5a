-- star classes of the villages by district
SELECT u.district_key, f.value AS stars, count(*) AS n
FROM fact_measure f
JOIN dim_unit u USING (unit_key)
WHERE f.period_key = $period_key AND f.measure_key = 20
GROUP BY u.district_key, f.value
ORDER BY u.district_key, f.value
