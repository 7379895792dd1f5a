-- Rules of the indicators that a home registered: plain figures, used at their own level only.
INSERT INTO measure_rule
SELECT indicator_key, 'direct', template, NULL, 'unit', TRUE, FALSE
FROM dim_indicator
ANTI JOIN indicator_rule USING (indicator_key)
ORDER BY indicator_key;

INSERT INTO rule_term
SELECT indicator_key, 'n', indicator_key, 1, 1
FROM dim_indicator
ANTI JOIN indicator_rule USING (indicator_key)
ORDER BY indicator_key;

INSERT INTO rule_pairing
SELECT indicator_key, 6, 0, 4
FROM dim_indicator
ANTI JOIN indicator_rule USING (indicator_key)
ORDER BY indicator_key;

INSERT INTO indicator_rule
SELECT indicator_key, 1, FALSE, TRUE, FALSE, FALSE, FALSE, 12, NULL
FROM dim_indicator
ANTI JOIN indicator_rule USING (indicator_key)
ORDER BY indicator_key
