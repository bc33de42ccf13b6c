-- Version 10: nothing of an entry's header counts before its signature is verified. `device`, `device_seq`, `kind` and `previous` are those of
-- a proved author; of any other entry only `claimed`, in whose name it came, is noted. `standing`: 0 unproved, 1 signed by a
-- device that the office has not let in, 2 signed by one that it has, or by this device.
ALTER TABLE entry ADD COLUMN previous BLOB;
ALTER TABLE entry ADD COLUMN claimed BLOB;
ALTER TABLE entry ADD COLUMN standing INTEGER NOT NULL DEFAULT 2;
-- How often a relay refused the entry, and from which run on it is offered again.
ALTER TABLE entry ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN offer_at INTEGER;
-- 1: beyond what is kept of a revoked device. The bytes are left out and can be fetched by their seq.
ALTER TABLE entry ADD COLUMN omitted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entry_omitted ON entry (feed, seq) WHERE omitted;
-- `previous` stands behind the varint of `device_seq`.
UPDATE entry SET previous = substr(bytes, 19 + CASE
    WHEN device_seq < 128 THEN 1 WHEN device_seq < 16384 THEN 2 WHEN device_seq < 2097152 THEN 3 ELSE 4 END, 16)
    WHERE device IS NOT NULL;
-- What was not believed is proved again when the device is opened.
UPDATE entry SET standing = 0, claimed = device, device = NULL, device_seq = NULL, kind = NULL, previous = NULL
    WHERE NOT proved;

-- How much is kept of authors who are not proved members, and 256 bytes for each of their entries: what a relay has (1), what only a
-- file brought (0).
CREATE TABLE unverified (at_relay INTEGER PRIMARY KEY, bytes INTEGER NOT NULL);
INSERT INTO unverified VALUES (0, 0), (1, 0);
UPDATE unverified SET bytes = (SELECT coalesce(sum(length(bytes) + 256), 0) FROM entry
    WHERE standing < 2 AND (seq IS NOT NULL) = at_relay);
CREATE TRIGGER unverified_came AFTER INSERT ON entry WHEN NEW.standing < 2 BEGIN
    UPDATE unverified SET bytes = bytes + length(NEW.bytes) + 256 WHERE at_relay = (NEW.seq IS NOT NULL);
END;
CREATE TRIGGER unverified_went AFTER DELETE ON entry WHEN OLD.standing < 2 BEGIN
    UPDATE unverified SET bytes = bytes - length(OLD.bytes) - 256 WHERE at_relay = (OLD.seq IS NOT NULL);
END;
CREATE TRIGGER unverified_moved AFTER UPDATE OF standing, seq ON entry WHEN OLD.standing < 2 BEGIN
    UPDATE unverified SET bytes = bytes - length(OLD.bytes) - 256 WHERE at_relay = (OLD.seq IS NOT NULL);
    UPDATE unverified SET bytes = bytes + length(NEW.bytes) + 256 WHERE at_relay = (NEW.seq IS NOT NULL) AND NEW.standing < 2;
END;

-- What kept entries wait for, so that an arrival finds those that waited for it and no others. `tried`: with how many keys.
CREATE TABLE wait (
    kind INTEGER NOT NULL, what BLOB NOT NULL, entry BLOB NOT NULL, tried INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, what, entry)
) WITHOUT ROWID;
CREATE INDEX wait_by_entry ON wait (entry);
CREATE INDEX parked_by_reason ON parked (reason);
