//! The other end of a connection: the address by which strangers are counted, and the connection itself, which may be closed to make
//! room.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::connections::{Line, Stage};

/// The caller of a request, as far as the network tells.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Where it calls from.
    pub address: IpAddr,
    /// Its connection.
    pub line: Option<Arc<Line>>,
}

impl Peer {
    /// Of this request. [`crate::serve`] gives every request its peer.
    pub fn of(parts: &Parts) -> Self {
        parts.extensions.get().cloned().unwrap_or(Self {
            address: Ipv4Addr::UNSPECIFIED.into(),
            line: None,
        })
    }

    /// The request is worth its connection: it is a known device's, or it arrived whole.
    pub fn working(&self) {
        if let Some(line) = &self.line {
            line.at(Stage::Working);
        }
    }
}

/// The address that the proxy in front saw: the last one that it wrote down. Those before it are the caller's own words.
pub fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = last.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_proxy_wrote_is_believed() {
        let of = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            forwarded(&headers)
        };
        let seen = Some(IpAddr::from([192, 0, 2, 7]));
        assert_eq!(of(&["192.0.2.7"]), seen);
        assert_eq!(of(&["10.0.0.1, 192.0.2.7"]), seen);
        assert_eq!(of(&["10.0.0.1", "192.0.2.7"]), seen);
        assert_eq!(of(&["192.0.2.7, nonsense"]), None);
        assert_eq!(of(&[]), None);
    }
}
