-- one row a month in which a measure was reported, newest first, with how many values
SELECT period_key, CAST(count(*) AS INTEGER) AS n
FROM fact_measure
WHERE measure_key = $measure_key
GROUP BY period_key
ORDER BY period_key DESC
