-- state_span of the measures in span_measure: one row a state of an account over an interval of months
DELETE FROM state_span WHERE measure_key IN (SELECT measure_key FROM span_measure);

INSERT INTO state_span
WITH unit AS (
    SELECT unit_key, first_period, last_period, min(unit_key) OVER (PARTITION BY unit_code) AS code_key
    FROM dim_unit
),
report AS (
    SELECT f.*, r.rule, u.last_period AS unit_last,
           CASE r.account WHEN 'item' THEN 0 ELSE u.code_key END AS account_unit,
           CASE WHEN r.rule = 'event' OR r.account = 'unit' THEN 0 ELSE f.item_key END AS account_item,
           CASE r.rule WHEN 'carry' THEN 0 ELSE f.period_key // 12 END AS account_year
    FROM fact_measure f
    JOIN span_measure USING (measure_key)
    JOIN measure_rule r USING (measure_key)
    JOIN unit u ON u.unit_key = f.unit_key AND f.period_key BETWEEN u.first_period AND u.last_period
),
-- one row an account and period: the last report of a state, the sum of the events
latest AS (
    SELECT *, CASE rule WHEN 'event' THEN sum(value) OVER same_period ELSE value END AS amount
    FROM report
    WINDOW same_period AS (PARTITION BY measure_key, account_unit, account_item, period_key)
    QUALIFY row_number() OVER (
        PARTITION BY measure_key, account_unit, account_item, period_key
        ORDER BY batch_key DESC, sheet_no DESC, row_no DESC, item_key DESC, unit_key DESC
    ) = 1
),
span AS (
    SELECT measure_key, unit_key, account_item AS item_key, rule, unit_last, period_key, batch_key, sheet_no, row_no,
           CAST(CASE rule WHEN 'event' THEN sum(amount) OVER (account ROWS UNBOUNDED PRECEDING) ELSE amount END
                AS BIGINT) AS value,
           coalesce(lead(period_key) OVER account - 1,
                    CASE rule WHEN 'carry' THEN 32767 ELSE account_year * 12 + 11 END) AS last_period
    FROM latest
    WINDOW account AS (PARTITION BY measure_key, account_unit, account_item, account_year ORDER BY period_key)
),
-- a state ends with its unit; what happened within a year stays counted where no heir takes it over
own AS (
    SELECT s.* REPLACE (
               CASE WHEN s.rule = 'carry' OR s.unit_key IN (SELECT h.unit_key FROM unit_heir h WHERE h.whole)
                    THEN least(s.last_period, s.unit_last) ELSE s.last_period END AS last_period),
           s.period_key AS first_period
    FROM span s
),
inherited AS (
    SELECT s.* REPLACE (h.heir_key AS unit_key, least(s.last_period, h.last_period) AS last_period),
           h.first_period
    FROM span s
    JOIN unit_heir h ON h.unit_key = s.unit_key AND h.whole AND (h.same_code OR s.rule <> 'carry')
                    AND h.first_period BETWEEN s.period_key AND s.last_period
),
-- what is kept within the year and what a ledger keeps stands while the district reports; the last decision on a unit
-- (a star, a standard) stands until the next
bounded AS (
    SELECT s.* REPLACE (
               greatest(s.first_period, coalesce(c.first_period, s.first_period)) AS first_period,
               least(s.last_period, coalesce(c.last_period, s.last_period)) AS last_period)
    FROM (SELECT * FROM own UNION ALL BY NAME SELECT * FROM inherited) s
    JOIN measure_rule r USING (measure_key)
    JOIN dim_unit u ON u.unit_key = s.unit_key
    LEFT JOIN template_expect e ON e.template = r.template AND e.step IS NOT NULL AND u.district_key IS NOT NULL
                               AND (r.rule = 'carry_year' OR (r.rule = 'carry' AND r.account = 'item'))
    LEFT JOIN standing c ON c.template = e.template AND c.district_key = u.district_key
                        AND c.first_period <= s.last_period AND c.last_period >= s.first_period
    WHERE e.template IS NULL OR c.template IS NOT NULL
)
SELECT measure_key, unit_key, item_key, first_period, last_period, value, period_key, batch_key, sheet_no, row_no
FROM bounded
WHERE first_period <= last_period
ORDER BY measure_key, unit_key, item_key, first_period;
