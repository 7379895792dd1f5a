-- one row an indicator, period and unit (NULL = all) for which the definition of one of its measures changed
SELECT DISTINCT t.indicator_key, n.period_key, n.unit_key
FROM fact_note n
JOIN indicator_term t ON t.measure_key = n.measure_key
WHERE n.kind IN ('break', 'caliber')
ORDER BY t.indicator_key, n.period_key
