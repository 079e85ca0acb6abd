-- A released Thing keeps the entry it served: how long its values stay is what that entry promised.
ALTER TABLE sensors_released ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
