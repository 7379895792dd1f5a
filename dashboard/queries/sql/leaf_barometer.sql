-- one row a village or organisation and period: its branches at 雨; a branch with too few items is not known
SELECT b.period_key, CASE WHEN $level = 5 THEN d.village_key ELSE d.unit_key END AS unit_key,
       count(*) FILTER (b.overall = 4) AS num, CAST(NULL AS BIGINT) AS den, CAST(NULL AS BIGINT) AS single,
       1 AS n_reported, CAST(NULL AS INTEGER) AS n_expected
FROM mart_barometer b
JOIN dim_unit d USING (unit_key)
WHERE list_contains($period_keys::SMALLINT[], b.period_key)
  AND b.unit_key BETWEEN $first_key AND $last_key
  AND b.overall > 0
  AND ($level <> 5 OR d.village_key IS NOT NULL)
GROUP BY ALL
