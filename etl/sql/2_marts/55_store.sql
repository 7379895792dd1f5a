-- mart_value for the pairs in `work`; a unit that must report and did not gets a row without a value (n_reported 0)
DELETE FROM mart_value
WHERE (indicator_key, period_key) IN (SELECT (indicator_key, period_key) FROM work);

INSERT INTO mart_value
WITH shown AS (
    SELECT DISTINCT indicator_key, period_key FROM rolled
),
silent AS (
    SELECT w.indicator_key, w.period_key, e.unit_key, NULL AS num, NULL AS den, NULL AS single, 0 AS n_reported,
           e.n AS n_expected
    FROM shown w
    JOIN indicator_rule r ON r.indicator_key = w.indicator_key AND NOT r.own_level_only
    JOIN rule_pairing p ON p.indicator_key = w.indicator_key
    JOIN expected e ON e.template = r.template AND e.count_level = p.pair_level AND e.period_key = w.period_key
                   AND e.level BETWEEN p.mart_from AND p.mart_to
    ANTI JOIN rolled v ON v.indicator_key = w.indicator_key AND v.period_key = w.period_key AND v.unit_key = e.unit_key
)
SELECT * FROM rolled
UNION ALL
SELECT * FROM silent
ORDER BY indicator_key, period_key, unit_key
