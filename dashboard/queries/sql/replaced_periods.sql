-- one row a period of which a figure was superseded or withdrawn
SELECT DISTINCT period_key
FROM fact_past
