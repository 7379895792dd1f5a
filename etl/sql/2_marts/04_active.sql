-- From the table touched: the months that hold facts.

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

-- sent_before: one row a (template, period, district) that had reported, for the touched months
CREATE OR REPLACE TEMP TABLE sent_before AS
SELECT template, period_key, unit_key
FROM mart_report
WHERE n_reported > 0 AND period_key IN (SELECT period_key FROM touched)
