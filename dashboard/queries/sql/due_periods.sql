-- one row a template and period in which a report is due
SELECT DISTINCT template, period_key
FROM mart_report
