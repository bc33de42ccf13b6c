-- Version 7: where the chain of a listed feed begins. Kept while entries of the list are missing; then their ids are proved by it.
ALTER TABLE feed ADD COLUMN list_start BLOB;
