-- one row a value of one measure reported for a period by a unit inside the range, with the row it came from
SELECT unit_key, value, batch_key, sheet_no, row_no
FROM fact_measure
WHERE period_key = $period_key
  AND measure_key = $measure_key
  AND unit_key BETWEEN $first_key AND $last_key
