-- one row a measure on one side of an indicator
SELECT t.indicator_key, t.side, t.measure_key, m.code, m.reported, CAST(t.coef AS VARCHAR) AS coef
FROM indicator_term t
LEFT JOIN dim_indicator m ON m.indicator_key = t.measure_key
ORDER BY t.indicator_key, t.side DESC, t.measure_key
