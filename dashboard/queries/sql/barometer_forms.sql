-- one row a branch on the barometer in the key range, within two overall levels: the row of its structure form
SELECT unit_key, value, batch_key, sheet_no, row_no
FROM fact_measure
WHERE period_key = $period_key
  AND measure_key = $measure_key
  AND unit_key BETWEEN $first_key AND $last_key
  AND unit_key IN (
      SELECT unit_key
      FROM mart_barometer
      WHERE period_key = $period_key AND overall BETWEEN $lowest AND $highest
  )
