-- one row a kind of unit of the level that has to report an indicator; none = every kind
SELECT DISTINCT t.unit_type
FROM indicator_rule r
JOIN template_expect e ON e.template = r.template AND e.level = $level
JOIN template_type t ON t.template = r.template
WHERE r.indicator_key = $indicator_key
