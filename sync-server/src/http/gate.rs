//! Counts calls: of each device by its token, of strangers by the address they call from, since they have nothing else. Memory is bounded
//! whatever strangers do.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock, QuantaInstant};
use governor::{DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::TokenHash;

use super::limits::Limits;
use crate::protocol::fault;

/// One of 65,536 groups of addresses. Which addresses are together, nobody outside can tell.
pub type Bucket = u16;

/// Counts calls. Devices are never counted by address: a whole village shares one.
pub struct Gate {
    devices: Option<DefaultKeyedRateLimiter<TokenHash>>,
    strangers: Option<DefaultKeyedRateLimiter<Bucket>>,
    clock: DefaultClock,
    secret: RandomState,
}

impl Gate {
    /// A gate that has counted nothing.
    pub fn new(limits: &Limits) -> Self {
        Self {
            devices: quota(limits.device_rate, limits.device_burst).map(RateLimiter::keyed),
            strangers: quota(limits.stranger_rate, limits.stranger_burst).map(RateLimiter::keyed),
            clock: DefaultClock::default(),
            secret: RandomState::new(),
        }
    }

    /// Counts a call of a device. Ask only for tokens that are known, or strangers fill the memory with made-up ones.
    pub fn device(&self, token: &TokenHash) -> Result<(), Fault> {
        let Some(devices) = &self.devices else {
            return Ok(());
        };
        devices
            .check_key(token)
            .map_err(|until| self.too_many(&until))
    }

    /// Counts a call without a valid token from this address.
    pub fn stranger(&self, from: IpAddr) -> Result<(), Fault> {
        let Some(strangers) = &self.strangers else {
            return Ok(());
        };
        strangers
            .check_key(&self.bucket(from))
            .map_err(|until| self.too_many(&until))
    }

    /// The group that an address is in.
    pub fn bucket(&self, from: IpAddr) -> Bucket {
        let [first, second, ..] = self.secret.hash_one(network(from)).to_le_bytes();
        Bucket::from_le_bytes([first, second])
    }

    /// Forgets devices and addresses that have not called for a while.
    pub fn tidy(&self) {
        if let Some(devices) = &self.devices {
            devices.retain_recent();
            devices.shrink_to_fit();
        }
        if let Some(strangers) = &self.strangers {
            strangers.retain_recent();
        }
    }

    fn too_many(&self, until: &NotUntil<QuantaInstant>) -> Fault {
        let wait = until.wait_time_from(self.clock.now()).as_secs();
        Fault {
            retry_after: Some(u32::try_from(wait).unwrap_or(u32::MAX).saturating_add(1)),
            ..fault(Code::TooMany, "too many requests")
        }
    }
}

/// What belongs to one caller: an IPv4 address, or the /64 that an IPv6 subscriber is given.
pub fn network(address: IpAddr) -> [u8; 8] {
    let mut network = [0; 8];
    match address.to_canonical() {
        IpAddr::V4(address) => network[..4].copy_from_slice(&address.octets()),
        IpAddr::V6(address) => network.copy_from_slice(&address.octets()[..8]),
    }
    network
}

fn quota(rate: u32, burst: u32) -> Option<Quota> {
    let rate = NonZeroU32::new(rate)?;
    let burst = NonZeroU32::new(burst).unwrap_or(rate);
    Some(Quota::per_second(rate).allow_burst(burst))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(rate: u32) -> Gate {
        Gate::new(&Limits {
            device_rate: rate,
            device_burst: 2,
            stranger_rate: rate,
            stranger_burst: 1,
            ..Limits::default()
        })
    }

    /// Two addresses that are in different groups.
    fn two(gate: &Gate) -> [IpAddr; 2] {
        let address = |last| IpAddr::from([192, 0, 2, last]);
        let other = (2..=255).find(|last| gate.bucket(address(*last)) != gate.bucket(address(1)));
        [address(1), address(other.unwrap())]
    }

    #[test]
    fn each_device_and_each_address_of_strangers_has_a_rate_of_its_own() {
        let gate = gate(1);
        let (one, two_tokens) = (TokenHash([1; 32]), TokenHash([2; 32]));
        gate.device(&one).unwrap();
        gate.device(&one).unwrap();
        let fault = gate.device(&one).unwrap_err();
        assert_eq!(fault.code, Code::TooMany);
        assert_eq!(fault.retry_after, Some(1));
        gate.device(&two_tokens).unwrap();
        let [here, there] = two(&gate);
        gate.stranger(here).unwrap();
        assert_eq!(gate.stranger(here).unwrap_err().code, Code::TooMany);
        gate.stranger(there).unwrap();
    }

    #[test]
    fn an_address_is_one_however_it_is_written_and_a_network_of_ipv6_is_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }

    #[test]
    fn a_rate_of_zero_counts_nothing() {
        let gate = gate(0);
        for _ in 0..10_000 {
            gate.device(&TokenHash([1; 32])).unwrap();
            gate.stranger(IpAddr::from([127, 0, 0, 1])).unwrap();
        }
    }
}
