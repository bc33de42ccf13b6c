//! Where a relay is: its address, and the certificate that is trusted there. The same in an invite, in a statement and in the database.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use sesi_wire::limits::MAX_ADDRESS;
use sesi_wire::statement::Move;

use super::link_fault::LinkFault;

const MAX_RELAY: usize = 512;

/// A relay's address and, for one that no public authority vouches for, the SHA-256 of its certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress {
    /// `http://` or `https://`, at most 512 bytes, without a slash at the end.
    pub url: String,
    /// SHA-256 of the certificate (DER), the only one that is trusted then.
    pub pin: Option<[u8; 32]>,
}

impl RelayAddress {
    /// From what a person types. The certificate's SHA-256 may be base64url, as in an invite, or 64 hex digits with or without colons, as
    /// `openssl x509 -fingerprint -sha256` prints it; nothing where none is pinned.
    pub fn parse(url: &str, pin: &str) -> Result<Self, LinkFault> {
        let url = relay_address(url)?;
        if url.len() > MAX_ADDRESS {
            return Err(LinkFault::Relay(url.chars().take(80).collect()));
        }
        let pin = pin.trim();
        let pin = (!pin.is_empty()).then(|| read_pin(pin)).transpose()?;
        Ok(Self { url, pin })
    }

    /// An address whose certificate any public authority may vouch for, as it is kept: it is not looked at here.
    pub fn unpinned(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            pin: None,
        }
    }

    /// What a statement says; none if it is no address.
    pub fn of_move(said: &Move) -> Option<Self> {
        let pin = said.pin.as_ref().map(|pin| **pin);
        let url = relay_address(&said.address).ok()?;
        Some(Self { url, pin })
    }
}

/// A relay's address as a person types it, in the form in which it is kept: `https://` where no scheme was typed; no user, no spaces,
/// no slash at the end.
pub(super) fn relay_address(typed: &str) -> Result<String, LinkFault> {
    let fault = || LinkFault::Relay(typed.chars().take(80).collect());
    let trimmed = typed.trim().trim_end_matches('/');
    let (scheme, rest) = match trimmed.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("https".to_owned(), trimmed),
    };
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_graphic() && !"@\\\"<>#?".contains(c);
    // A host in brackets is an IPv6 address, whose first colon is not a port's.
    let has_host = rest.starts_with('[') || !host.is_empty();
    if !matches!(scheme.as_str(), "http" | "https")
        || !has_host
        || rest.len() > MAX_RELAY
        || !rest.chars().all(plain)
    {
        return Err(fault());
    }
    Ok(format!("{scheme}://{rest}"))
}

pub(super) fn read_pin(text: &str) -> Result<[u8; 32], LinkFault> {
    let digits: String = text.chars().filter(|c| *c != ':').collect();
    let bytes = if digits.len() == 64 {
        HEXLOWER_PERMISSIVE.decode(digits.as_bytes())
    } else {
        BASE64URL_NOPAD.decode(text.as_bytes())
    };
    let bytes = bytes.ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or(LinkFault::Pin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_certificate_read_as_people_type_them() {
        let pin = [0xab; 32];
        let colons = vec!["AB"; 32].join(":");
        for typed in [
            BASE64URL_NOPAD.encode(&pin),
            "ab".repeat(32),
            format!(" {colons} "),
        ] {
            let read = RelayAddress::parse(" Relay.example/sesi/ ", &typed).unwrap();
            assert_eq!(read.url, "https://Relay.example/sesi");
            assert_eq!(read.pin, Some(pin), "{typed}");
        }
        assert_eq!(
            RelayAddress::parse("http://10.0.0.2", "").unwrap().pin,
            None
        );
        assert_eq!(
            RelayAddress::parse("https://relay.example", "ab:cd"),
            Err(LinkFault::Pin)
        );
        for bad in ["", "ftp://relay", &"r".repeat(MAX_ADDRESS)] {
            assert!(RelayAddress::parse(bad, "").is_err(), "{bad}");
        }
    }
}
