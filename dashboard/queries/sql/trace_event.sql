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
)
SELECT measure_key, period_key, unit_key, item_key, value, batch_key, sheet_no, row_no
FROM fact_measure
WHERE period_key BETWEEN $year_start AND $period_key
  AND measure_key BETWEEN $first_measure AND $last_measure
  AND list_contains($measure_keys::SMALLINT[], measure_key)
  AND unit_key IN (SELECT unit_key FROM holder)
