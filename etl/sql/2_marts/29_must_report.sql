-- must_report: one row a (template, period, unit) that must report, for the months in expect_period
CREATE OR REPLACE TEMP TABLE must_report AS
WITH kind AS (
    SELECT DISTINCT level, unit_type, domain FROM dim_unit
),
asked AS (
    SELECT e.template, k.level, k.unit_type, k.domain
    FROM template_expect e
    JOIN kind k USING (level)
    WHERE (NOT EXISTS (SELECT 1 FROM template_type t WHERE t.template = e.template)
           OR k.unit_type IN (SELECT t.unit_type FROM template_type t WHERE t.template = e.template))
      AND (NOT EXISTS (SELECT 1 FROM template_domain t WHERE t.template = e.template)
           OR k.domain IN (SELECT t.domain FROM template_domain t WHERE t.template = e.template))
)
SELECT a.template, p.period_key, u.unit_key, u.level
FROM asked a
JOIN dim_unit u ON u.level = a.level AND u.unit_type IS NOT DISTINCT FROM a.unit_type
               AND u.domain IS NOT DISTINCT FROM a.domain
JOIN expect_period p ON p.period_key BETWEEN u.first_period AND u.last_period
