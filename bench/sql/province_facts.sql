-- fact_measure: every village, month and measure, 2 % missing; sorted (period, measure, unit)
INSERT INTO fact_measure
SELECT p, m, u.unit_key, 0,
       CAST(CASE WHEN m = 20 THEN hash(u.unit_key + p // 3) % 6
                 WHEN m % 2 = 0 THEN 1 + hash(u.unit_key * 31 + m) % 200
                 ELSE hash(u.unit_key * 17 + p * 7 + m) % (1 + hash(u.unit_key * 31 + m + 1) % 200) END AS BIGINT),
       CAST(1 + p - $first AS INTEGER), 0, u.unit_key
FROM (SELECT unnest(range($first, $last + 1)) AS p), (SELECT unnest(range(1, $measures + 1)) AS m),
     (SELECT unit_key FROM dim_unit WHERE level = 5) u
WHERE hash(u.unit_key * 131 + p * 13 + m) % 100 >= 2
ORDER BY p, m, u.unit_key
