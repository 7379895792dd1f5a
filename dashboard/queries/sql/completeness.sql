-- one row a template, one of some due periods and a district
SELECT template, period_key, unit_key, n_reported, n_expected, last_loaded_at
FROM mart_report
WHERE list_contains($period_keys::SMALLINT[], period_key)
