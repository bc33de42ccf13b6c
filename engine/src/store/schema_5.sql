-- Version 5: which app sealed an entry, where the entry says it. The words are the entry's own, so they can be read from it again.
ALTER TABLE entry ADD COLUMN app TEXT;
CREATE INDEX entry_by_app ON entry (device, feed, device_seq) WHERE app IS NOT NULL;
