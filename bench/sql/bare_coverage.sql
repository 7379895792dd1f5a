-- the stored counts of a month, unsummed
SELECT m.unit_key, m.n_reported, m.n_expected
FROM mart_value m
WHERE m.period_key = $period_key AND m.indicator_key <= 20
