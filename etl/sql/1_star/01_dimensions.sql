-- Dimensions and the batch register. Grain stands above each table.

-- one row a fact about this file as a whole
CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR);

-- one row a (unit code, parent node) interval; keys are depth-first, so a subtree is BETWEEN unit_key AND last_key
CREATE TABLE IF NOT EXISTS dim_unit (
    unit_key INTEGER, unit_code VARCHAR, unit_name VARCHAR, level TINYINT, unit_type VARCHAR, domain VARCHAR,
    peer_group VARCHAR, parent_key INTEGER, last_key INTEGER, valid_from DATE, valid_to DATE,
    first_period SMALLINT, last_period SMALLINT,
    nation_key INTEGER, province_key INTEGER, city_key INTEGER, district_key INTEGER, town_key INTEGER,
    village_key INTEGER, sort_order INTEGER, predecessor_codes VARCHAR, successor_codes VARCHAR, change_note VARCHAR
);

-- one row a name a unit has or had
CREATE TABLE IF NOT EXISTS unit_alias (
    unit_code VARCHAR, name VARCHAR, valid_from DATE, valid_to DATE, kind VARCHAR
);

-- one row a unit that went into another, for like-for-like series
CREATE TABLE IF NOT EXISTS unit_successor (unit_code VARCHAR, successor_code VARCHAR, from_period SMALLINT);

-- one row a month; quarters, half-years and years are selections of end months
CREATE TABLE IF NOT EXISTS dim_period (
    period_key SMALLINT, year SMALLINT, month TINYINT, label VARCHAR, end_date DATE,
    is_quarter_end BOOLEAN, is_half_end BOOLEAN, is_year_end BOOLEAN
);

-- one row an indicator of the catalogue or registered by a statistics-bureau file
CREATE TABLE IF NOT EXISTS dim_indicator (
    indicator_key SMALLINT, code VARCHAR, name VARCHAR, short_name VARCHAR, tier VARCHAR, domain VARCHAR,
    theme VARCHAR, unit VARCHAR, kind VARCHAR, direction VARCHAR, frequency VARCHAR, reported VARCHAR,
    factor INTEGER, num_scale TINYINT, den_scale TINYINT, decimals TINYINT, pair_level VARCHAR,
    own_level_only BOOLEAN, collected_level VARCHAR, template VARCHAR, source_rule VARCHAR, target DOUBLE,
    target_kind VARCHAR, target_measure_key SMALLINT, target_text VARCHAR, effective_gap DOUBLE,
    min_denominator INTEGER, definition VARCHAR, limits VARCHAR, numerator_text VARCHAR, denominator_text VARCHAR,
    core_order SMALLINT, theme_order SMALLINT
);

-- one row a measure on one side of an indicator
CREATE TABLE IF NOT EXISTS indicator_term (
    indicator_key SMALLINT, side VARCHAR, measure_key SMALLINT, coef DECIMAL(18, 6)
);

-- one row an accepted upload
CREATE TABLE IF NOT EXISTS dim_batch (
    batch_key INTEGER, batch_id VARCHAR, state VARCHAR, template VARCHAR, file_name VARCHAR, sha256 VARCHAR,
    loaded_by VARCHAR, loaded_at VARCHAR, rows_ok INTEGER, rows_out INTEGER, period_min SMALLINT,
    period_max SMALLINT, reason VARCHAR, withdrawn_by VARCHAR, withdrawn_at VARCHAR, withdrawn_why VARCHAR
);

-- one row a sheet of a batch
CREATE TABLE IF NOT EXISTS dim_sheet (batch_key INTEGER, sheet_no SMALLINT, sheet_name VARCHAR);

-- one row an item (ledger entry, assessed project) that makes several rows of one unit and period; 0 = none
CREATE TABLE IF NOT EXISTS dim_item (item_key INTEGER, template VARCHAR, item VARCHAR);

-- one row a finding that came with an accepted batch
CREATE TABLE IF NOT EXISTS finding (
    batch_key INTEGER, code VARCHAR, outcome VARCHAR, sheet VARCHAR, row_no INTEGER, column_name VARCHAR,
    value VARCHAR, message VARCHAR
);
