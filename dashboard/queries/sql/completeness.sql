-- one row a template, a due period of the last year and a district
SELECT template, period_key, unit_key, n_reported, n_expected, last_loaded_at
FROM mart_report
WHERE period_key BETWEEN $period_key - 11 AND $period_key
