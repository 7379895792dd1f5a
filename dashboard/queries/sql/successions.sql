-- one row a unit that went into another; n_successors > 1 means it was split
SELECT unit_code, successor_code, from_period,
       count(*) OVER (PARTITION BY unit_code, from_period) AS n_successors
FROM unit_successor
ORDER BY from_period, unit_code, successor_code
