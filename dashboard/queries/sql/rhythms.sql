-- one row an indicator whose forms come less often than monthly, with the months between two of them
SELECT indicator_key, step
FROM indicator_rule
WHERE step > 1
