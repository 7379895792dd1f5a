-- one row a district (or town) and class of floor area with the number of villages; class -1 = area not reported,
-- -2 = no venue at all
WITH venue AS (
    SELECT unit_key, value AS there
    FROM fact_measure
    WHERE period_key = $period_key AND measure_key = $venue_key AND unit_key BETWEEN $first_key AND $last_key
),
area AS (
    SELECT unit_key, value
    FROM fact_measure
    WHERE period_key = $period_key AND measure_key = $area_key AND unit_key BETWEEN $first_key AND $last_key
)
SELECT CASE WHEN $level = 3 THEN u.district_key ELSE u.town_key END AS unit_key,
       CASE WHEN v.there = 0 THEN -2 WHEN a.value IS NULL THEN -1 WHEN a.value < $standard THEN 0
            WHEN a.value < $large THEN 1 WHEN a.value < $huge THEN 2 ELSE 3 END AS class,
       count(*) AS n
FROM venue v
JOIN dim_unit u ON u.unit_key = v.unit_key AND u.level = 5
LEFT JOIN area a ON a.unit_key = v.unit_key
GROUP BY ALL
