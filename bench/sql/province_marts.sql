-- mart_value of the province: the measures themselves and the ratios of neighbouring measures, town to nation
INSERT INTO mart_value
WITH town AS (
    SELECT f.period_key, f.measure_key, u.town_key, u.district_key, sum(f.value) AS value, count(*) AS n
    FROM fact_measure f
    JOIN dim_unit u USING (unit_key)
    GROUP BY ALL
),
pair AS (
    SELECT a.measure_key AS indicator_key, a.period_key, a.town_key, a.district_key, a.value AS num,
           CAST(NULL AS HUGEINT) AS den, a.n
    FROM town a
    UNION ALL
    SELECT $measures + a.measure_key, a.period_key, a.town_key, a.district_key, a.value, b.value, least(a.n, b.n)
    FROM town a
    JOIN town b ON b.period_key = a.period_key AND b.town_key = a.town_key
               AND b.measure_key = a.measure_key % $measures + 1
),
spread AS (
    SELECT indicator_key, period_key, unnest([1, district_key, town_key]) AS unit_key, num, den, n
    FROM pair
)
SELECT indicator_key, period_key, unit_key, CAST(sum(num) AS BIGINT), CAST(sum(den) AS BIGINT),
       CAST(sum(num) // 12 AS BIGINT), CAST(sum(n) AS INTEGER), CAST(count(*) * $villages AS INTEGER)
FROM spread
GROUP BY indicator_key, period_key, unit_key
ORDER BY indicator_key, period_key, unit_key
