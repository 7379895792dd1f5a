-- one row: how many of the barometer's tables the snapshot holds; one published before they existed has none
SELECT count(*) AS n
FROM duckdb_tables()
WHERE table_name IN ('mart_barometer', 'mart_barometer_count')
