//! For tests: an office and its people, a caller that speaks HTTP by hand, and a relay that really listens.

pub mod caller;
pub mod kabupaten;
pub mod people;

pub use caller::Caller;
pub use people::{Invitation, Person, Staff};

use std::net::SocketAddr;

use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::http::limits::Limits;
use crate::protocol::Rules;
use crate::serve::{Relay, Settings};

/// A relay on a free port with a directory of its own.
pub struct TestRelay {
    runtime: Runtime,
    relay: Option<Relay>,
    pub dir: TempDir,
}

impl TestRelay {
    pub fn address(&self) -> SocketAddr {
        self.relay.as_ref().unwrap().address()
    }

    pub fn metrics(&self) -> Option<SocketAddr> {
        self.relay.as_ref().unwrap().metrics()
    }

    /// Ends the relay and starts another on the same data.
    pub fn restart(&mut self, change: impl FnOnce(&mut Settings)) {
        if let Some(relay) = self.relay.take() {
            self.runtime.block_on(relay.shutdown());
        }
        let mut settings = settings(self.dir.path());
        change(&mut settings);
        self.relay = Some(self.runtime.block_on(Relay::start(settings)).unwrap());
    }
}

impl Drop for TestRelay {
    fn drop(&mut self) {
        if let Some(relay) = self.relay.take() {
            self.runtime.block_on(relay.shutdown());
        }
    }
}

fn settings(data: &std::path::Path) -> Settings {
    Settings {
        data: data.to_owned(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        tls: None,
        metrics: None,
        rules: Rules {
            quota: 64 * 1024 * 1024,
            open_founding: true,
        },
        limits: Limits {
            device_rate: 0,
            stranger_rate: 0,
            ..Limits::default()
        },
        max_bytes: None,
    }
}

/// A relay that founds openly and counts no rates.
pub fn start() -> TestRelay {
    start_with(|_| {})
}

/// A relay with some settings changed.
pub fn start_with(change: impl FnOnce(&mut Settings)) -> TestRelay {
    let mut relay = TestRelay {
        runtime: tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap(),
        relay: None,
        dir: tempfile::tempdir().unwrap(),
    };
    relay.restart(change);
    relay
}
