-- one row a remark on an indicator's measures in a span of periods; unit_key NULL = all units
SELECT DISTINCT n.period_key, n.unit_key, d.unit_code, n.kind, n.text
FROM fact_note n
LEFT JOIN dim_unit d ON d.unit_key = n.unit_key
WHERE n.period_key BETWEEN $start_key AND $end_key
  AND (n.measure_key = $indicator_key
       OR n.measure_key IN (SELECT measure_key FROM indicator_term WHERE indicator_key = $indicator_key))
ORDER BY n.period_key, n.kind, n.text
