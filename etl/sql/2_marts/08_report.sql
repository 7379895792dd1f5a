-- mart_report: one row a (template, period, district) in which a report is due
INSERT INTO mart_report
WITH template_measure AS (
    SELECT measure_key, template FROM measure_rule WHERE rule NOT IN ('registry', 'derived')
),
batched AS (
    SELECT t.template, f.period_key, f.unit_key, f.batch_key
    FROM fact_measure f
    JOIN report_period p USING (period_key)
    JOIN template_measure t USING (measure_key)
    GROUP BY t.template, f.period_key, f.unit_key, f.batch_key
),
sent AS (
    SELECT s.template, s.period_key, s.unit_key, max(b.loaded_at) AS loaded_at, min(b.loaded_at) AS first_at
    FROM batched s
    LEFT JOIN dim_batch b USING (batch_key)
    GROUP BY s.template, s.period_key, s.unit_key
),
due AS (
    SELECT e.template, e.level, p.period_key
    FROM template_expect e
    CROSS JOIN report_period p
    WHERE EXISTS (SELECT 1 FROM sent s WHERE s.template = e.template AND s.period_key = p.period_key)
       OR ((p.period_key + 1) % e.step = 0
           AND p.period_key > (SELECT t.period_key FROM template_start t WHERE t.template = e.template))
),
-- a unit has reported when it, a unit above it or a unit below it sent the form
covering AS (
    SELECT s.template, s.period_key, s.loaded_at, s.first_at, u.level, u.district_key, s.unit_key,
           CASE d.level WHEN 3 THEN u.district_key WHEN 4 THEN u.town_key WHEN 5 THEN u.village_key
                ELSE u.unit_key END AS due_key
    FROM sent s
    JOIN due d USING (template, period_key)
    JOIN dim_unit u ON u.unit_key = s.unit_key
),
reported AS (
    SELECT template, period_key, due_key FROM covering WHERE due_key IS NOT NULL
),
from_above AS (
    SELECT DISTINCT c.template, c.period_key, c.unit_key
    FROM covering c
    JOIN due d USING (template, period_key)
    WHERE c.level < d.level
),
counted AS (
    SELECT m.template, m.period_key, u.district_key AS unit_key, count(*) AS n_expected,
           count(*) FILTER (
               WHERE (m.template, m.period_key, m.unit_key) IN (SELECT (template, period_key, due_key) FROM reported)
                  OR (m.template, m.period_key, u.town_key) IN (SELECT (template, period_key, unit_key) FROM from_above)
                  OR (m.template, m.period_key, u.district_key)
                     IN (SELECT (template, period_key, unit_key) FROM from_above)
           ) AS n_reported
    FROM must_report m
    JOIN due USING (template, period_key)
    JOIN dim_unit u ON u.unit_key = m.unit_key
    WHERE u.district_key IS NOT NULL
    GROUP BY ALL
),
sent_by AS (
    SELECT template, period_key, district_key AS unit_key, max(loaded_at) AS last_loaded_at,
           min(first_at) AS first_loaded_at
    FROM covering
    GROUP BY ALL
)
SELECT c.template, c.period_key, c.unit_key, CAST(c.n_reported AS INTEGER), CAST(c.n_expected AS INTEGER),
       l.last_loaded_at, l.first_loaded_at
FROM counted c
LEFT JOIN sent_by l USING (template, period_key, unit_key)
ORDER BY c.template, c.period_key, c.unit_key
