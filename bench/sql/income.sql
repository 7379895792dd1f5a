-- village incomes: forty logarithmic classes, and by district how many stand under two thresholds
WITH income AS (
    SELECT u.district_key, f.value
    FROM fact_measure f
    JOIN dim_unit u USING (unit_key)
    WHERE f.period_key = $period_key AND f.measure_key = 1
)
SELECT 'class' AS kind, CAST(least(39, floor(10 * log10(1 + value))) AS INTEGER) AS key, count(*) AS n, NULL AS below
FROM income
GROUP BY key
UNION ALL
SELECT 'district', district_key, count(*) FILTER (WHERE value < 20), count(*) FILTER (WHERE value < 5)
FROM income
GROUP BY district_key
