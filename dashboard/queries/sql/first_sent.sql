-- one row a value in force of a period that came with one of the batches, with nothing but batch and node
SELECT batch_key, unit_key
FROM fact_measure
WHERE period_key = $period_key
  AND list_contains($batch_keys::INTEGER[], batch_key)
