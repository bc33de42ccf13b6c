//! What the office does besides: it moves to its other relay, invites a phone, which joins, and revokes a hostile device.

use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::keys::membership::DeviceState;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::sync::relays;

use super::disk::DeviceFault;
use super::line::{Line, Weather};
use super::schedule::Schedule;
use super::template::{self, OFFICES, RELAYS};

impl Schedule<'_> {
    /// An office machine moves the office to its other relay, which is set up the first time.
    pub(super) fn move_office(&mut self) {
        let offices = self.stations.iter().filter(|at| at.seat < OFFICES).count();
        let who = self.rng.below(offices);
        if self.relays.len() < RELAYS.len() {
            let clock = self.relays[0].clock;
            self.relays.push(template::second_relay(
                self.template,
                self.room,
                self.seed,
                clock,
            ));
        }
        let (in_use, _) = self.stations[who].relays();
        let to = RELAYS.iter().find(|to| in_use.as_deref() != Some(**to));
        let to = *to.expect("another relay");
        let address = RelayAddress::unpinned(to);
        let fault = self.device_fault();
        let weather = self.plan.weather;
        let (came, told) = self.on_the_line(who, weather, fault, |device, line| {
            relays::move_office(device, line, &address, None)
        });
        let came = match came {
            None => {
                self.moves_unsure = true;
                "killed".into()
            }
            Some(Ok(())) => {
                self.moves.push((who, to));
                format!("moves to {to}")
            }
            Some(Err(error)) => format!("does not move: {error}"),
        };
        let name = self.stations[who].name;
        self.tell(
            name,
            "move",
            &format!("{fault:?}"),
            &format!("{told} {came}"),
        );
    }

    /// The office invites another phone, which joins at once or, where the line does not hold, later.
    pub(super) fn invite(&mut self) {
        let wish = self.template.invitation();
        let invited = self.stations[0].device().invite(&wish);
        match invited {
            Ok(invited) => {
                self.invited = Some(invited.link);
                self.tell("office", "invites", "", "");
                let weather = self.plan.weather;
                self.exchange_in(0, weather, DeviceFault::None);
                self.join(weather);
            }
            Err(error) => self.tell("office", "invites", "", &format!("failed: {error}")),
        }
    }

    /// The phone that was invited tries to join. True if it is in.
    pub(super) fn join(&mut self, weather: Weather) -> bool {
        let Some(invite) = self.invited.take() else {
            return false;
        };
        let mut addresses = self.relays.iter().map(|relay| relay.address);
        let at = addresses.position(|address| address == invite.relay());
        let mut line = Line {
            relays: &mut self.relays,
            at: at.expect("invites lead to a relay that is there"),
            rng: &self.rng,
            weather,
            disk: None,
            forged: &[],
            told: String::new(),
        };
        let joined = self
            .template
            .join(self.room, self.seed, self.now, &invite, &mut line);
        let told = line.told;
        match joined {
            Ok(station) => {
                self.stations.push(station);
                self.tell("newcomer", "joins", &told, "");
                true
            }
            Err(fault) => {
                self.invited = Some(invite);
                self.tell("newcomer", "joins", &told, &format!("not yet: {fault}"));
                false
            }
        }
    }

    /// The invite leads to a relay that the office left.
    pub(super) fn is_invited_elsewhere(&mut self) -> bool {
        let (in_use, _) = self.stations[0].relays();
        let elsewhere = |invite: &InviteLink| Some(invite.relay()) != in_use.as_deref();
        self.invited.as_ref().is_some_and(elsewhere)
    }

    /// A relay that the office left and that forgot the invite, or lied about having it, lets nobody in, and whoever has the invite is told
    /// to ask for a new one. True if the office made one.
    pub(super) fn renew_invite(&mut self) -> bool {
        let forgot = self.relays.iter().any(|relay| relay.forgot);
        if !self.is_invited_elsewhere() || !(forgot || self.plan.weather.lies > 0) {
            return false;
        }
        let wish = self.template.invitation();
        match self.stations[0].device().invite(&wish) {
            Ok(invited) => {
                self.invited = Some(invited.link);
                self.tell("office", "invites", "anew", "");
                true
            }
            Err(error) => {
                self.tell("office", "invites", "anew", &format!("failed: {error}"));
                false
            }
        }
    }

    /// The first office machine revokes one of the hostile devices.
    pub(super) fn revoke(&mut self) {
        let whom = if self.rng.chance(50) {
            self.member.device
        } else {
            self.thief.device
        };
        let fault = self.device_fault();
        let done = self.stations[0].with_fault(fault, |device, _| device.revoke(whom));
        let how = format!("{fault:?}");
        let came = match self.came(0, done) {
            None => "killed".into(),
            Some(Ok(())) => {
                let stands = self.stations[0].device().membership().state(whom);
                if stands != DeviceState::Revoked {
                    self.fault("office", &format!("{whom} was revoked and is {stands:?}"));
                }
                self.revoked.insert(whom);
                format!("revoked {whom}")
            }
            Some(Err(error)) => format!("not revoked: {error}"),
        };
        self.tell("office", "revoke", &how, &came);
    }
}
