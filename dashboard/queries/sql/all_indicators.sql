-- one row an indicator, in catalogue order
SELECT *
FROM dim_indicator
ORDER BY indicator_key
