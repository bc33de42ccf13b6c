//! What callers may cost: the bounds that an operator may set. Who keeps them: [`super::gate`] (calls), [`super::bodies`] (bytes) and
//! [`crate::connections`].

/// Bounds that an operator may set. The defaults suit a relay of some thousand phones on a small server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub struct Limits {
    /// Connections at the same time. Where there are more, the one that has been idle for longest gives way.
    #[arg(long, env = "SESI_RELAY_CONNECTIONS", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub connections: u32,
    /// Connections of one address (IPv6: /64) at the same time; not with --behind-proxy.
    #[arg(long, env = "SESI_RELAY_ADDRESS_CONNECTIONS", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub address_connections: u32,
    /// A proxy in front is the only one that connects: callers are told apart by the last address of X-Forwarded-For.
    #[arg(long, env = "SESI_RELAY_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Requests a second of one device, on average; 0 means any number.
    #[arg(long, env = "SESI_RELAY_DEVICE_RATE", default_value_t = 50)]
    pub device_rate: u32,
    /// Requests of one device at once, before --device-rate counts.
    #[arg(long, env = "SESI_RELAY_DEVICE_BURST", default_value_t = 500)]
    pub device_burst: u32,
    /// Requests a second of one address without a valid token (founding, enrolling, wrong tokens); 0 means any number.
    #[arg(long, env = "SESI_RELAY_STRANGER_RATE", default_value_t = 10)]
    pub stranger_rate: u32,
    /// Requests of one address without a valid token at once, before --stranger-rate counts.
    #[arg(long, env = "SESI_RELAY_STRANGER_BURST", default_value_t = 300)]
    pub stranger_burst: u32,
    /// Seconds within which the head of a request must have arrived; also how long an idle connection stays open.
    #[arg(long, env = "SESI_RELAY_HEADER_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub header_seconds: u32,
    /// Seconds that the body of a request may take to come, or an answer to be taken, beside one for each KiB of it that did. Without a valid token a quarter of them.
    #[arg(long, env = "SESI_RELAY_BODY_SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub body_seconds: u32,
    /// MiB of request bodies in memory at the same time. An eighth of it is for callers without a valid token.
    #[arg(long, env = "SESI_RELAY_BODIES_MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(8..=65_536))]
    pub bodies_mib: u32,
    /// MiB of answers in memory that are not written yet, those of at most 64 KiB aside. No address has more than a quarter of it.
    #[arg(long, env = "SESI_RELAY_ANSWERS_MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(8..=65_536))]
    pub answers_mib: u32,
    /// Seconds that a connection lives at the most; phones open another.
    #[arg(long, env = "SESI_RELAY_CONNECTION_SECONDS", default_value_t = 1800, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub connection_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            address_connections: 256,
            behind_proxy: false,
            device_rate: 50,
            device_burst: 500,
            stranger_rate: 10,
            stranger_burst: 300,
            header_seconds: 60,
            body_seconds: 120,
            bodies_mib: 64,
            answers_mib: 64,
            connection_seconds: 1800,
        }
    }
}
