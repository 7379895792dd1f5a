-- one row a value reported this year so far by a unit inside the range, by its earlier nodes, or by units that merged into
-- it within the year, with the row it came from
WITH inside AS (
    SELECT unit_key, unit_code
    FROM dim_unit
    WHERE unit_key BETWEEN $first_key AND $last_key
      AND $period_key BETWEEN first_period AND last_period
),
holder AS (
    SELECT d.unit_key
    FROM dim_unit d
    WHERE d.unit_code IN (SELECT unit_code FROM inside)
       OR d.unit_code IN (SELECT m.part_code
                          FROM (SELECT unnest($merged_from::VARCHAR[]) AS part_code,
                                       unnest($merged_into::VARCHAR[]) AS unit_code) m
                          JOIN inside USING (unit_code))
),
reported AS (
    SELECT *
    FROM fact_measure
    WHERE period_key BETWEEN $year_start AND $period_key
      AND measure_key BETWEEN $first_measure AND $last_measure
      AND list_contains($measure_keys::SMALLINT[], measure_key)
      AND unit_key IN (SELECT unit_key FROM holder)
)
SELECT r.measure_key, r.period_key, d.unit_key, d.unit_code, d.unit_name, d.village_key, d.town_key,
       d.district_key, d.city_key, d.province_key, d.nation_key, coalesce(i.item, '') AS item, r.value,
       b.file_name, s.sheet_name, r.row_no, b.batch_id, b.template, b.loaded_by, b.loaded_at
FROM reported r
JOIN dim_unit d ON d.unit_key = r.unit_key
LEFT JOIN dim_batch b USING (batch_key)
LEFT JOIN dim_sheet s ON s.batch_key = r.batch_key AND s.sheet_no = r.sheet_no
LEFT JOIN dim_item i ON i.item_key = r.item_key AND r.item_key <> 0
ORDER BY r.measure_key, d.unit_key, r.period_key, b.batch_id, r.sheet_no, r.row_no
