-- One level of the choice between a unit's own value and its children's, from the deepest level upwards:
-- all children present -> their sum; otherwise the own value; otherwise the children there are. Never both.
CREATE OR REPLACE TEMP TABLE own AS
SELECT s.measure_key, s.period_key, s.unit_key
FROM source s
JOIN mixed USING (measure_key, period_key)
WHERE s.level = getvariable('mixed_level');

CREATE OR REPLACE TEMP TABLE by_children AS
SELECT c.measure_key, c.period_key, c.parent_key AS unit_key
FROM child c
JOIN dim_unit u ON u.unit_key = c.parent_key AND u.level = getvariable('mixed_level')
LEFT JOIN complete k ON k.measure_key = c.measure_key AND k.period_key = c.period_key AND k.unit_key = c.unit_key
GROUP BY c.measure_key, c.period_key, c.parent_key
HAVING count(*) = count(k.unit_key);

DELETE FROM source
WHERE (measure_key, period_key, unit_key) IN (
    SELECT (o.measure_key, o.period_key, o.unit_key)
    FROM own o
    SEMI JOIN by_children USING (measure_key, period_key, unit_key)
);

UPDATE source
SET top_level = getvariable('mixed_level') + 1
FROM own o
ANTI JOIN by_children b
    ON b.measure_key = o.measure_key AND b.period_key = o.period_key AND b.unit_key = o.unit_key
JOIN dim_unit u ON u.unit_key = o.unit_key
WHERE source.measure_key = o.measure_key
  AND source.period_key = o.period_key
  AND source.unit_key > o.unit_key
  AND source.unit_key <= u.last_key
  AND source.top_level <= getvariable('mixed_level');

INSERT INTO complete
SELECT measure_key, period_key, unit_key FROM own
UNION
SELECT measure_key, period_key, unit_key FROM by_children
