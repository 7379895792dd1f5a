-- template_start: one row a template with the first month it was ever reported for, from the touched months alone as
-- far as they tell
CREATE OR REPLACE TEMP TABLE started AS
WITH here AS (
    SELECT r.template, min(f.period_key) AS period_key
    FROM (
        SELECT measure_key, min(period_key) AS period_key
        FROM fact_measure
        WHERE period_key IN (SELECT period_key FROM touched)
        GROUP BY measure_key
    ) f
    JOIN measure_rule r USING (measure_key)
    GROUP BY r.template
),
-- the first month has nothing any more: all others have to be looked at
lost AS (
    SELECT o.template
    FROM template_start o
    LEFT JOIN here h USING (template)
    WHERE o.period_key IN (SELECT period_key FROM touched) AND coalesce(h.period_key > o.period_key, TRUE)
)
SELECT template, min(period_key) AS period_key
FROM (
    SELECT template, period_key FROM here
    UNION ALL
    SELECT template, period_key FROM template_start WHERE period_key NOT IN (SELECT period_key FROM touched)
    UNION ALL
    SELECT r.template, f.period_key
    FROM fact_measure f
    JOIN (SELECT measure_key, template FROM measure_rule JOIN lost USING (template)) r USING (measure_key)
) known
GROUP BY template;

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
