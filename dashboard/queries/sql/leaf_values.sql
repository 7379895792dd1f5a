-- one row a village or organisation valid at the period, with its sums taken from the facts
-- an indicator with several parts counts only the reporting units that have every part
WITH shown AS (
    SELECT unit_key, unit_code, unit_name, unit_type, peer_group, parent_key, last_key, sort_order
    FROM dim_unit
    WHERE level = $level
      AND unit_key BETWEEN $first_key AND $last_key
      AND $period_key BETWEEN first_period AND last_period
),
term AS (
    SELECT side, measure_key, coef
    FROM indicator_term
    WHERE indicator_key = $indicator_key
),
leaf AS (
    SELECT measure_key, unit_key, sum(value) AS value
    FROM leaf_value
    WHERE period_key = $period_key
      AND measure_key IN (SELECT measure_key FROM term)
      AND unit_key BETWEEN $first_key AND $last_key
    GROUP BY measure_key, unit_key
),
part AS (
    SELECT CASE WHEN $level = 5 THEN d.village_key ELSE d.unit_key END AS unit_key,
           CASE WHEN $level = 5 AND $pair_level <> 'org' THEN d.village_key ELSE d.unit_key END AS pair_key,
           t.side, t.measure_key, sum(l.value) * any_value(t.coef) AS value
    FROM leaf l
    JOIN term t USING (measure_key)
    JOIN dim_unit d ON d.unit_key = l.unit_key
    GROUP BY ALL
),
pair AS (
    SELECT unit_key, sum(value) FILTER (side = 'n') AS num, sum(value) FILTER (side = 'd') AS den
    FROM part
    GROUP BY unit_key, pair_key
    HAVING count(*) = (SELECT count(*) FROM term)
),
summed AS (
    SELECT unit_key, CAST(sum(num) AS BIGINT) AS num, CAST(sum(den) AS BIGINT) AS den,
           CAST(count(*) AS INTEGER) AS n_reported
    FROM pair
    GROUP BY unit_key
),
-- kinds of units of this level that have to report; none listed = all
must_report AS (
    SELECT t.unit_type
    FROM indicator_rule r
    JOIN template_expect e ON e.template = r.template AND e.level = $level
    JOIN template_type t ON t.template = r.template
    WHERE r.indicator_key = $indicator_key
)
SELECT s.unit_key, s.unit_code, s.unit_name, s.unit_type, s.peer_group, s.parent_key, s.last_key, s.sort_order,
       v.num, v.den, CAST(NULL AS BIGINT) AS single, v.n_reported,
       CASE WHEN (SELECT count(*) FROM must_report) > 0
             AND s.unit_type NOT IN (SELECT unit_type FROM must_report) THEN 0 END AS n_expected
FROM shown s
LEFT JOIN summed v USING (unit_key)
ORDER BY s.sort_order, s.unit_code
