-- one row a group of units, star before and star after: organisations of a field of work at two dates
-- stars below three count as none (0); after = NULL where the organisation no longer exists
-- a state that holds at both dates needs no matching; only the others are matched, by code, so that a move is no loss
WITH state AS (
    SELECT s.unit_key, s.value, s.first_period <= $from_key AND s.last_period >= $from_key AS is_then,
           s.first_period <= $to_key AND s.last_period >= $to_key AS is_now
    FROM state_span s
    WHERE s.measure_key = $measure_key
      AND s.first_period <= $to_key
      AND s.last_period >= $from_key
),
placed AS (
    SELECT d.unit_code, d.unit_key BETWEEN $first_key AND $last_key AS inside,
           CASE WHEN $level = 3 THEN d.district_key ELSE d.town_key END AS group_key,
           CASE WHEN s.value >= 3 THEN s.value ELSE 0 END AS stars, s.is_then, s.is_now
    FROM state s
    JOIN dim_unit d USING (unit_key)
    WHERE d.domain = $domain
      AND (s.is_then OR s.is_now)
),
shown AS (
    SELECT unit_code, group_key, stars FROM placed WHERE is_now AND NOT is_then AND inside
),
past AS (
    SELECT unit_code, any_value(stars) AS stars
    FROM placed
    WHERE is_then AND NOT is_now AND (inside OR unit_code IN (SELECT unit_code FROM shown))
    GROUP BY unit_code
),
flow AS (
    SELECT group_key, stars AS before, stars AS after, FALSE AS is_first FROM placed WHERE is_then AND is_now AND inside
    UNION ALL
    SELECT n.group_key, coalesce(p.stars, 0), n.stars, p.unit_code IS NULL FROM past p FULL JOIN shown n USING (unit_code)
)
SELECT group_key AS unit_key, CAST(before AS INTEGER) AS before, CAST(after AS INTEGER) AS after,
       CAST(count(*) AS INTEGER) AS n, CAST(count(*) FILTER (is_first) AS INTEGER) AS n_first
FROM flow
GROUP BY ALL
ORDER BY ALL
