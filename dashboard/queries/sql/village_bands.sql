-- one row a group of units and band with villages in it: how many villages' incomes lie in the band
WITH band AS (
    SELECT unnest(range(len($lows::BIGINT[]))) AS band, unnest($lows::BIGINT[]) AS low, unnest($highs::BIGINT[]) AS high
)
SELECT CASE WHEN $level = 3 THEN d.district_key ELSE d.town_key END AS unit_key, CAST(b.band AS INTEGER) AS band,
       CAST(count(*) AS INTEGER) AS n
FROM fact_measure f
JOIN dim_unit d USING (unit_key)
JOIN band b ON f.value >= b.low AND f.value < b.high
WHERE f.period_key = $period_key
  AND f.measure_key = $measure_key
  AND f.unit_key BETWEEN $first_key AND $last_key
  AND d.level = 5
GROUP BY ALL
ORDER BY ALL
