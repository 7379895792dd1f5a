-- one row a period with which the units of a level change: the first one after the change
SELECT DISTINCT boundary
FROM (
    SELECT CAST(first_period AS INTEGER) AS boundary FROM dim_unit WHERE level = $level
    UNION ALL
    SELECT CAST(last_period AS INTEGER) + 1 FROM dim_unit WHERE level = $level
)
ORDER BY boundary
