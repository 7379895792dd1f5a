-- one row a measure on one side of an indicator; builds_up = its figures run on from January
SELECT t.indicator_key, t.side, t.measure_key, m.code, m.reported, CAST(t.coef AS VARCHAR) AS coef,
       m.reported IN ('ytd', 'event') OR t.measure_key IN (
           SELECT c.measure_key
           FROM rule_condition c
           JOIN dim_indicator s ON s.indicator_key = c.source_key
           WHERE s.reported IN ('ytd', 'event')
       ) AS builds_up
FROM indicator_term t
LEFT JOIN dim_indicator m ON m.indicator_key = t.measure_key
ORDER BY t.indicator_key, t.side DESC, t.measure_key
