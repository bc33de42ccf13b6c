//! The connections to relays, kept from one run to the next.

use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::sync::http::Http;
use sesi_engine::sync::relays::Lines;
use sesi_engine::sync::transport::{Transport, Unreachable};
use tokio_util::sync::CancellationToken;

/// As many connections are kept: the present relay's, and one that was left.
const KEPT: usize = 2;

/// Connections to relays, the one that was used last at the end.
#[derive(Debug, Default)]
pub(super) struct NetworkLines {
    open: Vec<(RelayAddress, Http)>,
    stop: CancellationToken,
}

impl NetworkLines {
    /// From now on `stop` ends whatever call is under way.
    pub(super) fn stop_by(&mut self, stop: CancellationToken) {
        self.stop = stop;
    }

    /// Keeps a connection that was made elsewhere.
    pub(super) fn keep(&mut self, address: RelayAddress, http: Http) {
        self.open.retain(|(known, _)| *known != address);
        if self.open.len() == KEPT {
            self.open.remove(0);
        }
        self.open.push((address, http));
    }
}

impl Lines for NetworkLines {
    fn to(&mut self, address: &RelayAddress) -> Result<&mut dyn Transport, Unreachable> {
        let known = self.open.iter().position(|(known, _)| known == address);
        let mut http = match known {
            Some(at) => self.open.remove(at).1,
            None => Http::new(&address.url, address.pin)?,
        };
        http.stop_by(self.stop.clone());
        self.keep(address.clone(), http);
        match self.open.last_mut() {
            Some((_, http)) => Ok(http),
            None => Err(Unreachable::Address("no connection was kept".into())),
        }
    }
}
