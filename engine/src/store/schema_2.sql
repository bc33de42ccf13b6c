-- Version 2: when the office last heard from whom. `at` is when an entry came whose author is proved: milliseconds since 1970,
-- by the relay's clock as far as it is known; null for own entries and for those that came before this version.
ALTER TABLE entry ADD COLUMN at INTEGER;
CREATE INDEX entry_by_device ON entry (device, feed, at) WHERE device IS NOT NULL;
