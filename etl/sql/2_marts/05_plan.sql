-- From the tables touched and touched_measure: what has to be computed anew.

-- now_active: one row a touched month that holds facts
CREATE OR REPLACE TEMP TABLE now_active AS
SELECT f.period_key, coalesce(bool_or(r.is_reporting), FALSE) AS is_reporting
FROM (SELECT DISTINCT period_key, measure_key FROM fact_measure WHERE period_key IN (SELECT period_key FROM touched)) f
LEFT JOIN measure_rule r USING (measure_key)
GROUP BY f.period_key;

-- fresh: one row a month that became or ceased to be a reporting month
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT period_key
FROM now_active n
LEFT JOIN active_period o USING (period_key)
WHERE n.is_reporting IS DISTINCT FROM coalesce(o.is_reporting, FALSE);

DELETE FROM active_period WHERE period_key IN (SELECT period_key FROM touched);

INSERT INTO active_period FROM now_active ORDER BY period_key;

-- depends: one row a measure and an indicator that its values enter
CREATE OR REPLACE TEMP TABLE depends AS
SELECT measure_key, indicator_key FROM rule_term
UNION
SELECT c.source_key, t.indicator_key FROM rule_condition c JOIN rule_term t USING (measure_key)
UNION
SELECT c.other_key, t.indicator_key FROM rule_condition c JOIN rule_term t USING (measure_key)
WHERE c.other_key IS NOT NULL
UNION
SELECT i.measure_key, r.measure_key FROM barometer_input i JOIN measure_rule r ON r.rule = 'barometer'
WHERE i.measure_key IS NOT NULL;

-- span_measure: one row a carried or event measure whose reports changed
CREATE OR REPLACE TEMP TABLE span_measure AS
SELECT DISTINCT measure_key
FROM (
    SELECT measure_key, period_key FROM fact_measure
    UNION ALL
    SELECT measure_key, period_key FROM state_span
) changed
JOIN touched USING (period_key)
JOIN touched_measure USING (measure_key)
JOIN measure_rule USING (measure_key)
WHERE rule IN ('event', 'carry', 'carry_year');

-- wanted, plan: one row an (indicator, period) to compute
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT d.indicator_key, p.period_key
FROM touched p
JOIN active_period USING (period_key)
CROSS JOIN depends d
JOIN touched_measure USING (measure_key)
UNION
SELECT r.indicator_key, f.period_key
FROM fresh f
CROSS JOIN indicator_rule r
UNION  -- a corrected month changes the next month's own amount
SELECT d.indicator_key, a.period_key
FROM touched p
CROSS JOIN depends d
JOIN touched_measure USING (measure_key)
JOIN indicator_rule r ON r.indicator_key = d.indicator_key AND r.is_flow
JOIN active_period a ON a.period_key = p.period_key + r.step AND a.period_key // 12 = p.period_key // 12
UNION  -- a changed state or event holds until the next one
SELECT d.indicator_key, a.period_key
FROM span_measure s
JOIN depends d USING (measure_key)
JOIN measure_rule r USING (measure_key)
CROSS JOIN touched p
JOIN active_period a ON a.period_key >= p.period_key
                    AND (r.rule = 'carry' OR a.period_key // 12 = p.period_key // 12);

-- a month that holds public figures only is computed for those alone
CREATE OR REPLACE TEMP TABLE plan AS
SELECT w.indicator_key, w.period_key
FROM wanted w
JOIN active_period a USING (period_key)
WHERE a.is_reporting
   OR w.indicator_key IN (
       SELECT d.indicator_key FROM depends d JOIN measure_rule r USING (measure_key) WHERE NOT r.is_reporting
   );

DELETE FROM mart_value
WHERE period_key IN (SELECT period_key FROM touched)
  AND (period_key NOT IN (SELECT period_key FROM active_period)
       OR (period_key NOT IN (SELECT period_key FROM active_period WHERE is_reporting)
           AND (indicator_key, period_key) NOT IN (SELECT (indicator_key, period_key) FROM plan)));

DELETE FROM mart_barometer
WHERE period_key IN (SELECT period_key FROM touched)
  AND period_key NOT IN (SELECT period_key FROM active_period WHERE is_reporting);

DELETE FROM mart_barometer_count
WHERE period_key IN (SELECT period_key FROM touched)
  AND period_key NOT IN (SELECT period_key FROM active_period WHERE is_reporting)
