-- one row a withdrawn batch with the periods it had figures of
SELECT batch_id, file_name, withdrawn_at, withdrawn_why, rows_ok, period_min, period_max
FROM dim_batch
WHERE state = 'withdrawn'
ORDER BY batch_id
