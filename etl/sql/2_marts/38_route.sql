-- route: one row a way of a measure's values, where there are any, into an indicator at a period and pairing level
CREATE OR REPLACE TEMP TABLE route AS
SELECT measure_key, period_key, w.indicator_key, p.pair_level, t.side, t.part, t.coef, r.all_parts,
       r.all_parts = t.part AND NOT r.by_items AS is_only_part
FROM work_flow w
JOIN rule_term t ON t.indicator_key = w.indicator_key AND t.part > 0
JOIN (SELECT DISTINCT measure_key, period_key FROM source) s USING (measure_key, period_key)
JOIN indicator_rule r ON r.indicator_key = w.indicator_key
JOIN rule_pairing p ON p.indicator_key = w.indicator_key;

-- looked_up: one row an (indicator, period, unit) with the parts that are counted from the register
CREATE OR REPLACE TEMP TABLE looked_up AS
SELECT w.indicator_key, w.period_key, c.unit_key,
       CAST(sum(t.coef * c.n) FILTER (WHERE t.side = 'n') AS BIGINT) AS num,
       CAST(sum(t.coef * c.n) FILTER (WHERE t.side = 'd') AS BIGINT) AS den
FROM (SELECT DISTINCT indicator_key, period_key FROM route) w
JOIN rule_term t ON t.indicator_key = w.indicator_key AND t.part = 0
JOIN registry_count c ON c.measure_key = t.measure_key AND c.period_key = w.period_key
GROUP BY w.indicator_key, w.period_key, c.unit_key
