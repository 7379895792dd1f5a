-- one row a group of units, star before and star after: organisations of a field of work at two dates, matched by code
-- stars below three count as none (0); after = NULL where the organisation no longer exists
WITH state AS (
    SELECT d.unit_code, d.unit_key, CASE WHEN $level = 3 THEN d.district_key ELSE d.town_key END AS group_key,
           CASE WHEN s.value >= 3 THEN s.value ELSE 0 END AS stars,
           $to_key BETWEEN s.first_period AND s.last_period AS is_now,
           $from_key BETWEEN s.first_period AND s.last_period AS is_then
    FROM state_span s
    JOIN dim_unit d USING (unit_key)
    WHERE s.measure_key = $measure_key
      AND d.domain = $domain
      AND ($to_key BETWEEN s.first_period AND s.last_period OR $from_key BETWEEN s.first_period AND s.last_period)
),
shown AS (
    SELECT unit_code, group_key, stars FROM state WHERE is_now AND unit_key BETWEEN $first_key AND $last_key
),
past AS (
    SELECT unit_code, any_value(stars) AS stars
    FROM state
    WHERE is_then AND (unit_key BETWEEN $first_key AND $last_key OR unit_code IN (SELECT unit_code FROM shown))
    GROUP BY unit_code
)
SELECT n.group_key AS unit_key, CAST(coalesce(p.stars, 0) AS INTEGER) AS before, CAST(n.stars AS INTEGER) AS after,
       CAST(count(*) AS INTEGER) AS n, CAST(count(*) FILTER (p.unit_code IS NULL) AS INTEGER) AS n_first
FROM past p
FULL JOIN shown n USING (unit_code)
GROUP BY ALL
ORDER BY ALL
