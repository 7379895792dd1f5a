-- one row a template, one of some due periods and a district; all columns, since a snapshot published before
-- first_loaded_at was kept lacks it
SELECT *
FROM mart_report
WHERE period_key BETWEEN $oldest_key AND $newest_key
  AND list_contains($period_keys::SMALLINT[], period_key)
