-- single_value: one row an (indicator, period, pairing level, unit) of a flow, with this period's own amount
-- A unit counts only when it and everything merged into it since the previous period had a value then.
CREATE OR REPLACE TEMP TABLE single_value AS
WITH flow AS (
    SELECT p.*, r.from_events, r.step, p.period_key - r.step AS earlier, p.period_key % 12 < r.step AS starts_year
    FROM pair p
    JOIN work USING (indicator_key, period_key)
    JOIN indicator_rule r USING (indicator_key)
    WHERE r.is_flow
),
before AS (
    SELECT q.indicator_key, q.period_key + r.step AS period_key, q.pair_level,
           coalesce(h.heir_key, q.unit_key) AS unit_key, sum(q.num) AS num, count(*) AS n
    FROM pair q
    JOIN indicator_rule r USING (indicator_key)
    LEFT JOIN unit_heir h ON h.unit_key = q.unit_key AND h.whole
                         AND q.period_key + r.step BETWEEN h.first_period AND h.last_period
    WHERE r.is_flow
    GROUP BY ALL
),
-- heirs that arrived: how many nodes came in since a period, and whether one of them was split
arrived AS (
    SELECT h.heir_key AS unit_key, h.first_period, h.whole, o.first_period AS old_first, o.last_period AS old_last
    FROM unit_heir h
    JOIN dim_unit o ON o.unit_key = h.unit_key
),
came_in AS (
    SELECT f.indicator_key, f.period_key, f.pair_level, f.unit_key, count(*) AS n, bool_or(NOT a.whole) AS any_split
    FROM flow f
    JOIN arrived a ON a.unit_key = f.unit_key AND a.first_period > f.earlier AND a.first_period <= f.period_key
                  AND f.earlier BETWEEN a.old_first AND a.old_last
    GROUP BY ALL
)
SELECT f.indicator_key, f.period_key, f.pair_level, f.unit_key, f.level, f.top_level,
       CAST(CASE WHEN f.starts_year THEN f.num
                 WHEN f.from_events THEN f.num - coalesce(b.num, 0)
                 WHEN coalesce(c.any_split, FALSE) THEN NULL
                 WHEN b.n = coalesce(c.n, 0) + CAST(u.first_period <= f.earlier AS INTEGER) THEN f.num - b.num
            END AS BIGINT) AS single
FROM flow f
JOIN dim_unit u USING (unit_key)
LEFT JOIN before b USING (indicator_key, period_key, pair_level, unit_key)
LEFT JOIN came_in c USING (indicator_key, period_key, pair_level, unit_key)
