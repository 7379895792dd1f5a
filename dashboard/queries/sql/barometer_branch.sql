-- one row: the levels of one branch, by any of its nodes, at a period
SELECT unit_key, overall, n_applicable, n_lost, veto_rain, levels
FROM mart_barometer
WHERE period_key = $period_key
  AND list_contains($unit_keys::INTEGER[], unit_key)
