-- rekey: one row an (old unit key, period) that holds facts, with the key of the new tree
CREATE OR REPLACE TEMP TABLE rekey AS
WITH held AS (
    SELECT DISTINCT unit_key, period_key FROM fact_measure
    UNION
    SELECT DISTINCT unit_key, period_key FROM fact_past
    UNION
    SELECT DISTINCT unit_key, period_key FROM fact_note WHERE unit_key IS NOT NULL
),
candidate AS (
    SELECT h.unit_key AS old_key, h.period_key, o.unit_code, n.unit_key AS new_key,
           greatest(n.first_period - h.period_key, h.period_key - n.last_period, 0) AS distance
    FROM held h
    JOIN old_unit o USING (unit_key)
    JOIN dim_unit n USING (unit_code)
)
SELECT old_key, period_key, unit_code, arg_min(new_key, (distance, new_key)) AS new_key, min(distance) = 0 AS is_valid
FROM candidate
GROUP BY old_key, period_key, unit_code
