//! The tables, and how those of an earlier relay become these.

/// The tables of this build.
pub(super) const SCHEMA: &str = "
CREATE TABLE offices (
    no          INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    root        BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    quota       INTEGER,
    used        INTEGER NOT NULL DEFAULT 0,
    beyond      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE feeds (
    no     INTEGER PRIMARY KEY,
    office INTEGER NOT NULL REFERENCES offices,
    id     BLOB NOT NULL,
    head   INTEGER NOT NULL DEFAULT 0,
    chain  BLOB NOT NULL,
    bytes  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (office, id)
) STRICT;
-- state: 0 provisional, 1 granted, 2 nobody any more: the row only counts what its entries take. Revoked is a row in `revoked`, which may come before the device itself.
-- Token hashes are public, so nothing keeps two offices from having the same one.
CREATE TABLE devices (
    office  INTEGER NOT NULL REFERENCES offices,
    id      BLOB NOT NULL,
    sign    BLOB NOT NULL,
    seal    BLOB NOT NULL,
    token   BLOB NOT NULL,
    role    INTEGER NOT NULL,
    state   INTEGER NOT NULL,
    granted BLOB,
    data    INTEGER NOT NULL DEFAULT 0,
    said    INTEGER NOT NULL DEFAULT 0,
    beyond  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (office, id),
    UNIQUE (token, office)
) STRICT, WITHOUT ROWID;
-- invited: 1 for what an invite gives until the grant comes, 0 for what grants and access statements give.
CREATE TABLE access (
    office  INTEGER NOT NULL,
    device  BLOB NOT NULL,
    feed    INTEGER NOT NULL REFERENCES feeds,
    invited INTEGER NOT NULL,
    rights  INTEGER NOT NULL,
    PRIMARY KEY (office, device, feed, invited)
) STRICT, WITHOUT ROWID;
CREATE TABLE revoked (
    office INTEGER NOT NULL REFERENCES offices,
    device BLOB NOT NULL,
    PRIMARY KEY (office, device)
) STRICT, WITHOUT ROWID;
-- Entries of revoked devices that still count: the ends that revocations name, and what these reach as far as it is here.
CREATE TABLE named (
    office     INTEGER NOT NULL,
    device     BLOB NOT NULL,
    feed       BLOB NOT NULL,
    device_seq INTEGER NOT NULL,
    mark       BLOB NOT NULL,
    PRIMARY KEY (office, device, feed, device_seq, mark)
) STRICT, WITHOUT ROWID;
-- twin: 0, or the seq of an entry of a revoked device under a number that another entry of it has.
CREATE TABLE entries (
    feed       INTEGER NOT NULL REFERENCES feeds,
    seq        INTEGER NOT NULL,
    id         BLOB NOT NULL,
    device     BLOB NOT NULL,
    device_seq INTEGER NOT NULL,
    twin       INTEGER NOT NULL,
    chain      BLOB NOT NULL,
    bytes      BLOB NOT NULL,
    UNIQUE (feed, seq),
    UNIQUE (feed, id),
    UNIQUE (feed, device, device_seq, twin)
) STRICT;
CREATE TABLE invites (
    id      BLOB NOT NULL,
    office  INTEGER NOT NULL REFERENCES offices,
    role    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    welcome BLOB NOT NULL,
    used_by BLOB,
    PRIMARY KEY (id, office)
) STRICT;
CREATE TABLE invite_access (
    office INTEGER NOT NULL,
    invite BLOB NOT NULL,
    feed   INTEGER NOT NULL REFERENCES feeds,
    rights INTEGER NOT NULL,
    PRIMARY KEY (office, invite, feed)
) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawn (
    office INTEGER NOT NULL REFERENCES offices,
    invite BLOB NOT NULL,
    PRIMARY KEY (office, invite)
) STRICT, WITHOUT ROWID;
CREATE TABLE founding_codes (
    hash    BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// From the first schema to this one. What its revocations named were numbers, which say nothing of ids: they fall away, so nothing more of
/// a device that was revoked there counts; what is stored stays.
pub(super) const FROM_1: &str = "
ALTER TABLE offices ADD COLUMN beyond INTEGER NOT NULL DEFAULT 0;
DROP TABLE believed;
CREATE TABLE named (
    office     INTEGER NOT NULL,
    device     BLOB NOT NULL,
    feed       BLOB NOT NULL,
    device_seq INTEGER NOT NULL,
    mark       BLOB NOT NULL,
    PRIMARY KEY (office, device, feed, device_seq, mark)
) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE spent AS
    SELECT f.office, e.device, sum(length(e.bytes) * (f.id <> zeroblob(8))) AS data,
           sum(length(e.bytes) * (f.id = zeroblob(8))) AS said
    FROM entries e JOIN feeds f ON f.no = e.feed GROUP BY f.office, e.device;
CREATE TABLE devices_2 (
    office  INTEGER NOT NULL REFERENCES offices,
    id      BLOB NOT NULL,
    sign    BLOB NOT NULL,
    seal    BLOB NOT NULL,
    token   BLOB NOT NULL,
    role    INTEGER NOT NULL,
    state   INTEGER NOT NULL,
    granted BLOB,
    data    INTEGER NOT NULL DEFAULT 0,
    said    INTEGER NOT NULL DEFAULT 0,
    beyond  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (office, id),
    UNIQUE (token, office)
) STRICT, WITHOUT ROWID;
INSERT INTO devices_2
    SELECT d.office, id, sign, seal, token, role, state, CAST(zeroblob(20) || granted_by || zeroblob(2) AS BLOB),
           coalesce(s.data, 0), coalesce(s.said, 0), 0
    FROM devices d LEFT JOIN spent s ON s.office = d.office AND s.device = d.id;
DROP TABLE temp.spent;
DROP TABLE devices;
ALTER TABLE devices_2 RENAME TO devices;
CREATE TABLE access_2 (
    office  INTEGER NOT NULL,
    device  BLOB NOT NULL,
    feed    INTEGER NOT NULL REFERENCES feeds,
    invited INTEGER NOT NULL,
    rights  INTEGER NOT NULL,
    PRIMARY KEY (office, device, feed, invited)
) STRICT, WITHOUT ROWID;
INSERT INTO access_2
    SELECT a.office, a.device, feed, d.state = 0, rights FROM access a
    JOIN devices d ON d.office = a.office AND d.id = a.device;
DROP TABLE access;
ALTER TABLE access_2 RENAME TO access;
CREATE TABLE entries_2 (
    feed       INTEGER NOT NULL REFERENCES feeds,
    seq        INTEGER NOT NULL,
    id         BLOB NOT NULL,
    device     BLOB NOT NULL,
    device_seq INTEGER NOT NULL,
    twin       INTEGER NOT NULL,
    chain      BLOB NOT NULL,
    bytes      BLOB NOT NULL,
    UNIQUE (feed, seq),
    UNIQUE (feed, id),
    UNIQUE (feed, device, device_seq, twin)
) STRICT;
INSERT INTO entries_2
    SELECT feed, seq, id, device, device_seq, 0, chain, bytes FROM entries ORDER BY entries.rowid;
DROP TABLE entries;
ALTER TABLE entries_2 RENAME TO entries;
CREATE TABLE invite_access_2 (
    office INTEGER NOT NULL,
    invite BLOB NOT NULL,
    feed   INTEGER NOT NULL REFERENCES feeds,
    rights INTEGER NOT NULL,
    PRIMARY KEY (office, invite, feed)
) STRICT, WITHOUT ROWID;
INSERT INTO invite_access_2
    SELECT i.office, a.invite, a.feed, a.rights FROM invite_access a JOIN invites i ON i.id = a.invite;
DROP TABLE invite_access;
ALTER TABLE invite_access_2 RENAME TO invite_access;
CREATE TABLE invites_2 (
    id      BLOB NOT NULL,
    office  INTEGER NOT NULL REFERENCES offices,
    role    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    welcome BLOB NOT NULL,
    used_by BLOB,
    PRIMARY KEY (id, office)
) STRICT;
INSERT INTO invites_2 SELECT id, office, role, expires, welcome, used_by FROM invites;
DROP TABLE invites;
ALTER TABLE invites_2 RENAME TO invites;
";

/// The first schema.
#[cfg(test)]
pub(super) const VERSION_1: &str = "
CREATE TABLE offices (
    no          INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    root        BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    quota       INTEGER,
    used        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE feeds (
    no     INTEGER PRIMARY KEY,
    office INTEGER NOT NULL REFERENCES offices,
    id     BLOB NOT NULL,
    head   INTEGER NOT NULL DEFAULT 0,
    chain  BLOB NOT NULL,
    bytes  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (office, id)
) STRICT;
-- state: 0 provisional, 1 granted. Revoked is a row in `revoked`, which may come before the device itself.
CREATE TABLE devices (
    office     INTEGER NOT NULL REFERENCES offices,
    id         BLOB NOT NULL,
    sign       BLOB NOT NULL,
    seal       BLOB NOT NULL,
    token      BLOB NOT NULL UNIQUE,
    role       INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    serial     INTEGER NOT NULL,
    granted_by BLOB,
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE access (
    office INTEGER NOT NULL,
    device BLOB NOT NULL,
    feed   INTEGER NOT NULL REFERENCES feeds,
    rights INTEGER NOT NULL,
    PRIMARY KEY (office, device, feed)
) STRICT, WITHOUT ROWID;
CREATE TABLE revoked (
    office INTEGER NOT NULL REFERENCES offices,
    device BLOB NOT NULL,
    PRIMARY KEY (office, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE believed (
    office INTEGER NOT NULL,
    device BLOB NOT NULL,
    feed   BLOB NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (office, device, feed)
) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
    feed       INTEGER NOT NULL REFERENCES feeds,
    seq        INTEGER NOT NULL,
    id         BLOB NOT NULL,
    device     BLOB NOT NULL,
    device_seq INTEGER NOT NULL,
    chain      BLOB NOT NULL,
    bytes      BLOB NOT NULL,
    UNIQUE (feed, seq),
    UNIQUE (feed, id),
    UNIQUE (feed, device, device_seq)
) STRICT;
CREATE TABLE invites (
    id      BLOB PRIMARY KEY,
    office  INTEGER NOT NULL REFERENCES offices,
    role    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    welcome BLOB NOT NULL,
    used_by BLOB
) STRICT;
CREATE TABLE invite_access (
    invite BLOB NOT NULL REFERENCES invites,
    feed   INTEGER NOT NULL REFERENCES feeds,
    rights INTEGER NOT NULL,
    PRIMARY KEY (invite, feed)
) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawn (
    office INTEGER NOT NULL REFERENCES offices,
    invite BLOB NOT NULL,
    PRIMARY KEY (office, invite)
) STRICT, WITHOUT ROWID;
CREATE TABLE founding_codes (
    hash    BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";
