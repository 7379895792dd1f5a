-- a city's snapshot, attached as `one`, as so many cities of a province: the same tables, units and facts moved along by
-- the size of the city under one province; batches, items and definitions stay the same
CREATE TEMP TABLE city AS SELECT unnest(range($cities))::INTEGER AS k;

INSERT INTO meta FROM one.meta;
INSERT INTO dim_period FROM one.dim_period;
INSERT INTO dim_indicator FROM one.dim_indicator;
INSERT INTO indicator_term FROM one.indicator_term;
INSERT INTO dim_batch FROM one.dim_batch;
INSERT INTO dim_sheet FROM one.dim_sheet;
INSERT INTO dim_item FROM one.dim_item;
INSERT INTO measure_rule FROM one.measure_rule;
INSERT INTO rule_condition FROM one.rule_condition;
INSERT INTO rule_type FROM one.rule_type;
INSERT INTO indicator_rule FROM one.indicator_rule;
INSERT INTO rule_term FROM one.rule_term;
INSERT INTO rule_pairing FROM one.rule_pairing;
INSERT INTO template_expect FROM one.template_expect;
INSERT INTO template_type FROM one.template_type;
INSERT INTO template_domain FROM one.template_domain;
INSERT INTO template_start FROM one.template_start;
INSERT INTO active_period FROM one.active_period;
INSERT INTO barometer_input FROM one.barometer_input;
INSERT INTO barometer_item FROM one.barometer_item;

INSERT INTO dim_unit BY NAME
SELECT 1 AS unit_key, '000000' AS unit_code, '示例省' AS unit_name, 1 AS level, 1 + $cities * $size AS last_key,
       DATE '1900-01-01' AS valid_from, DATE '9999-12-31' AS valid_to, 0 AS first_period, 32767 AS last_period,
       1 AS province_key, 0 AS sort_order;

INSERT INTO dim_unit BY NAME
SELECT u.* REPLACE (
           u.unit_key + s AS unit_key, (10 + k) || u.unit_code AS unit_code, (1 + k) || u.unit_name AS unit_name,
           coalesce(u.parent_key + s, 1) AS parent_key, u.last_key + s AS last_key, 1 AS province_key,
           u.city_key + s AS city_key, u.district_key + s AS district_key, u.town_key + s AS town_key,
           u.village_key + s AS village_key, u.sort_order + s AS sort_order)
FROM one.dim_unit u, (SELECT k, 1 + k * $size AS s FROM city)
ORDER BY unit_key;

INSERT INTO unit_successor
SELECT (10 + k) || unit_code, (10 + k) || successor_code, from_period FROM one.unit_successor, city;

INSERT INTO unit_heir
SELECT h.* REPLACE (unit_key + 1 + k * $size AS unit_key, heir_key + 1 + k * $size AS heir_key)
FROM one.unit_heir h, city;

INSERT INTO fact_unit SELECT f.* REPLACE ((10 + k) || unit_code AS unit_code) FROM one.fact_unit f, city;
INSERT INTO fact_note SELECT f.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.fact_note f, city;
INSERT INTO fact_past SELECT f.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.fact_past f, city;
INSERT INTO mart_report SELECT r.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.mart_report r, city;

INSERT INTO fact_measure
SELECT f.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.fact_measure f, city
ORDER BY period_key, measure_key, unit_key;

INSERT INTO state_span
SELECT f.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.state_span f, city ORDER BY measure_key, unit_key;

INSERT INTO mart_barometer
SELECT b.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.mart_barometer b, city ORDER BY period_key, unit_key;

INSERT INTO mart_barometer_count
SELECT b.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.mart_barometer_count b, city
UNION ALL
SELECT b.* REPLACE (1 AS unit_key, n * $cities AS n) FROM one.mart_barometer_count b WHERE unit_key = 1
ORDER BY period_key, unit_key;

INSERT INTO mart_value
SELECT v.* REPLACE (unit_key + 1 + k * $size AS unit_key) FROM one.mart_value v, city
UNION ALL
SELECT v.* REPLACE (1 AS unit_key, num * $cities AS num, den * $cities AS den, single * $cities AS single,
                    n_reported * $cities AS n_reported, n_expected * $cities AS n_expected)
FROM one.mart_value v
JOIN one.indicator_rule r USING (indicator_key)
WHERE unit_key = 1 AND NOT r.own_level_only
ORDER BY indicator_key, period_key, unit_key
