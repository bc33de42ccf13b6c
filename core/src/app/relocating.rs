//! The office's relay is another one: an office moves there, or a person types on a phone where it is.

use std::sync::Arc;

use parking_lot::Mutex;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::store::Relays;
use sesi_engine::sync::relays::{self, Lines};
use sesi_engine::sync::shared_device::SharedDevice;
use sesi_engine::sync::sync_error::SyncError;

use super::fault::OnboardingFault;
use super::onboarding::progress::{Progress, relay_of};
use super::onboarding::{MoveRelay, UseRelay};
use super::running::App;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::device::Device;
use crate::error::Error;

type Shared = Arc<Mutex<Device>>;

impl App {
    /// Moves the office, once the other relay has let this device in. Everybody hears of it with their next exchange.
    pub(super) fn move_relay(
        &self,
        wish: &MoveRelay,
        way: &mut Progress<'_>,
    ) -> Result<Done, OnboardingFault> {
        let code = Some(wish.code.trim()).filter(|code| !code.is_empty());
        self.go(&wish.relay, &wish.pin, way, |device, lines, address| {
            relays::move_office(device, lines, address, code)
        })
    }

    /// Exchanges with another relay, once that one has let this device in.
    pub(super) fn use_relay(
        &self,
        wish: &UseRelay,
        way: &mut Progress<'_>,
    ) -> Result<Done, OnboardingFault> {
        self.go(&wish.relay, &wish.pin, way, |device, lines, address| {
            relays::go_to(device, lines, address)
        })
    }

    fn go(
        &self,
        relay: &str,
        pin: &str,
        way: &mut Progress<'_>,
        go: impl FnOnce(&mut Shared, &mut dyn Lines, &RelayAddress) -> Result<(), SyncError>,
    ) -> Result<Done, OnboardingFault> {
        let address = relay_of(relay, pin)?;
        let open = self.opened().ok_or(OnboardingFault::Locked)?;
        if open.sample {
            return Err(Error::from(Refusal::NoRelay).into());
        }
        let mut device = open.device;
        // A run that goes on would wait for the relay that is being left.
        self.runs.stop();
        let mut lines = self.line.lock();
        lines.stop_by(way.stop.clone());
        {
            let device = device.lend();
            let in_use = Relays::in_use(device.reader()).map_err(Error::from)?;
            let to = device.me().relay_to_go_to(device.reader())?;
            if in_use.as_ref() == Some(&address) && to.is_none() {
                return Err(Error::from(Refusal::SameRelay).into());
            }
        }
        way.asks(0, 1)?;
        go(&mut device, &mut *lines, &address)?;
        Ok(Done {})
    }
}
