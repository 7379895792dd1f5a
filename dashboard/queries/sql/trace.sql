-- one row a reported value that enters the measures of an indicator for a unit and period, with the row it came from
-- rules: direct = reported for the period; event = every report of the year so far; carry = the state still in force
WITH wanted AS (
    SELECT unnest($measure_keys::SMALLINT[]) AS measure_key, unnest($rules::VARCHAR[]) AS rule
),
inside AS (
    SELECT unit_key, unit_code
    FROM dim_unit
    WHERE unit_key BETWEEN $first_key AND $last_key
      AND $period_key BETWEEN first_period AND last_period
),
-- earlier nodes of the same units, and of units that merged into them within the year
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
    SELECT f.*, w.rule
    FROM fact_measure f
    JOIN wanted w USING (measure_key)
    WHERE (w.rule = 'direct' AND f.period_key = $period_key AND f.unit_key IN (SELECT unit_key FROM inside))
       OR (w.rule = 'event' AND f.period_key BETWEEN $year_start AND $period_key
           AND f.unit_key IN (SELECT unit_key FROM holder))
    UNION ALL BY NAME
    SELECT s.period_key, s.measure_key, s.unit_key, s.item_key, s.value, s.batch_key, s.sheet_no, s.row_no, w.rule
    FROM state_span s
    JOIN wanted w USING (measure_key)
    WHERE w.rule = 'carry'
      AND $period_key BETWEEN s.first_period AND s.last_period
      AND s.unit_key IN (SELECT unit_key FROM inside)
    UNION ALL BY NAME
    SELECT $period_key AS period_key, w.measure_key, d.unit_key, 0 AS item_key, 1 AS value, u.batch_key, u.sheet_no,
           u.row_no, w.rule
    FROM wanted w
    JOIN measure_rule r ON r.measure_key = w.measure_key AND w.rule = 'registry'
    JOIN dim_unit d ON d.level = r.at_level
    JOIN inside i ON i.unit_key = d.unit_key
    LEFT JOIN fact_unit u ON u.unit_code = d.unit_code AND $as_of BETWEEN u.valid_from AND coalesce(u.valid_to, $as_of)
    WHERE NOT EXISTS (SELECT 1 FROM rule_type t WHERE t.measure_key = w.measure_key)
       OR d.unit_type IN (SELECT t.unit_type FROM rule_type t WHERE t.measure_key = w.measure_key)
)
SELECT r.measure_key, r.period_key, d.unit_key, d.unit_code, d.unit_name, d.level, d.village_key, d.town_key,
       d.district_key, d.city_key, d.province_key, d.nation_key, coalesce(i.item, '') AS item, r.value,
       b.file_name, s.sheet_name, r.row_no, b.batch_id, b.template, b.loaded_by, b.loaded_at, r.rule
FROM reported r
JOIN dim_unit d ON d.unit_key = r.unit_key
LEFT JOIN dim_batch b USING (batch_key)
LEFT JOIN dim_sheet s ON s.batch_key = r.batch_key AND s.sheet_no = r.sheet_no
LEFT JOIN dim_item i ON i.item_key = r.item_key AND r.item_key <> 0
ORDER BY r.measure_key, d.unit_key, r.period_key, b.batch_id, r.sheet_no, r.row_no
