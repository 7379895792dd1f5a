-- Helper tables of the marts, derived from catalogue and unit tree. Grain stands above each table.

-- one row a measure that has values of its own (everything but ratios and sums of measures)
-- rule: direct (as reported), event, carry, carry_year, registry (counted units), derived (counted from others),
-- barometer (branches at 雨)
-- at_level: level counted (registry) or examined (derived)
-- account: what a carried state belongs to: unit, unit_item or item (the item stands for itself)
-- is_reporting: part of the reporting duty, not a public figure used for comparison
CREATE TABLE IF NOT EXISTS measure_rule (
    measure_key SMALLINT, rule VARCHAR, template VARCHAR, at_level TINYINT, account VARCHAR, own_level_only BOOLEAN,
    is_reporting BOOLEAN
);

-- one row a condition of a derived measure: source compared with a stored integer or with another measure
CREATE TABLE IF NOT EXISTS rule_condition (
    measure_key SMALLINT, source_key SMALLINT, op VARCHAR, threshold BIGINT, other_key SMALLINT
);

-- one row a unit type that a registry measure counts; no row = all types of the level
CREATE TABLE IF NOT EXISTS rule_type (measure_key SMALLINT, unit_type VARCHAR);

-- one row an indicator: all_parts = bits of the parts that must be reported, step = months between two reports,
-- by_items = made of ledger items, which are never one another's total;
-- template = the form whose expected units are the yardstick
CREATE TABLE IF NOT EXISTS indicator_rule (
    indicator_key SMALLINT, all_parts BIGINT, has_den BOOLEAN, own_level_only BOOLEAN, is_flow BOOLEAN,
    from_events BOOLEAN, by_items BOOLEAN, step TINYINT,
    template VARCHAR
);

-- one row a part of an indicator after sums of measures are resolved; part = its bit, 0 = looked up in the register
CREATE TABLE IF NOT EXISTS rule_term (
    indicator_key SMALLINT, side VARCHAR, measure_key SMALLINT, coef BIGINT, part BIGINT
);

-- one row a level at which an indicator is paired, and the mart levels that this pairing serves
CREATE TABLE IF NOT EXISTS rule_pairing (
    indicator_key SMALLINT, pair_level TINYINT, mart_from TINYINT, mart_to TINYINT
);

-- one row a yardstick: a template that must be reported, by units of which level, every how many months (NULL = no
-- fixed rhythm), or a template narrowed to the units that some of its measures apply to (T5#社区)
CREATE TABLE IF NOT EXISTS template_expect (template VARCHAR, level TINYINT, step TINYINT);

-- one row a unit type that must report; no row = all types of the level
CREATE TABLE IF NOT EXISTS template_type (template VARCHAR, unit_type VARCHAR);

-- one row a field of work whose units must report; no row = all
CREATE TABLE IF NOT EXISTS template_domain (template VARCHAR, domain VARCHAR);

-- one row an input of the branch barometer: kind measure, name (1 where the unit's name holds one of `words`) or age
-- (months on the register); without an entry it counts 0 where the input kept_by has one in the same district (and field
-- of work), or always without kept_by
CREATE TABLE IF NOT EXISTS barometer_input (
    name VARCHAR, kind VARCHAR, measure_key SMALLINT, absent_is_zero BOOLEAN, kept_by VARCHAR, kept_by_domain BOOLEAN,
    from_village BOOLEAN, words VARCHAR
);

-- one row an item of the barometer, its level as an expression over the inputs; item 0 is the overall rule
CREATE TABLE IF NOT EXISTS barometer_item (item_no TINYINT, is_counted BOOLEAN, is_veto BOOLEAN, level_sql VARCHAR);

-- one row an ended node and a node that carries its account on; whole = FALSE after a split
CREATE TABLE IF NOT EXISTS unit_heir (
    unit_key INTEGER, heir_key INTEGER, first_period SMALLINT, last_period SMALLINT, same_code BOOLEAN, whole BOOLEAN
);

-- one row a state of a unit (and item) over an interval of months; for events the year's running total
-- period_key, batch_key, sheet_no, row_no = the report it comes from
CREATE TABLE IF NOT EXISTS state_span (
    measure_key SMALLINT, unit_key INTEGER, item_key INTEGER, first_period SMALLINT, last_period SMALLINT,
    value BIGINT, period_key SMALLINT, batch_key INTEGER, sheet_no SMALLINT, row_no INTEGER
);

-- one row a month with facts; carried states, events and registry counts are shown for the reporting months
CREATE TABLE IF NOT EXISTS active_period (period_key SMALLINT, is_reporting BOOLEAN);

-- one row a template with the first month it was ever reported for
CREATE TABLE IF NOT EXISTS template_start (template VARCHAR, period_key SMALLINT);
