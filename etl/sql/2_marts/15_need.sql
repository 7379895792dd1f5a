-- work_flow: the pairs of `work` and, for flows, the same indicator one step earlier in the year
CREATE OR REPLACE TEMP TABLE work_flow AS
SELECT indicator_key, period_key FROM work
UNION
SELECT w.indicator_key, w.period_key - r.step
FROM work w
JOIN indicator_rule r ON r.indicator_key = w.indicator_key AND r.is_flow
WHERE w.period_key % 12 >= r.step;

CREATE OR REPLACE TEMP TABLE expect_period AS SELECT DISTINCT period_key FROM work_flow;

-- need: one row a (period, measure) whose values are wanted
CREATE OR REPLACE TEMP TABLE need AS
WITH asked AS (
    SELECT DISTINCT w.period_key, t.measure_key
    FROM work_flow w
    JOIN rule_term t ON t.indicator_key = w.indicator_key AND t.part > 0
),
wanted AS (
    SELECT * FROM asked
    UNION
    SELECT a.period_key, c.source_key FROM asked a JOIN rule_condition c USING (measure_key)
    UNION
    SELECT a.period_key, c.other_key FROM asked a JOIN rule_condition c USING (measure_key)
    WHERE c.other_key IS NOT NULL
    UNION
    SELECT a.period_key, i.measure_key
    FROM asked a
    JOIN measure_rule r ON r.measure_key = a.measure_key AND r.rule = 'barometer'
    CROSS JOIN barometer_input i
    WHERE i.measure_key IS NOT NULL
)
SELECT w.period_key, w.measure_key, r.rule
FROM wanted w
JOIN measure_rule r USING (measure_key)
