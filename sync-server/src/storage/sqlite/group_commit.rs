//! One thread writes. It takes all write work that waits, runs each under its own savepoint, commits once, then answers.
//!
//! A commit costs a sync of the disk, and two hundred phones at the end of a meeting day would each pay one. Committed
//! together they share it, and nobody is answered before it is done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::reads::{Txn, storage_error};
use crate::storage::backend::{CommitSeen, Committed};
use crate::storage::{Fate, StorageError, WriteWork};

/// Work that is committed together at the most. Bounds how long the first of a batch waits for the others.
const MAX_BATCH: usize = 256;
/// Work that may wait for the writer before callers wait to hand theirs in.
const QUEUE: usize = 512;

struct Request {
    work: WriteWork,
    answer: oneshot::Sender<Result<(), StorageError>>,
}

/// The writer's mailbox. Dropping it lets the writer finish what it holds and waits for that.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(conn: Connection, seen: CommitSeen) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("relay-writer".into())
            .spawn(move || write_on(&conn, waiting, &seen))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    pub(super) async fn run(&self, work: WriteWork) -> Result<(), StorageError> {
        let ended = || StorageError::Unavailable("the relay is shutting down".into());
        let queue = self.queue.as_ref().ok_or_else(ended)?;
        let (answer, answered) = oneshot::channel();
        queue
            .send(Request { work, answer })
            .await
            .map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.take();
        if self
            .thread
            .take()
            .is_some_and(|thread| thread.join().is_err())
        {
            tracing::error!("the writer ended with a panic");
        }
    }
}

fn write_on(conn: &Connection, mut waiting: mpsc::Receiver<Request>, seen: &CommitSeen) {
    while let Some(first) = waiting.blocking_recv() {
        let mut batch = vec![first];
        while batch.len() < MAX_BATCH {
            match waiting.try_recv() {
                Ok(next) => batch.push(next),
                Err(_) => break,
            }
        }
        // Whatever goes wrong in a batch is the batch's: without this thread the relay would take nothing any more.
        if catch_unwind(AssertUnwindSafe(|| commit_together(conn, batch, seen))).is_err() {
            tracing::error!("a batch panicked");
            if !conn.is_autocommit()
                && let Err(error) = conn.execute_batch("ROLLBACK")
            {
                tracing::error!(%error, "its transaction could not be ended");
            }
        }
    }
}

/// Runs a batch, commits it, and answers everybody in it.
fn commit_together(conn: &Connection, batch: Vec<Request>, seen: &CommitSeen) {
    let start = Instant::now();
    let mut answers = Vec::with_capacity(batch.len());
    let mut failed = conn
        .execute_batch("BEGIN IMMEDIATE")
        .err()
        .map(storage_error);
    for Request { work, answer } in batch {
        if failed.is_some() {
            answers.push((answer, Ok(())));
            continue;
        }
        let result = run_alone(conn, work);
        // On some errors (disk full, I/O) SQLite ends the whole transaction by itself; then nobody's work is left.
        if conn.is_autocommit() {
            failed = Some(match &result {
                Err(error) => error.clone(),
                Ok(()) => StorageError::Fault("work ended its transaction".into()),
            });
        }
        answers.push((answer, result));
    }
    if failed.is_none() {
        failed = conn.execute_batch("COMMIT").err().map(storage_error);
    }
    if failed.is_some()
        && !conn.is_autocommit()
        && let Err(error) = conn.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a failed batch could not be rolled back");
    }
    if let Some(error) = &failed {
        tracing::error!(%error, batch = answers.len(), "a batch was not committed");
    }
    seen(Committed {
        batch: answers.len(),
        took: start.elapsed(),
        ok: failed.is_none(),
    });
    for (answer, result) in answers {
        let result = match (&failed, result) {
            (Some(error), Ok(())) => Err(error.clone()),
            (_, result) => result,
        };
        // A caller that went away does not need the answer; its work stands, as the contract says.
        drop(answer.send(result));
    }
}

fn run_alone(conn: &Connection, work: WriteWork) -> Result<(), StorageError> {
    conn.execute_batch("SAVEPOINT work")
        .map_err(storage_error)?;
    let mut txn = Txn { conn };
    let result = catch_unwind(AssertUnwindSafe(|| work(&mut txn)))
        .unwrap_or_else(|_| Err(StorageError::Fault("work panicked".into())));
    let end = match result {
        Ok(Fate::Keep) => "RELEASE work",
        Ok(Fate::Undo) | Err(_) => "ROLLBACK TO work; RELEASE work",
    };
    if conn.is_autocommit() {
        return result.map(drop);
    }
    let ended = conn.execute_batch(end).map_err(storage_error);
    if ended.is_err() && !conn.is_autocommit() {
        // Without its savepoint this work cannot be told from the others': give the whole batch up.
        conn.execute_batch("ROLLBACK").map_err(storage_error)?;
    }
    result.and(ended)
}
