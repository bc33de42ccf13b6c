-- Everything a device keeps, beside the read model. Bytes are kept exactly as they were sealed.

-- Facts of this copy: identity, office, relay, budgets. Secrets are safe here: the whole file is encrypted.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

-- Automerge documents. `purpose` says to which feed a document belongs, whether or not that feed exists yet. Rows stand in the
-- order in which they came, for ids are random: thousands of new documents would each touch another page.
CREATE TABLE document (
    id BLOB NOT NULL UNIQUE, key BLOB NOT NULL, purpose BLOB NOT NULL, heads BLOB NOT NULL, saved BLOB NOT NULL
);

-- Feeds this device knows. `since` and `chain` are the cursor: every entry up to there is in the archive.
CREATE TABLE feed (
    id BLOB PRIMARY KEY, purpose BLOB NOT NULL, since INTEGER NOT NULL DEFAULT 0, chain BLOB,
    head INTEGER NOT NULL DEFAULT 0,   -- the relay's last seq, as last heard
    own_seq INTEGER NOT NULL DEFAULT 0, own_last BLOB, -- this device's last device_seq and that entry's id
    listing INTEGER NOT NULL DEFAULT 0, -- 1: the relay's log differs; ask for its ids
    settling INTEGER NOT NULL DEFAULT 0 -- 1: seal nothing until the feed is pulled to its head (copied database)
) WITHOUT ROWID;
CREATE INDEX feed_by_purpose ON feed (purpose, id);
-- Two office devices that begin an epoch apart from each other make two keys of one number: both are kept.
CREATE TABLE epoch_key (feed BLOB NOT NULL, epoch INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY (feed, epoch, key)) WITHOUT ROWID;

-- Changes made here that no relay has acknowledged. `entry` is the sealed entry that carries them, once there is one.
CREATE TABLE pending (
    no INTEGER PRIMARY KEY AUTOINCREMENT, document BLOB NOT NULL, purpose BLOB NOT NULL, contents BLOB NOT NULL, entry BLOB
);
CREATE INDEX pending_by_entry ON pending (entry);
CREATE INDEX pending_by_document ON pending (document);

-- Every sealed entry, own and others', for good: outbox, backup, and what brings a dead relay back.
-- `seq` is null while the relay is not known to have it. `refused` is the relay's reason for not taking it.
CREATE TABLE entry (
    no INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, feed BLOB NOT NULL, seq INTEGER, chain BLOB,
    device BLOB, device_seq INTEGER, kind INTEGER, refused INTEGER, bytes BLOB NOT NULL
);
CREATE UNIQUE INDEX entry_by_seq ON entry (feed, seq) WHERE seq IS NOT NULL;
CREATE INDEX entry_to_offer ON entry (feed, no) WHERE seq IS NULL;
CREATE INDEX entry_by_author ON entry (feed, device, device_seq);
CREATE INDEX entry_by_short_id ON entry (feed, substr(id, 1, 16));

-- Entries that are archived but not (wholly) applied yet, and why.
CREATE TABLE parked (entry BLOB PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL) WITHOUT ROWID;

-- Seqs that a listing showed and that this device lacks.
CREATE TABLE gap (feed BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (feed, seq)) WITHOUT ROWID;

-- Invites handed out by this office device: the secret is needed to check who enrols. `invite` is the statement as it was
-- said, `device` who was let in by it.
CREATE TABLE invite (
    id BLOB PRIMARY KEY, secret BLOB NOT NULL, staff BLOB NOT NULL, invite BLOB NOT NULL, device BLOB
) WITHOUT ROWID;

-- Unsaved work on a screen, kept at every tap. The value is the screen's own JSON.
CREATE TABLE draft (name TEXT PRIMARY KEY, json TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
