-- Version 12: which import left a task, and why one is done: null where a person dealt with it.
ALTER TABLE roster_todo ADD COLUMN import TEXT;
ALTER TABLE roster_todo ADD COLUMN why TEXT;
