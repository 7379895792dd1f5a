-- one row a measure whose values are not simply those reported for the period
SELECT measure_key
FROM measure_rule
WHERE rule <> 'direct'
UNION
SELECT measure_key
FROM rule_condition
UNION
SELECT measure_key
FROM state_span
