-- Facts. Values are integers: value x 10^scale of the measure.

-- one row a reported value that holds now: (period, measure, unit, item)
CREATE TABLE IF NOT EXISTS fact_measure (
    period_key SMALLINT, measure_key SMALLINT, unit_key INTEGER, item_key INTEGER, value BIGINT,
    batch_key INTEGER, sheet_no SMALLINT, row_no INTEGER
);

-- one row a value that a later batch superseded or that was withdrawn
CREATE TABLE IF NOT EXISTS fact_past (
    period_key SMALLINT, measure_key SMALLINT, unit_key INTEGER, item_key INTEGER, value BIGINT,
    batch_key INTEGER, sheet_no SMALLINT, row_no INTEGER
);

-- one row a remark on a measure and period: actual date, break in definition, computed figure
CREATE TABLE IF NOT EXISTS fact_note (
    measure_key SMALLINT, period_key SMALLINT, unit_key INTEGER, kind VARCHAR, text VARCHAR,
    batch_key INTEGER, row_no INTEGER
);

-- one row a line of a register of units (template T0) as reported, the source of dim_unit
CREATE TABLE IF NOT EXISTS fact_unit (
    unit_code VARCHAR, unit_name VARCHAR, unit_level VARCHAR, parent_code VARCHAR, area_code VARCHAR,
    unit_type VARCHAR, domain VARCHAR, peer_group VARCHAR, valid_from DATE, valid_to DATE, change_note VARCHAR,
    batch_key INTEGER, sheet_no SMALLINT, row_no INTEGER
);

-- one row a matter of a ledger as a batch reported it, for the checks of the next report; a matter is known by the code
-- of its unit and its item, which outlive the unit's key
CREATE TABLE IF NOT EXISTS ledger_state (
    period_key SMALLINT, unit_code VARCHAR, item VARCHAR, state VARCHAR, progress BIGINT, due_on DATE, updated_on DATE,
    batch_key INTEGER, sheet_no SMALLINT, row_no INTEGER
);
