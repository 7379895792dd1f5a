-- one row a state still in force in the period for a unit inside the range, with the row it came from
SELECT r.measure_key, r.period_key, d.unit_key, d.unit_code, d.unit_name, d.village_key, d.town_key,
       d.district_key, d.city_key, d.province_key, d.nation_key, coalesce(i.item, '') AS item, r.value,
       b.file_name, s.sheet_name, r.row_no, b.batch_id, b.template, b.loaded_by, b.loaded_at
FROM state_span r
JOIN dim_unit d USING (unit_key)
LEFT JOIN dim_batch b USING (batch_key)
LEFT JOIN dim_sheet s ON s.batch_key = r.batch_key AND s.sheet_no = r.sheet_no
LEFT JOIN dim_item i ON i.item_key = r.item_key AND r.item_key <> 0
WHERE list_contains($measure_keys::SMALLINT[], r.measure_key)
  AND $period_key BETWEEN r.first_period AND r.last_period
  AND r.unit_key BETWEEN $first_key AND $last_key
  AND d.unit_key BETWEEN $first_key AND $last_key
  AND $period_key BETWEEN d.first_period AND d.last_period
ORDER BY r.measure_key, d.unit_key, r.period_key, b.batch_id, r.sheet_no, r.row_no
