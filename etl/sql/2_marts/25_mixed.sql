-- mixed: one row a (measure, period) that units of more than one level reported; ledger items are each their own
CREATE OR REPLACE TEMP TABLE mixed AS
SELECT s.measure_key, s.period_key, e.template, coalesce(e.level, -1) AS due_level, max(s.level) AS deepest
FROM source s
JOIN measure_rule r ON r.measure_key = s.measure_key AND NOT r.own_level_only
                   AND NOT (r.account = 'item' AND r.rule IN ('carry', 'carry_year'))
LEFT JOIN template_expect e ON e.template = r.template
GROUP BY ALL
HAVING min(s.level) < max(s.level);

-- due_path: one row a unit that must report or holds units that must
CREATE OR REPLACE TEMP TABLE due_path AS
SELECT DISTINCT m.template, m.period_key,
       unnest([u.unit_key, u.village_key, u.town_key, u.district_key, u.city_key, u.province_key]) AS unit_key
FROM must_report m
JOIN (SELECT DISTINCT template, period_key FROM mixed) USING (template, period_key)
JOIN dim_unit u ON u.unit_key = m.unit_key;

-- child: one row a child that must be there before its parent's children count as complete
CREATE OR REPLACE TEMP TABLE child AS
SELECT m.measure_key, m.period_key, c.parent_key, c.unit_key
FROM mixed m
JOIN dim_unit c ON m.period_key BETWEEN c.first_period AND c.last_period AND c.parent_key IS NOT NULL
JOIN dim_unit p ON p.unit_key = c.parent_key
LEFT JOIN due_path d ON d.template = m.template AND d.period_key = m.period_key AND d.unit_key = c.unit_key
WHERE CASE WHEN m.due_level > p.level THEN d.unit_key IS NOT NULL
           ELSE c.level < 6 AND c.level <= m.deepest END;

CREATE OR REPLACE TEMP TABLE complete (measure_key SMALLINT, period_key SMALLINT, unit_key INTEGER)
