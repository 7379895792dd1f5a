-- one row a sheet of some batches (one without a sheet where none is kept), with who sent the file and when
SELECT b.batch_key, s.sheet_no, b.file_name, s.sheet_name, b.batch_id, b.template, b.loaded_by, b.loaded_at
FROM dim_batch b
LEFT JOIN dim_sheet s USING (batch_key)
WHERE list_contains($batch_keys::INTEGER[], b.batch_key)
