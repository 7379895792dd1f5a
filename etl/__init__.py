"""From an office file to a published snapshot: read, map, check, load, roll up, publish."""
