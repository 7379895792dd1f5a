-- one measure of all villages in one month, summed
SELECT sum(value) AS total, count(*) AS n
FROM fact_measure
WHERE period_key = $period_key AND measure_key = $measure_key
