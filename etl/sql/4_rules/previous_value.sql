-- Rows whose state from the round before is another than the last one known; a district's rounds are `gap` months apart
-- at most, and nothing is said where one of them is missing since then.
WITH said AS (
    SELECT t.rid, t.sheet_no, t.row_no, t.period_key, u.unit_code, coalesce(d.unit_code, '') AS district,
           t.{field} * {shift} AS said, count(*) OVER (PARTITION BY t.unit_key, t.period_key) AS n
    FROM typed t JOIN dim_unit u ON u.unit_key = t.unit_key LEFT JOIN dim_unit d ON d.unit_key = u.district_key
    WHERE t.{field} IS NOT NULL AND {when}),
pool AS (
    SELECT unit_key, period_key, value, 0 AS fresh FROM fact_measure WHERE measure_key = {measure}
    UNION ALL SELECT unit_key, period_key, value, 1 FROM new_fact WHERE measure_key = {measure}),
held AS (
    SELECT district, period_key FROM said
    UNION SELECT coalesce(d.unit_code, ''), p.period_key FROM pool p JOIN dim_unit u ON u.unit_key = p.unit_key
    LEFT JOIN dim_unit d ON d.unit_key = u.district_key),
begun AS (
    SELECT district, period_key FROM held
    QUALIFY coalesce(period_key - lag(period_key) OVER (PARTITION BY district ORDER BY period_key) > {gap}, true)),
last AS (
    SELECT s.rid, arg_max(p.value, 2 * p.period_key + p.fresh) AS value, max(p.period_key) AS at
    FROM said s JOIN dim_unit u ON u.unit_code = s.unit_code
    JOIN pool p ON p.unit_key = u.unit_key AND p.period_key < s.period_key
    WHERE s.n = 1 GROUP BY s.rid)
SELECT s.sheet_no, s.row_no, s.said, l.value, l.at FROM said s JOIN last l ON l.rid = s.rid
WHERE s.said <> l.value
  AND l.at >= (SELECT max(b.period_key) FROM begun b WHERE b.district = s.district AND b.period_key <= s.period_key)
ORDER BY s.rid
