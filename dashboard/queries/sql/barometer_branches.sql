-- one row a branch on the barometer in the key range, within two overall levels; of the items a digit each
SELECT unit_key, overall, n_applicable, n_lost, veto_rain, array_to_string(levels, '') AS levels
FROM mart_barometer
WHERE period_key = $period_key
  AND unit_key BETWEEN $first_key AND $last_key
  AND overall BETWEEN $lowest AND $highest
