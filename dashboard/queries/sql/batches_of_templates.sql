-- one row a batch of some templates
SELECT batch_key, template, loaded_at
FROM dim_batch
WHERE list_contains($templates::VARCHAR[], template)
ORDER BY batch_key
