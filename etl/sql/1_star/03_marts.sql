-- Marts, refreshed for the periods a batch touches.

-- one row an indicator, period and unit from the nation down to the town; sorted (indicator, period, unit)
CREATE TABLE IF NOT EXISTS mart_value (
    indicator_key SMALLINT, period_key SMALLINT, unit_key INTEGER, num BIGINT, den BIGINT, single BIGINT,
    n_reported INTEGER, n_expected INTEGER
);

-- one row a template, period and district in which a report is due; first_loaded_at and last_loaded_at = when the first
-- and the last file with figures still in force came in
CREATE TABLE IF NOT EXISTS mart_report (
    template VARCHAR, period_key SMALLINT, unit_key INTEGER, n_reported INTEGER, n_expected INTEGER,
    last_loaded_at VARCHAR, first_loaded_at VARCHAR
);

-- one row a branch on the barometer and period: levels in the order of the catalogue's items
-- level codes: 1 晴 2 多云 3 阴 4 雨 0 不适用 9 未报; overall: 0 数据不足
CREATE TABLE IF NOT EXISTS mart_barometer (
    period_key SMALLINT, unit_key INTEGER, overall TINYINT, n_applicable TINYINT, n_lost TINYINT, veto_rain BOOLEAN,
    levels TINYINT[]
);

-- one row a period, unit from the nation down to the town, item (0 = overall, the only one below the district) and
-- level, with the number of its branches
CREATE TABLE IF NOT EXISTS mart_barometer_count (
    period_key SMALLINT, unit_key INTEGER, item_no TINYINT, level TINYINT, n INTEGER
);

-- one row a period whose marts are older than its facts
CREATE TABLE IF NOT EXISTS dirty_period (period_key SMALLINT);
