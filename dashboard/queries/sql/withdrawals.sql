-- one row a withdrawn batch that had figures of the period
SELECT batch_id, template, file_name, loaded_by, loaded_at, withdrawn_by, withdrawn_at, withdrawn_why, rows_ok
FROM dim_batch
WHERE state = 'withdrawn'
  AND $period_key BETWEEN period_min AND period_max
ORDER BY batch_id
