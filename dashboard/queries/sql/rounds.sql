-- one row a period for which a file of one of the templates is in force
SELECT DISTINCT period_max AS period_key
FROM dim_batch
WHERE state = 'active'
  AND list_contains($templates::VARCHAR[], template)
  AND period_max IS NOT NULL
