//! What a caller may cost: sizes, rates, times. Every bound is checked before the cost arises.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use governor::clock::{Clock, DefaultClock, QuantaInstant};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use http_body_util::{BodyExt, Limited};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::TokenHash;
use sesi_wire::limits::MAX_REQUEST;

use crate::protocol::fault;

/// Bounds that an operator may set. The defaults suit a relay of some thousand phones on a small server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub struct Limits {
    /// Connections at the same time; more wait to be accepted.
    #[arg(long, env = "SESI_RELAY_CONNECTIONS", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub connections: u32,
    /// Requests a second of one device, on average; 0 means any number.
    #[arg(long, env = "SESI_RELAY_DEVICE_RATE", default_value_t = 50)]
    pub device_rate: u32,
    /// Requests of one device at once, before --device-rate counts.
    #[arg(long, env = "SESI_RELAY_DEVICE_BURST", default_value_t = 500)]
    pub device_burst: u32,
    /// Requests a second of all callers without a valid token together (founding, enrolling, wrong tokens); 0 means any number.
    #[arg(long, env = "SESI_RELAY_STRANGER_RATE", default_value_t = 50)]
    pub stranger_rate: u32,
    /// Requests of callers without a valid token at once, before --stranger-rate counts.
    #[arg(long, env = "SESI_RELAY_STRANGER_BURST", default_value_t = 500)]
    pub stranger_burst: u32,
    /// Seconds within which the head of a request must have arrived; also how long an idle connection stays open.
    #[arg(long, env = "SESI_RELAY_HEADER_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub header_seconds: u32,
    /// Seconds within which the body of a request must have arrived.
    #[arg(long, env = "SESI_RELAY_BODY_SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub body_seconds: u32,
    /// Seconds that a connection lives at the most; phones open another.
    #[arg(long, env = "SESI_RELAY_CONNECTION_SECONDS", default_value_t = 900, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub connection_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            device_rate: 50,
            device_burst: 500,
            stranger_rate: 50,
            stranger_burst: 500,
            header_seconds: 60,
            body_seconds: 120,
            connection_seconds: 900,
        }
    }
}

/// Counts calls. Keyed by device, never by address: a whole village shares one.
pub struct Gate {
    devices: Option<DefaultKeyedRateLimiter<TokenHash>>,
    strangers: Option<DefaultDirectRateLimiter>,
    clock: DefaultClock,
}

impl Gate {
    /// A gate that has counted nothing.
    pub fn new(limits: &Limits) -> Self {
        Self {
            devices: quota(limits.device_rate, limits.device_burst).map(RateLimiter::keyed),
            strangers: quota(limits.stranger_rate, limits.stranger_burst).map(RateLimiter::direct),
            clock: DefaultClock::default(),
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

    /// Counts a call of somebody without a valid token.
    pub fn stranger(&self) -> Result<(), Fault> {
        let Some(strangers) = &self.strangers else {
            return Ok(());
        };
        strangers.check().map_err(|until| self.too_many(&until))
    }

    /// Forgets devices that have not called for a while.
    pub fn tidy(&self) {
        if let Some(devices) = &self.devices {
            devices.retain_recent();
            devices.shrink_to_fit();
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

fn quota(rate: u32, burst: u32) -> Option<Quota> {
    let rate = NonZeroU32::new(rate)?;
    let burst = NonZeroU32::new(burst).unwrap_or(rate);
    Some(Quota::per_second(rate).allow_burst(burst))
}

/// Reads a body into `into` within `time`, to at most [`MAX_REQUEST`] bytes with what is there already. What says beforehand that
/// it is longer is not read. Where it ends early, what came of it is there.
pub async fn read_body(
    headers: &HeaderMap,
    mut body: Body,
    time: Duration,
    into: &mut Vec<u8>,
) -> Result<(), Fault> {
    let too_large = || fault(Code::TooLarge, "the body exceeds the limit");
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let room = MAX_REQUEST.saturating_sub(into.len());
    let expected = said.unwrap_or(0).max(body.size_hint().lower());
    if expected > room as u64 {
        return Err(too_large());
    }
    let reading = async {
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| fault(Code::Malformed, "the body ended early"))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            if data.len() > MAX_REQUEST.saturating_sub(into.len()) {
                return Err(too_large());
            }
            into.extend_from_slice(data);
        }
        Ok(())
    };
    tokio::time::timeout(time, reading)
        .await
        .unwrap_or_else(|_| Err(fault(Code::Malformed, "the body took too long to arrive")))
}

/// Reads a body and forgets it, before a request is refused for another reason.
///
/// A connection that is closed while its caller still writes is reset, and the caller never reads the answer. A phone
/// that pushes to a relay that forgot it must read just that.
pub async fn discard_body(body: Body, time: Duration) {
    let mut body = std::pin::pin!(Limited::new(body, MAX_REQUEST));
    let reading = async { while let Some(Ok(_)) = body.frame().await {} };
    if tokio::time::timeout(time, reading).await.is_err() {
        tracing::debug!("a refused body took too long to arrive");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_has_a_rate_of_its_own_and_strangers_share_one() {
        let limits = Limits {
            device_rate: 1,
            device_burst: 2,
            stranger_rate: 1,
            stranger_burst: 1,
            ..Limits::default()
        };
        let gate = Gate::new(&limits);
        let (one, two) = (TokenHash([1; 32]), TokenHash([2; 32]));
        gate.device(&one).unwrap();
        gate.device(&one).unwrap();
        let fault = gate.device(&one).unwrap_err();
        assert_eq!(fault.code, Code::TooMany);
        assert_eq!(fault.retry_after, Some(1));
        gate.device(&two).unwrap();
        gate.stranger().unwrap();
        assert_eq!(gate.stranger().unwrap_err().code, Code::TooMany);
    }

    #[test]
    fn a_rate_of_zero_counts_nothing() {
        let limits = Limits {
            device_rate: 0,
            stranger_rate: 0,
            ..Limits::default()
        };
        let gate = Gate::new(&limits);
        for _ in 0..10_000 {
            gate.device(&TokenHash([1; 32])).unwrap();
            gate.stranger().unwrap();
        }
    }
}
