-- Marts, refreshed for the periods a batch touches.

-- one row an indicator, period and unit from the nation down to the town; sorted (indicator, period, unit)
CREATE TABLE IF NOT EXISTS mart_value (
    indicator_key SMALLINT, period_key SMALLINT, unit_key INTEGER, num BIGINT, den BIGINT, single BIGINT,
    n_reported INTEGER, n_expected INTEGER
);

-- one row a template, period and district in which a report is due
CREATE TABLE IF NOT EXISTS mart_report (
    template VARCHAR, period_key SMALLINT, unit_key INTEGER, n_reported INTEGER, n_expected INTEGER,
    last_loaded_at VARCHAR
);

-- one row a period whose marts are older than its facts
CREATE TABLE IF NOT EXISTS dirty_period (period_key SMALLINT);
