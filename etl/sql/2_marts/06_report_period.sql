-- template_start: one row a template with the first month it was ever reported for
CREATE OR REPLACE TEMP TABLE started AS
SELECT r.template, min(f.period_key) AS period_key
FROM (SELECT measure_key, min(period_key) AS period_key FROM fact_measure GROUP BY measure_key) f
JOIN measure_rule r USING (measure_key)
GROUP BY r.template;

-- report_period: one row a month to count anew: the touched ones, or all when a template's first month changed,
-- since a form is due in every month of its rhythm from then on
CREATE OR REPLACE TEMP TABLE report_period AS
SELECT period_key
FROM active_period
WHERE is_reporting
  AND (period_key IN (SELECT period_key FROM touched)
       OR EXISTS (FROM started EXCEPT FROM template_start)
       OR EXISTS (FROM template_start EXCEPT FROM started));

DELETE FROM mart_report
WHERE period_key IN (SELECT period_key FROM report_period UNION SELECT period_key FROM touched);

DELETE FROM template_start;

INSERT INTO template_start FROM started ORDER BY template;

CREATE OR REPLACE TEMP TABLE expect_period AS SELECT period_key FROM report_period
