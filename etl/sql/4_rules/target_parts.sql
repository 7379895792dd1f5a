-- Sums of the targets of all units below one, where every one has a target, with a row of the file that bears on it.
WITH mine AS (
    SELECT n.* FROM new_fact n JOIN (SELECT DISTINCT target_key FROM typed) t
        ON t.target_key = n.measure_key),
above AS (
    SELECT unit_key FROM mine
    UNION SELECT u.parent_key FROM mine m JOIN dim_unit u USING (unit_key) WHERE u.parent_key IS NOT NULL),
node AS (
    SELECT unit_key AS top, unit_key, 0 AS part FROM above
    UNION ALL SELECT c.parent_key, c.unit_key, 1 FROM dim_unit c
    WHERE c.parent_key IN (SELECT unit_key FROM above)),
stored AS (
    SELECT period_key, measure_key, unit_key, value FROM fact_measure
    WHERE item_key = 0 AND unit_key IN (SELECT unit_key FROM node)
      AND (period_key, measure_key) IN (SELECT (period_key, measure_key) FROM mine)),
known AS (
    SELECT period_key, measure_key, unit_key, value FROM mine
    UNION ALL (SELECT * FROM stored ANTI JOIN mine USING (period_key, measure_key, unit_key))),
parent AS (
    SELECT k.* FROM known k WHERE k.unit_key IN (SELECT unit_key FROM above)),
part AS (
    SELECT p.period_key, p.measure_key, p.unit_key, p.value AS whole, count(*) AS due,
           count(k.value) AS here, sum(k.value) AS added
    FROM parent p JOIN node c ON c.top = p.unit_key AND c.part = 1
    JOIN dim_unit u ON u.unit_key = c.unit_key AND p.period_key BETWEEN u.first_period AND u.last_period
    LEFT JOIN known k ON k.unit_key = c.unit_key AND k.period_key = p.period_key
        AND k.measure_key = p.measure_key
    GROUP BY ALL)
SELECT x.measure_key, x.whole, x.added, x.due, u.unit_name, arg_min(m.sheet_no, m.rid),
       arg_min(m.row_no, m.rid)
FROM part x JOIN dim_unit u ON u.unit_key = x.unit_key
JOIN node c ON c.top = x.unit_key
JOIN mine m ON m.unit_key = c.unit_key AND m.period_key = x.period_key AND m.measure_key = x.measure_key
WHERE x.here = x.due GROUP BY ALL ORDER BY min(m.rid)
