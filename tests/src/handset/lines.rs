//! Lines of a handset to relays: to the one where it is, at another address if one was named, and to others that the office names.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::sync::http::Http;
use sesi_engine::sync::relays::Lines;
use sesi_engine::sync::transport::{Transport, Unreachable};

/// Connections of one command, one a relay.
#[derive(Debug)]
pub struct HandsetLines {
    /// The relay where the device was when the command began, and the address that leads to it meanwhile.
    detour: Option<(RelayAddress, String)>,
    patience: Option<Duration>,
    open: BTreeMap<String, Http>,
}

impl HandsetLines {
    /// No connection yet. `named` leads to the relay `in_use`, through a proxy for instance; its certificate stays the one that is known.
    pub fn new(
        in_use: Option<RelayAddress>,
        named: Option<String>,
        patience: Option<Duration>,
    ) -> Self {
        Self {
            detour: in_use.zip(named),
            patience,
            open: BTreeMap::new(),
        }
    }
}

impl Lines for HandsetLines {
    fn to(&mut self, address: &RelayAddress) -> Result<&mut dyn Transport, Unreachable> {
        let detour = self.detour.as_ref();
        let url = match detour.filter(|(relay, _)| relay == address) {
            Some((_, named)) => named,
            None => &address.url,
        };
        Ok(match self.open.entry(url.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let http = match self.patience {
                    Some(patience) => Http::with_patience(url, address.pin, patience)?,
                    None => Http::new(url, address.pin)?,
                };
                new.insert(http)
            }
        })
    }
}
