-- one row a state of a measure that holds somewhere between two months, with the row it came from
SELECT unit_key, value, first_period, last_period, period_key, batch_key, sheet_no, row_no
FROM state_span
WHERE measure_key = $measure_key
  AND first_period <= $to_key
  AND last_period >= $from_key
