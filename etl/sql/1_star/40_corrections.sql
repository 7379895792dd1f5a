-- Corrections: local fixes of reported figures, each with a guard.

-- one row a correction: while the figure reported for the key equals old_value, `value` stands in its place
CREATE TABLE IF NOT EXISTS correction (
    period_key SMALLINT, measure_key SMALLINT, unit_key INTEGER, item_key INTEGER, value BIGINT, batch_key INTEGER,
    sheet_no SMALLINT, row_no INTEGER, old_value BIGINT, of_batch VARCHAR, of_sha256 VARCHAR
);
