-- a composite of twenty indicators at two periods with the change of place; whole numbers, so that ties stay ties
WITH standing AS (
    SELECT m.period_key, m.unit_key, m.indicator_key,
           CAST(1000000 * percent_rank() OVER (PARTITION BY m.period_key, m.indicator_key
                                               ORDER BY m.num / nullif(m.den, 0)) AS BIGINT) AS points
    FROM mart_value m
    JOIN dim_unit d ON d.unit_key = m.unit_key AND d.level = 3
    WHERE m.period_key IN ($period_key, $period_key - 1)
      AND list_contains($indicator_keys::SMALLINT[], m.indicator_key)
),
total AS (
    SELECT period_key, unit_key, sum(points) AS points
    FROM standing
    GROUP BY period_key, unit_key
),
placed AS (
    SELECT period_key, unit_key, points, rank() OVER (PARTITION BY period_key ORDER BY points DESC) AS place
    FROM total
)
SELECT d.unit_code, d.unit_name, n.points, n.place, b.place - n.place AS rank_change
FROM placed n
JOIN placed b ON b.unit_key = n.unit_key AND b.period_key = $period_key - 1
JOIN dim_unit d ON d.unit_key = n.unit_key
WHERE n.period_key = $period_key
ORDER BY n.place, d.sort_order
