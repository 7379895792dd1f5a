-- From the tables touched, touched_measure and mart_report: what has to be computed anew.

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
WHERE rule IN ('event', 'carry', 'carry_year')
UNION  -- a state stands while its district reports
SELECT r.measure_key
FROM measure_rule r
JOIN template_expect e ON e.template = r.template AND e.step IS NOT NULL
WHERE (r.rule = 'carry_year' OR (r.rule = 'carry' AND r.account = 'item'))
  AND r.template IN (
      SELECT template
      FROM (
          (FROM sent_before
           EXCEPT SELECT template, period_key, unit_key FROM mart_report WHERE n_reported > 0)
          UNION ALL
          (SELECT template, period_key, unit_key FROM mart_report
           WHERE n_reported > 0 AND period_key IN (SELECT period_key FROM touched)
           EXCEPT FROM sent_before)
      ) changed
  );

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
   )
