//! Keeps the proofs of revocations that were looked up: a revoked device that calls again and again costs no more than any other.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{DeviceId, FeedId};
use tokio::sync::Semaphore;

use crate::protocol::{fault, proof, storage_fault};
use crate::storage::{OfficeNo, Session, Storage, StorageError};

/// Proofs that are kept; each has at most 128 KiB.
const MOST: usize = 64;

/// The proofs, each for as long as its office says nothing more.
pub struct Proofs {
    kept: Mutex<HashMap<(OfficeNo, DeviceId), Kept>>,
    /// Looking one up reads the whole control feed: one at a time.
    lookups: Semaphore,
}

#[derive(Clone)]
struct Kept {
    /// The last seq of the control feed that was looked at.
    head: u64,
    proof: Arc<[Vec<u8>]>,
}

impl Default for Proofs {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            lookups: Semaphore::new(1),
        }
    }
}

impl Proofs {
    /// The fault that a revoked device is told, with the office's own words.
    pub async fn fault(&self, storage: &dyn Storage, session: Session) -> Fault {
        match self.of(storage, session).await {
            Ok(proof) => Fault {
                proof: Some(proof.iter().cloned().map(Into::into).collect()),
                ..fault(Code::Revoked, "the office revoked this device")
            },
            Err(error) => storage_fault(&error),
        }
    }

    async fn of(
        &self,
        storage: &dyn Storage,
        session: Session,
    ) -> Result<Arc<[Vec<u8>]>, StorageError> {
        let key = (session.office, session.device);
        let office = session.office;
        let control = storage.read(move |txn| txn.feed(office, &FeedId::CONTROL));
        let head = control.await?.map_or(0, |control| control.head);
        if let Some(proof) = self.known(&key, head) {
            return Ok(proof);
        }
        let closed = |_| StorageError::Unavailable("the relay is shutting down".into());
        let _one = self.lookups.acquire().await.map_err(closed)?;
        // Somebody may have looked it up while this one waited.
        if let Some(proof) = self.known(&key, head) {
            return Ok(proof);
        }
        let found = storage.read(move |txn| proof::of_revocation(txn, &session));
        let proof: Arc<[Vec<u8>]> = found.await?.into();
        let mut kept = self.kept.lock();
        if kept.len() >= MOST
            && let Some(any) = kept.keys().next().copied()
        {
            kept.remove(&any);
        }
        let proof_kept = Arc::clone(&proof);
        kept.insert(
            key,
            Kept {
                head,
                proof: proof_kept,
            },
        );
        Ok(proof)
    }

    fn known(&self, key: &(OfficeNo, DeviceId), head: u64) -> Option<Arc<[Vec<u8>]>> {
        let kept = self.kept.lock();
        let kept = kept.get(key).filter(|kept| kept.head == head)?;
        Some(Arc::clone(&kept.proof))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::fixture::kabupaten::kabupaten;
    use crate::fixture::people::{grant, revoke};
    use crate::storage::backend::Opening;
    use crate::storage::sqlite::SqliteStorage;
    use crate::storage::{Pending, ReadWork, WriteWork};

    /// Counts what is read.
    struct Counting(SqliteStorage, AtomicUsize);

    impl Storage for Counting {
        fn run_read(&self, work: ReadWork) -> Pending<'_> {
            self.1.fetch_add(1, Ordering::SeqCst);
            self.0.run_read(work)
        }

        fn run_write(&self, work: WriteWork) -> Pending<'_> {
            self.0.run_write(work)
        }
    }

    #[test]
    fn a_proof_is_looked_up_once_until_the_office_says_more() {
        let mut k = kabupaten();
        let root = k.staff.root.clone();
        let end = root.statements(&k.staff, 3, &[revoke(&k.ani, &[])]);
        k.caller.push(&root, &[&end]);
        let options = Opening::of(k.relay.dir.path());
        let storage = Counting(SqliteStorage::open(options).unwrap(), AtomicUsize::new(0));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let token = k.ani.keys().token;
        let sessions = (&storage as &dyn Storage).read(move |txn| txn.sessions(&token, None));
        let session = runtime.block_on(sessions).unwrap().remove(0);
        let proofs = Proofs::default();
        let asked = |reads| {
            storage.1.store(0, Ordering::SeqCst);
            let fault = runtime.block_on(proofs.fault(&storage, session.clone()));
            assert_eq!(fault.proof, Some(vec![end.clone().into()]));
            assert_eq!(storage.1.load(Ordering::SeqCst), reads);
        };
        asked(2);
        asked(1);
        asked(1);
        let more = root.statements(&k.staff, 4, &[grant(&k.budi, &[])]);
        k.caller.push(&root, &[&more]);
        asked(2);
        asked(1);
    }
}
