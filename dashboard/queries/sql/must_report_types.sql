-- one row an indicator and a kind of unit of the level that has to report it; an indicator without = every kind
SELECT DISTINCT r.indicator_key, t.unit_type
FROM indicator_rule r
JOIN template_expect e ON e.template = r.template AND e.level = $level
JOIN template_type t ON t.template = r.template
