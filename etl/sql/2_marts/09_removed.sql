-- From touched, active_period and plan: takes out of the marts what touched months no longer hold.

DELETE FROM mart_value
WHERE period_key IN (SELECT period_key FROM touched)
  AND (period_key NOT IN (SELECT period_key FROM active_period)
       OR (period_key NOT IN (SELECT period_key FROM active_period WHERE is_reporting)
           AND (indicator_key, period_key) NOT IN (SELECT (indicator_key, period_key) FROM plan)));

DELETE FROM mart_barometer
WHERE period_key IN (SELECT period_key FROM touched)
  AND period_key NOT IN (SELECT period_key FROM active_period WHERE is_reporting);

DELETE FROM mart_barometer_count
WHERE period_key IN (SELECT period_key FROM touched)
  AND period_key NOT IN (SELECT period_key FROM active_period WHERE is_reporting)
