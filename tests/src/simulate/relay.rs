//! The relay's own rules and its own SQLite, called without HTTP; and what may become of a relay: a backup, a wipe, the backup again.

use std::sync::Arc;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sesi_relay::protocol::sync::{Caller, Refusal, Unanswered, authenticate, sync};
use sesi_relay::protocol::{self, RelayTime, Rules};
use sesi_relay::storage::sqlite::InThread;
use sesi_relay::storage::{Session, Storage, Verdict};
use sesi_wire::entry::SealedEntry;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::found::FoundRequest;
use sesi_wire::held::{HeldResponse, beginning_hash};
use sesi_wire::ids::{OfficeId, TokenHash};
use sesi_wire::statement::{Statement, from_body};
use sesi_wire::sync::{from_slice, to_vec};
use tokio::runtime::Runtime;

use super::relay_disk::{DiskFault, FailingDisk};
use super::room::{Room, runtime};
use crate::seeded_rng::SeededRng;

const RULES: Rules = Rules {
    quota: 64 * 1024 * 1024,
    open_founding: true,
};

/// What a relay says: status, seconds to wait, body.
pub type Said = (u16, Option<u32>, Vec<u8>);

/// Who calls, as the relay's own route finds out.
async fn admit(
    storage: &dyn Storage,
    bearer: Option<&str>,
    office: Option<OfficeId>,
) -> Result<Session, Fault> {
    let unknown = || protocol::fault(Code::UnknownToken, "no token");
    let token = bearer.and_then(token).ok_or_else(unknown)?;
    match authenticate(storage, token, office).await {
        Ok(session) => Ok(session),
        Err(Refusal::Unknown) => Err(unknown()),
        Err(Refusal::Several) => Err(protocol::sync::which_office()),
        Err(Refusal::Revoked(session)) => Err(revoked(storage, session).await),
        Err(Refusal::Storage(fault)) => Err(fault),
    }
}

/// What it says of requests that broke off: this relay keeps no beginnings.
fn nothing_held() -> HeldResponse {
    HeldResponse {
        version: sesi_wire::VERSION,
        length: 0,
        hash: beginning_hash(&[]),
    }
}

/// What a revoked device is told, as the relay's own route tells it.
async fn revoked(storage: &dyn Storage, session: Session) -> Fault {
    let proof = storage
        .read(move |txn| protocol::proof::of_revocation(txn, &session))
        .await
        .expect("a database in memory");
    Fault {
        proof: Some(proof.into_iter().map(Into::into).collect()),
        ..protocol::fault(Code::Revoked, "the office revoked this device")
    }
}

/// A relay in this thread.
pub struct SimRelay {
    storage: Arc<InThread>,
    backup: Option<Arc<InThread>>,
    runtime: Arc<Runtime>,
    rng: SeededRng,
    /// Where it is.
    pub address: &'static str,
    /// Milliseconds since 1970.
    pub clock: u64,
    /// What its disk does at the next write.
    pub disk_fault: Option<DiskFault>,
    /// It was wiped, or put back to a backup.
    pub forgot: bool,
}

impl SimRelay {
    /// A relay that knows nobody.
    ///
    /// # Panics
    /// If SQLite or the runtime cannot be started.
    pub fn new(address: &'static str, rng: SeededRng, clock: u64) -> Self {
        let storage = InThread::new().expect("a database in memory");
        Self::on(Arc::new(storage), runtime(), address, rng, clock)
    }

    /// Another relay that holds the same, with luck of its own.
    ///
    /// # Panics
    /// If SQLite or the runtime cannot be started.
    #[must_use]
    pub fn copy(&self, room: &mut Room, rng: SeededRng) -> Self {
        let storage = room.relay_with(&self.storage);
        Self::on(storage, room.runtime(), self.address, rng, self.clock)
    }

    /// Its databases, for whoever plays the next schedule.
    pub fn leave(self, room: &mut Room) {
        for storage in [Some(self.storage), self.backup].into_iter().flatten() {
            room.keep_relay(storage);
        }
    }

    fn on(
        storage: Arc<InThread>,
        runtime: Arc<Runtime>,
        address: &'static str,
        rng: SeededRng,
        clock: u64,
    ) -> Self {
        Self {
            storage,
            backup: None,
            runtime,
            rng,
            address,
            clock,
            disk_fault: None,
            forgot: false,
        }
    }

    /// Its disk burns.
    ///
    /// # Panics
    /// If SQLite cannot be started.
    pub fn wipe(&mut self) {
        self.storage = Arc::new(InThread::new().expect("a database in memory"));
        self.forgot = true;
    }

    /// Somebody makes a backup.
    ///
    /// # Panics
    /// If SQLite cannot be started.
    pub fn keep(&mut self) {
        self.backup = Some(Arc::new(self.storage.copy().expect("a database in memory")));
    }

    /// Goes on from the backup, if there is one.
    ///
    /// # Panics
    /// If SQLite cannot be started.
    pub fn restore(&mut self) -> bool {
        let Some(backup) = &self.backup else {
            return false;
        };
        self.storage = Arc::new(backup.copy().expect("a database in memory"));
        self.forgot = true;
        true
    }

    /// Answers a call.
    pub fn call(&mut self, path: &str, bearer: Option<&str>, body: &[u8]) -> Said {
        if path == "/v1/found" {
            self.make_office(body);
        }
        let disk = Arc::new(FailingDisk::new(
            self.storage.clone(),
            self.disk_fault.take(),
        ));
        let storage: Arc<dyn Storage> = disk.clone();
        let now = RelayTime(self.clock);
        let (path, office) = match path.split_once("?office=") {
            Some((path, office)) => (path, office_of(office)),
            None => (path, None),
        };
        let answer = self.runtime.block_on(async {
            match path {
                "/v1/sync" => {
                    let session = admit(&*storage, bearer, office).await?;
                    let named = office.is_some();
                    let caller = Caller { session, named };
                    match sync(&storage, caller, body, RULES, now).await {
                        Ok(answer) => Ok(answer.body),
                        Err(Unanswered::Fault(fault)) => Err(fault),
                        Err(Unanswered::Revoked(session)) => Err(revoked(&*storage, session).await),
                    }
                }
                "/v1/held" => {
                    admit(&*storage, bearer, office).await?;
                    Ok(to_vec(&nothing_held()))
                }
                "/v1/found" => Ok(protocol::found::found(&storage, body, RULES, now)
                    .await?
                    .body),
                "/v1/enrol" => Ok(protocol::enrol::enrol(&storage, body, office, RULES, now)
                    .await?
                    .body),
                _ => Err(protocol::fault(Code::NoSuchCall, "there is no such call")),
            }
        });
        self.disk_fault = disk.left();
        match answer {
            Ok(body) => (200, None, body),
            Err(fault) => refusal(&fault),
        }
    }

    /// The office is made here with an incarnation that follows from the seed; `found` would draw one from the system.
    fn make_office(&mut self, body: &[u8]) {
        let Ok(request) = from_slice::<FoundRequest>("founding request", body) else {
            return;
        };
        let first = request.entries.first();
        let first = first.and_then(|bytes| SealedEntry::parse(bytes.to_vec()).ok());
        let statements = first.and_then(|entry| from_body(entry.body()).ok());
        let Some(Statement::Found(found)) = statements.and_then(|said| said.into_iter().next())
        else {
            return;
        };
        let id = OfficeId::of_root(&found.root.sign);
        let incarnation = self.rng.bytes();
        let storage: Arc<dyn Storage> = self.storage.clone();
        let made = storage.write(move |txn| {
            if txn.office(&id)?.is_none() {
                txn.create_office(&id, &found.root, incarnation)?;
            }
            Ok(Verdict::Keep(()))
        });
        self.runtime.block_on(made).expect("the relay can store");
    }
}

/// What a fault looks like on the line.
pub fn refusal(fault: &Fault) -> Said {
    (fault.code.status(), fault.retry_after, to_vec(fault))
}

fn office_of(named: &str) -> Option<OfficeId> {
    OfficeId::from_slice(&HEXLOWER.decode(named.as_bytes()).ok()?)
}

fn token(bearer: &str) -> Option<TokenHash> {
    let token = BASE64URL_NOPAD.decode(bearer.as_bytes()).ok()?;
    Some(TokenHash::of_token(&token.try_into().ok()?))
}
