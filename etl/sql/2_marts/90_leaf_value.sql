-- leaf_value: one row a (period, measure, unit) with a value of its own, at every level it was reported at
CREATE OR REPLACE VIEW leaf_value AS
WITH direct AS (
    SELECT f.period_key, f.measure_key, f.unit_key, CAST(sum(f.value) AS BIGINT) AS value,
           max(f.batch_key) AS batch_key, arg_max(f.sheet_no, (f.batch_key, f.sheet_no, f.row_no)) AS sheet_no,
           arg_max(f.row_no, (f.batch_key, f.sheet_no, f.row_no)) AS row_no
    FROM fact_measure f
    JOIN measure_rule r ON r.measure_key = f.measure_key AND r.rule = 'direct'
    GROUP BY f.period_key, f.measure_key, f.unit_key
),
state AS (
    SELECT a.period_key, s.measure_key, s.unit_key, CAST(sum(s.value) AS BIGINT) AS value,
           max(s.batch_key) AS batch_key, arg_max(s.sheet_no, (s.batch_key, s.sheet_no, s.row_no)) AS sheet_no,
           arg_max(s.row_no, (s.batch_key, s.sheet_no, s.row_no)) AS row_no
    FROM state_span s
    JOIN active_period a ON a.is_reporting AND a.period_key BETWEEN s.first_period AND s.last_period
    GROUP BY a.period_key, s.measure_key, s.unit_key
),
registered AS (
    SELECT a.period_key, r.measure_key, u.unit_key, 1 AS value, CAST(NULL AS INTEGER) AS batch_key,
           CAST(NULL AS SMALLINT) AS sheet_no, CAST(NULL AS INTEGER) AS row_no
    FROM measure_rule r
    JOIN dim_unit u ON u.level = r.at_level
    JOIN active_period a ON a.is_reporting AND a.period_key BETWEEN u.first_period AND u.last_period
    WHERE r.rule = 'registry'
      AND (NOT EXISTS (SELECT 1 FROM rule_type t WHERE t.measure_key = r.measure_key)
           OR EXISTS (SELECT 1 FROM rule_type t WHERE t.measure_key = r.measure_key AND t.unit_type = u.unit_type))
),
reported AS (
    SELECT * FROM direct UNION ALL SELECT * FROM state
),
examined AS (
    SELECT c.measure_key, v.* EXCLUDE (measure_key), c.op, coalesce(c.threshold, o.value) AS threshold, n.n_conditions
    FROM rule_condition c
    JOIN (SELECT measure_key, count(*) AS n_conditions FROM rule_condition GROUP BY measure_key) n USING (measure_key)
    JOIN measure_rule r ON r.measure_key = c.measure_key
    JOIN reported v ON v.measure_key = c.source_key
    JOIN dim_unit u ON u.unit_key = v.unit_key AND u.level = r.at_level
    LEFT JOIN reported o ON o.measure_key = c.other_key AND o.period_key = v.period_key AND o.unit_key = v.unit_key
),
counted AS (
    SELECT period_key, measure_key, unit_key,
           CAST(bool_and(CASE op WHEN '>=' THEN value >= threshold WHEN '>' THEN value > threshold
                                 WHEN '<=' THEN value <= threshold WHEN '<' THEN value < threshold
                                 WHEN '!=' THEN value <> threshold ELSE value = threshold END) AS BIGINT) AS value,
           max(batch_key) AS batch_key, arg_max(sheet_no, (batch_key, sheet_no, row_no)) AS sheet_no,
           arg_max(row_no, (batch_key, sheet_no, row_no)) AS row_no
    FROM examined
    GROUP BY period_key, measure_key, unit_key, n_conditions
    HAVING count(threshold) = n_conditions
),
-- a branch with too few items is not known
barometer AS (
    SELECT b.period_key, r.measure_key, b.unit_key, CAST(b.overall = 4 AS BIGINT) AS value, d.batch_key, d.sheet_no,
           d.row_no
    FROM mart_barometer b
    JOIN measure_rule r ON r.rule = 'barometer'
    JOIN barometer_input i ON i.name = 'barometer_branch_cnt'
    JOIN direct d ON d.period_key = b.period_key AND d.measure_key = i.measure_key AND d.unit_key = b.unit_key
    WHERE b.overall > 0
)
SELECT * FROM reported
UNION ALL
SELECT * FROM registered
UNION ALL
SELECT * FROM counted
UNION ALL
SELECT * FROM barometer
