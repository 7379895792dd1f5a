-- one row: communities' Party organisations by kind in the key range, as reported for the period
SELECT count(*) AS n, CAST(coalesce(sum(f.value) FILTER (f.measure_key = $committee_key), 0) AS BIGINT) AS committees,
       CAST(coalesce(sum(f.value) FILTER (f.measure_key = $general_key), 0) AS BIGINT) AS generals,
       CAST(coalesce(sum(f.value) FILTER (f.measure_key = $branch_key), 0) AS BIGINT) AS branches
FROM fact_measure f
JOIN dim_unit u ON u.unit_key = f.unit_key AND u.level = 6 AND u.unit_type = $unit_type
WHERE f.period_key = $period_key
  AND f.measure_key IN ($committee_key, $general_key, $branch_key)
  AND f.unit_key BETWEEN $first_key AND $last_key
