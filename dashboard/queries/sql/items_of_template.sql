-- one row an item of a form
SELECT item_key, item
FROM dim_item
WHERE template = $template
