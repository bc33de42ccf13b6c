-- Version 20: what a feed is for goes with each of its keys: whoever gives keys may give them for different things.
CREATE TABLE key_for (
    feed BLOB NOT NULL, epoch INTEGER NOT NULL, key BLOB NOT NULL, purpose BLOB NOT NULL,
    said_by BLOB, -- the control entry that brought the key; null for keys that this device made or was welcomed with
    PRIMARY KEY (feed, epoch, key, purpose)
) WITHOUT ROWID;
INSERT INTO key_for SELECT epoch_key.feed, epoch, key, feed.purpose, said_by FROM epoch_key JOIN feed ON feed.id = epoch_key.feed;
DROP TABLE epoch_key;
ALTER TABLE key_for RENAME TO epoch_key;
CREATE INDEX epoch_key_by_purpose ON epoch_key (purpose);
