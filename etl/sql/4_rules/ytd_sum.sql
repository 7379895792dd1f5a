-- Rows whose year to date is not the one before plus the month's own amount; parameters: measures, months between two
-- reports. `last` is the nearest report before in the same year, stored or in the file.
WITH rhythm AS (SELECT unnest(?::SMALLINT[]) AS measure_key, unnest(?::SMALLINT[]) AS step),
asked AS (
    SELECT b.rid, b.sheet_no, b.row_no, b.measure_key, b.period_key, b.unit_key, b.value, r.step,
           t.{field} * pow(10::DOUBLE, t.power - {scale}) AS month, pow(10::DOUBLE, t.power) AS one
    FROM beside b JOIN typed t ON t.rid = b.rid AND t.measure_key = b.measure_key
    JOIN rhythm r ON r.measure_key = b.measure_key WHERE t.{field} IS NOT NULL),
pool AS (
    SELECT period_key, measure_key, unit_key, value, 1 AS fresh FROM beside
    UNION ALL SELECT period_key, measure_key, unit_key, value, 0 FROM fact_measure
    WHERE item_key = 0 AND period_key BETWEEN {first} AND {last}
      AND unit_key BETWEEN {low} AND {high} AND measure_key BETWEEN {measures}),
last AS (
    SELECT a.rid, max(p.period_key) AS at, arg_max(p.value, 2 * p.period_key + p.fresh) AS value
    FROM asked a JOIN pool p ON p.measure_key = a.measure_key AND p.unit_key = a.unit_key
        AND p.period_key // 12 = a.period_key // 12 AND p.period_key < a.period_key
    GROUP BY a.rid),
judged AS (
    SELECT a.*, coalesce(l.value, 0) AS before FROM asked a LEFT JOIN last l ON l.rid = a.rid
    WHERE CASE WHEN l.rid IS NULL THEN a.period_key % 12 = 0 OR a.period_key % 12 + 1 = a.step
               ELSE a.period_key - l.at IN (1, a.step) END)
SELECT sheet_no, row_no, measure_key, value, before, month FROM judged
WHERE abs(before + month - value) > {tolerance} * one + 1e-6 ORDER BY rid
