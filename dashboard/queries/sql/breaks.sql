-- one row an indicator and period at which the definition of one of its measures changed
SELECT DISTINCT t.indicator_key, n.period_key
FROM fact_note n
JOIN indicator_term t ON t.measure_key = n.measure_key
WHERE n.kind IN ('break', 'caliber')
  AND n.period_key BETWEEN $start_key AND $end_key
  AND (n.unit_key IS NULL OR n.unit_key BETWEEN $first_key AND $last_key)
ORDER BY t.indicator_key, n.period_key
