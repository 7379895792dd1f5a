-- one row a village with an income: its group and the stored value
SELECT CASE WHEN $level = 3 THEN d.district_key ELSE d.town_key END AS unit_key, f.value
FROM fact_measure f
JOIN dim_unit d USING (unit_key)
WHERE f.period_key = $period_key
  AND f.measure_key = $measure_key
  AND f.unit_key BETWEEN $first_key AND $last_key
  AND d.level = 5
