-- one row a measure with a remark of any kind
SELECT DISTINCT measure_key
FROM fact_note
