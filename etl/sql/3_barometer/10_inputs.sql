-- on_barometer: one row a (period, organisation) that said whether it is on the barometer, for the months in work
CREATE OR REPLACE TEMP TABLE on_barometer AS
SELECT s.period_key, s.unit_key, u.district_key, u.village_key, u.domain, u.unit_name,
       s.period_key - (SELECT min(o.first_period) FROM dim_unit o WHERE o.unit_code = u.unit_code) AS age
FROM source s
JOIN barometer_input i ON i.name = 'barometer_branch_cnt' AND i.measure_key = s.measure_key
JOIN dim_unit u ON u.unit_key = s.unit_key AND u.level = 6
WHERE s.period_key IN (
    SELECT w.period_key FROM work w JOIN measure_rule r ON r.measure_key = w.indicator_key AND r.rule = 'barometer'
);

-- kept: one row a (period, measure, district, field of work) in which somebody has an entry
CREATE OR REPLACE TEMP TABLE kept AS
SELECT DISTINCT i.name AS input, s.period_key, u.district_key, u.domain
FROM source s
JOIN barometer_input i ON i.measure_key = s.measure_key AND i.name IN (SELECT kept_by FROM barometer_input)
JOIN dim_unit u USING (unit_key)
WHERE s.period_key IN (SELECT period_key FROM on_barometer);

-- barometer_value: one row a (period, branch, input) that is known
CREATE OR REPLACE TEMP TABLE barometer_value AS
WITH entry AS (
    SELECT b.period_key, b.unit_key, i.name AS input, s.value
    FROM on_barometer b
    JOIN source s ON s.period_key = b.period_key AND s.unit_key = b.unit_key
    JOIN barometer_input i ON i.measure_key = s.measure_key
    UNION ALL
    SELECT b.period_key, b.unit_key, i.name, s.value
    FROM on_barometer b
    JOIN source s ON s.period_key = b.period_key AND s.unit_key = b.village_key
    JOIN barometer_input i ON i.measure_key = s.measure_key AND i.from_village
),
known AS (
    SELECT period_key, unit_key, input, CAST(sum(value) AS BIGINT) AS value
    FROM entry
    GROUP BY period_key, unit_key, input
),
-- the entries are kept, and the branch has none
none_there AS (
    SELECT b.period_key, b.unit_key, i.name AS input
    FROM on_barometer b
    CROSS JOIN barometer_input i
    WHERE i.kind = 'measure'
      AND i.absent_is_zero
      AND (i.kept_by IS NULL
           OR (NOT i.kept_by_domain
               AND (i.kept_by, b.period_key, b.district_key) IN (SELECT (input, period_key, district_key) FROM kept))
           OR (i.kept_by_domain
               AND (i.kept_by, b.period_key, b.district_key, b.domain)
                   IN (SELECT (input, period_key, district_key, domain) FROM kept)))
)
SELECT period_key, unit_key, input, value FROM known
UNION ALL
SELECT n.period_key, n.unit_key, n.input, 0
FROM none_there n
ANTI JOIN known k ON k.period_key = n.period_key AND k.unit_key = n.unit_key AND k.input = n.input
UNION ALL
SELECT b.period_key, b.unit_key, i.name,
       CASE i.kind WHEN 'age' THEN b.age ELSE CAST(regexp_matches(b.unit_name, i.words) AS BIGINT) END
FROM on_barometer b
JOIN barometer_input i ON i.kind IN ('age', 'name')
