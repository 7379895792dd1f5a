-- dim_unit of a province: districts, their towns, their villages; keys depth-first
INSERT INTO dim_unit
WITH size AS (
    SELECT $towns::INTEGER * ($villages::INTEGER + 1) + 1 AS district_size, $villages::INTEGER + 1 AS town_size
),
district AS (
    SELECT 2 + d * district_size AS district_key, d FROM size, (SELECT unnest(range($districts)) AS d)
),
town AS (
    SELECT district_key, d, district_key + 1 + t * town_size AS town_key
    FROM district, size, (SELECT unnest(range($towns)) AS t)
),
node AS (
    SELECT 1 AS unit_key, 1 AS level, 1 + $districts * district_size AS last_key, NULL AS parent_key,
           NULL AS district_key, NULL AS town_key, NULL AS d
    FROM size
    UNION ALL
    SELECT district_key, 3, district_key + district_size - 1, 1, district_key, NULL, d FROM district, size
    UNION ALL
    SELECT town_key, 4, town_key + town_size - 1, district_key, district_key, town_key, d FROM town, size
    UNION ALL
    SELECT town_key + v, 5, town_key + v, town_key, district_key, town_key, d
    FROM town, (SELECT unnest(range(1, $villages + 1)) AS v)
)
SELECT unit_key, 'U' || unit_key, '单位' || unit_key, level, CASE level WHEN 5 THEN '行政村' ELSE '' END, NULL,
       '类' || (d % 5), parent_key, last_key, DATE '1900-01-01', DATE '9999-12-31', 0, 32767, NULL, 1, NULL,
       district_key, town_key, CASE level WHEN 5 THEN unit_key END, unit_key, NULL, NULL, NULL
FROM node
ORDER BY unit_key
