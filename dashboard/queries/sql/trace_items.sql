-- one row an item of a ledger among some
SELECT item_key, item
FROM dim_item
WHERE list_contains($item_keys::INTEGER[], item_key)
