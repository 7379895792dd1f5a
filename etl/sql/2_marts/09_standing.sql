-- standing: one row a (template, district) and an unbroken run of months that its reports cover
CREATE OR REPLACE TEMP TABLE standing AS
WITH
-- a report covers the months to the end of the rhythm in which it was due, and on to the next due month
covered AS (
    SELECT r.template, r.unit_key AS district_key, CAST(r.period_key AS INTEGER) AS first_period,
           (r.period_key // e.step + 2) * e.step - 2 AS last_period
    FROM mart_report r
    JOIN template_expect e USING (template)
    WHERE r.n_reported > 0 AND e.step IS NOT NULL
    UNION ALL  -- a district that has ended owes no report; what it reported stays counted
    SELECT e.template, u.unit_key, u.last_period + 1, 32767
    FROM template_expect e
    JOIN dim_unit u ON u.level = 3 AND u.last_period < 32767
)
SELECT template, district_key, min(first_period) AS first_period, max(last_period) AS last_period
FROM (
    SELECT *, count(*) FILTER (WHERE is_first) OVER (PARTITION BY template, district_key ORDER BY first_period) AS run
    FROM (
        SELECT *, coalesce(first_period > 1 + max(last_period) OVER (
                   PARTITION BY template, district_key ORDER BY first_period
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), TRUE) AS is_first
        FROM covered
    )
)
GROUP BY template, district_key, run
