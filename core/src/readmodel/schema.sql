-- The read model: written in the same transaction as the document it comes from, one document at a time, and rebuildable
-- from the documents alone. Every table has `doc`, the document's id; projecting a document deletes its rows and
-- writes them again. Ids are 16-byte blobs, dates ISO text, times minutes after midnight. A `since` of '' means
-- "from the beginning". No clock, no device and no order of arrival leaves a trace here.

CREATE TABLE rm_office (
    doc BLOB PRIMARY KEY, name TEXT NOT NULL, kabupaten TEXT NOT NULL, utc_offset_minutes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE rm_setting (doc BLOB NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (doc, key)) WITHOUT ROWID;
CREATE TABLE rm_curriculum (doc BLOB NOT NULL, edition TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (doc, edition)) WITHOUT ROWID;

CREATE TABLE rm_staff (doc BLOB PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, nip TEXT, phone TEXT) WITHOUT ROWID;
CREATE TABLE rm_staff_kecamatan (doc BLOB NOT NULL, kecamatan TEXT NOT NULL, PRIMARY KEY (doc, kecamatan)) WITHOUT ROWID;
CREATE TABLE rm_staff_device (doc BLOB NOT NULL, device BLOB NOT NULL, PRIMARY KEY (doc, device)) WITHOUT ROWID;
CREATE INDEX rm_staff_by_kecamatan ON rm_staff_kecamatan (kecamatan);

CREATE TABLE rm_group (
    doc BLOB PRIMARY KEY, name TEXT NOT NULL, kecamatan TEXT NOT NULL, desa TEXT NOT NULL, place TEXT,
    ketua BLOB
) WITHOUT ROWID;
-- Whether a group exists, from which day: of one that nobody opened or closed there is none, and it exists from the beginning. One that was
-- opened at first has a row that it did not exist before.
CREATE TABLE rm_group_state (doc BLOB NOT NULL, since TEXT NOT NULL, open INTEGER NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;
CREATE INDEX rm_group_by_kecamatan ON rm_group (kecamatan, name);
CREATE TABLE rm_group_pendamping (doc BLOB NOT NULL, since TEXT NOT NULL, staff BLOB NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;

CREATE TABLE rm_family (
    doc BLOB PRIMARY KEY, key8 TEXT NOT NULL, name TEXT NOT NULL, nik TEXT, kk TEXT, pkh_id TEXT, address TEXT,
    desa TEXT NOT NULL, kecamatan TEXT NOT NULL, phone TEXT, tahap TEXT,
    hamil INTEGER NOT NULL, aud INTEGER NOT NULL, sd INTEGER NOT NULL, smp INTEGER NOT NULL, sma INTEGER NOT NULL,
    disabilitas INTEGER NOT NULL, lansia INTEGER NOT NULL,
    folded TEXT NOT NULL, -- the name as searches compare it
    same_as BLOB          -- what the document says; merged.rs says which families are part of which
) WITHOUT ROWID;
CREATE INDEX rm_family_by_key ON rm_family (key8);
CREATE INDEX rm_family_by_nik ON rm_family (nik);
CREATE INDEX rm_family_by_pkh ON rm_family (pkh_id);
CREATE INDEX rm_family_by_kk ON rm_family (kk);
-- A search through all families reads this index alone.
CREATE INDEX rm_family_by_folded ON rm_family (folded, desa, kecamatan);
CREATE INDEX rm_family_merged ON rm_family (same_as) WHERE same_as IS NOT NULL;
CREATE TABLE rm_family_group (doc BLOB NOT NULL, since TEXT NOT NULL, grp BLOB NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;
CREATE INDEX rm_family_by_group ON rm_family_group (grp);
-- What lists said of a family or a group, by import; `said` as roster/listed.rs writes it.
CREATE TABLE rm_listed (doc BLOB NOT NULL, import TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (doc, import)) WITHOUT ROWID;
-- What was arranged by hand of a family or a group, by the arrangement; `said` as kinds/arranged.rs writes it.
CREATE TABLE rm_arranged (doc BLOB NOT NULL, arrangement TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (doc, arrangement)) WITHOUT ROWID;
CREATE INDEX rm_arranged_by_id ON rm_arranged (arrangement);
-- Families that somebody said are not the same: the key of the other one.
CREATE TABLE rm_family_other (doc BLOB NOT NULL, other TEXT NOT NULL, PRIMARY KEY (doc, other)) WITHOUT ROWID;
CREATE TABLE rm_family_status (doc BLOB NOT NULL, since TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;

CREATE TABLE rm_meeting (
    doc BLOB PRIMARY KEY, grp BLOB NOT NULL, date TEXT NOT NULL, session TEXT NOT NULL, more_sessions TEXT,
    starts INTEGER, ends INTEGER, place TEXT, title TEXT, topic TEXT, cancelled INTEGER NOT NULL,
    verdict TEXT, verdict_note TEXT, verdict_by BLOB, verdict_heads BLOB,
    verdict_device BLOB, -- the device that said the verdict; verdict_by is what it says of itself
    heads BLOB NOT NULL, -- sorted 32-byte change hashes: the version that a report counted and a verdict is bound to
    changed_since_check INTEGER NOT NULL  -- 1 where it says something else than what the verdict was given on
) WITHOUT ROWID;
CREATE INDEX rm_meeting_by_group ON rm_meeting (grp, date);
CREATE INDEX rm_meeting_by_date ON rm_meeting (date);
CREATE TABLE rm_speaker (doc BLOB NOT NULL, no INTEGER NOT NULL, name TEXT, agency TEXT, PRIMARY KEY (doc, no)) WITHOUT ROWID;
CREATE TABLE rm_note (doc BLOB NOT NULL, aspect TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (doc, aspect)) WITHOUT ROWID;
-- mark: 'H', 'S', 'A' or null (belum ditandai). rating: 'K', 'B', 'SB', 'TDD' or null.
-- key8: the first 8 characters of family_key, which may be longer where 8 would be ambiguous; not stored, for marks are most of what
-- there is. There is no index by family: 25
-- entries a meeting, each on another page, took a third of the time of storing one. A family's marks are found by her groups.
CREATE TABLE rm_mark (
    doc BLOB NOT NULL, family_key TEXT NOT NULL, key8 TEXT AS (substr(family_key, 1, 8)), mark TEXT, rating TEXT,
    PRIMARY KEY (doc, family_key)
) WITHOUT ROWID;

CREATE TABLE rm_month (
    doc BLOB PRIMARY KEY, staff BLOB NOT NULL, month TEXT NOT NULL, reason TEXT, dynamics TEXT
) WITHOUT ROWID;
CREATE INDEX rm_month_by_staff ON rm_month (staff, month);

-- Fields on which people disagree: every value, the one shown first.
CREATE TABLE rm_disagreement (
    doc BLOB NOT NULL, path TEXT NOT NULL, rank INTEGER NOT NULL, value TEXT NOT NULL, author BLOB, time INTEGER NOT NULL,
    change BLOB NOT NULL, PRIMARY KEY (doc, path, rank)
) WITHOUT ROWID;

-- What was said and does not count: by a device that said something else in its place ('contradicted'), upon such a thing
-- ('built_upon'), or in a field that the device may not say ('not_entitled'). `path` and `value` are empty for a whole change.
CREATE TABLE rm_not_heard (
    doc BLOB NOT NULL, change BLOB NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, device BLOB NOT NULL, time INTEGER NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (doc, change, path)
) WITHOUT ROWID;
CREATE INDEX rm_not_heard_by_device ON rm_not_heard (device, reason);
