-- one row an indicator with the span of periods that have values
WITH span AS (
    SELECT indicator_key, count(DISTINCT period_key) AS n_periods, min(period_key) AS first_period,
           max(period_key) AS last_period
    FROM mart_value
    WHERE num IS NOT NULL
    GROUP BY indicator_key
)
SELECT i.*, coalesce(s.n_periods, 0) AS n_periods, s.first_period, s.last_period
FROM dim_indicator i
LEFT JOIN span s USING (indicator_key)
ORDER BY i.core_order NULLS LAST, i.theme_order NULLS LAST, i.indicator_key
