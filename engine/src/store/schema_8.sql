-- Version 8: what is believed of a revoked device is what the entries that the office names go on from.
-- `proved`: the signature held, under a key whose id is the author's. What was applied, or waits for something else, was verified.
ALTER TABLE entry ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET proved = 1 WHERE device IS NOT NULL AND id NOT IN (
    SELECT entry FROM parked WHERE reason IN ('unknown_author', 'unreadable', 'newer'));
CREATE INDEX entry_by_proved ON entry (feed, device, device_seq) WHERE proved;
-- Data entries of revoked devices that are reached.
CREATE TABLE reached (device BLOB NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (device, entry)) WITHOUT ROWID;
-- The control entry that brought the key; null for keys that this device made or was welcomed with.
ALTER TABLE epoch_key ADD COLUMN said_by BLOB;
-- Which keys an invite gave: feed (8 bytes) and epoch (4, little endian) each; null where that was not noted, then of all its feeds.
ALTER TABLE invite ADD COLUMN carried BLOB;
ALTER TABLE invite ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
-- New keys were begun after it ended.
ALTER TABLE invite ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0;
-- Enrolments with this device's invites that were not let in: 'forged' proves no invite, 'late' and 'used_twice' wait for a person,
-- 'turned_down' did.
CREATE TABLE judged (
    entry BLOB PRIMARY KEY, verdict TEXT NOT NULL, device BLOB NOT NULL, staff BLOB NOT NULL
) WITHOUT ROWID;
