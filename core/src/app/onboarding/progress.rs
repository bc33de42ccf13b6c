//! Progress and cancelling of onboarding calls that wait for the network.

use sesi_engine::job::{Phase, Watch};
use sesi_engine::keys::link_fault::LinkFault;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::sync::http::Http;
use tokio_util::sync::CancellationToken;

use crate::app::fault::OnboardingFault;
use crate::error::Error;

/// What a way in says of itself, and what ends it.
pub(in crate::app) struct Progress<'w> {
    pub watch: &'w mut Watch<'w>,
    pub stop: CancellationToken,
}

impl Progress<'_> {
    /// The key of the PIN is made next.
    pub(crate) fn locks(&mut self) -> Result<(), OnboardingFault> {
        self.at(Phase::Locking, 0, 1)
    }

    /// The relay is asked next, for the time after `done` of `total`.
    pub(crate) fn asks(&mut self, done: usize, total: usize) -> Result<(), OnboardingFault> {
        self.at(Phase::Asking, done, total)
    }

    /// A connection that ends when the way does.
    pub(crate) fn line(&self, relay: &str, pin: Option<[u8; 32]>) -> Result<Http, OnboardingFault> {
        let mut http = Http::new(relay, pin)?;
        http.stop_by(self.stop.clone());
        Ok(http)
    }

    fn at(&mut self, phase: Phase, done: usize, total: usize) -> Result<(), OnboardingFault> {
        Ok((self.watch)(phase.at(done, total)).map_err(Error::from)?)
    }
}

/// Where a person says that a relay is, and which certificate it has, if that is typed.
pub(in crate::app) fn relay_of(url: &str, pin: &str) -> Result<RelayAddress, OnboardingFault> {
    RelayAddress::parse(url, pin).map_err(|fault| match fault {
        LinkFault::Pin => OnboardingFault::Certificate,
        fault => OnboardingFault::Address(fault),
    })
}
