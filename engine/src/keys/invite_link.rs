//! An invite as it is handed on: `sesi:1?r=<relay>&s=<code>[&p=<certificate>][&o=<office>&n=<person>&k=<role>]` in a QR code or a
//! message, or the bare code.

use data_encoding::BASE64URL_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use super::invite::{InviteFault, InviteSecret, TEXT_LEN, is_spacing};
use super::link_fault::LinkFault;
use super::relay_address::{read_pin, relay_address};

const SCHEME: &str = "sesi:";
const VERSION: &str = "1";
/// RFC 3986 "unreserved". The relay's `://` is escaped on purpose: a messenger that made a link of it would hand the
/// secret to the relay when somebody taps it.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Most characters of each of the words that an invite says of itself.
const WORDS_LIMIT: usize = 60;

/// Everything that a phone needs to join.
#[derive(Clone)]
pub struct InviteLink {
    relay: String,
    secret: InviteSecret,
    pin: Option<[u8; 32]>,
    words: InviteWords,
}

/// What an invite says of itself, to be read before it is used. Nobody vouches for it, and nothing but a screen may follow from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InviteWords {
    /// Name of the office; empty if it does not say.
    pub office: String,
    /// Name of the person whom it is for.
    pub person: String,
    /// What that person does.
    pub role: String,
}

impl InviteWords {
    /// The words as a screen shows them: one line each, not longer than a name is.
    fn tidied(self) -> Self {
        let tidy = |text: String| -> String {
            let shown = text.chars().filter(|c| !c.is_control());
            shown
                .take(WORDS_LIMIT)
                .collect::<String>()
                .trim()
                .to_owned()
        };
        Self {
            office: tidy(self.office),
            person: tidy(self.person),
            role: tidy(self.role),
        }
    }
}

/// What was found in a pasted text.
#[derive(Debug, Clone)]
pub enum Pasted {
    /// A whole invite.
    Link(InviteLink),
    /// The code alone: the relay has to be asked for.
    Code(InviteSecret),
}

impl InviteLink {
    /// An invite to `relay`. `pin` is the SHA-256 of the relay's certificate, for a relay that no public authority vouches for.
    pub fn new(
        relay: &str,
        secret: InviteSecret,
        pin: Option<[u8; 32]>,
    ) -> Result<Self, LinkFault> {
        Ok(Self {
            relay: relay_address(relay)?,
            secret,
            pin,
            words: InviteWords::default(),
        })
    }

    /// The same invite, saying whose and for whom it is.
    #[must_use]
    pub fn saying(self, words: InviteWords) -> Self {
        let words = words.tidied();
        Self { words, ..self }
    }

    /// What it says of itself.
    pub fn words(&self) -> &InviteWords {
        &self.words
    }

    /// The relay's address, `http://` or `https://`, without a slash at the end.
    pub fn relay(&self) -> &str {
        &self.relay
    }

    /// The invite's secret.
    pub fn secret(&self) -> &InviteSecret {
        &self.secret
    }

    /// SHA-256 of the relay's certificate.
    pub fn pin(&self) -> Option<&[u8; 32]> {
        self.pin.as_ref()
    }

    /// The link: the content of the QR code.
    pub fn to_uri(&self) -> Zeroizing<String> {
        let mut uri = Zeroizing::new(format!(
            "{SCHEME}{VERSION}?r={}&s={}",
            utf8_percent_encode(&self.relay, ESCAPED),
            *self.secret.to_compact()
        ));
        if let Some(pin) = &self.pin {
            uri.push_str("&p=");
            uri.push_str(&BASE64URL_NOPAD.encode(pin));
        }
        let words = &self.words;
        for (name, said) in [
            ("o", &words.office),
            ("n", &words.person),
            ("k", &words.role),
        ] {
            if !said.is_empty() {
                uri.push('&');
                uri.push_str(name);
                uri.push('=');
                uri.extend(utf8_percent_encode(said, ESCAPED));
            }
        }
        uri
    }

    /// Reads a link, from its scheme to its end. Unknown parameters are of later versions and mean nothing.
    pub fn parse(uri: &str) -> Result<Self, LinkFault> {
        let rest = uri
            .get(..SCHEME.len())
            .filter(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
            .and_then(|_| uri.get(SCHEME.len()..))
            .ok_or(LinkFault::NoInvite)?;
        let (version, query) = rest.split_once('?').ok_or(LinkFault::NoInvite)?;
        if version != VERSION {
            let number = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
            return Err(if number {
                LinkFault::Newer
            } else {
                LinkFault::NoInvite
            });
        }
        let value = |name: &str| {
            query
                .split('&')
                .filter_map(|parameter| parameter.split_once('='))
                .find(|(known, _)| *known == name)
                .map(|(_, value)| percent_decode_str(value).decode_utf8_lossy())
        };
        let relay = value("r").ok_or(LinkFault::Missing("the relay"))?;
        let secret = value("s").ok_or(LinkFault::Missing("the code"))?;
        let pin = value("p").map(|text| read_pin(&text)).transpose()?;
        let word = |name| value(name).unwrap_or_default().into_owned();
        let words = InviteWords {
            office: word("o"),
            person: word("n"),
            role: word("k"),
        };
        Ok(Self::new(&relay, InviteSecret::parse(&secret)?, pin)?.saying(words))
    }
}

impl std::fmt::Debug for InviteLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InviteLink")
            .field("relay", &self.relay)
            .finish_non_exhaustive()
    }
}

impl Pasted {
    /// Finds the invite in a text that may have words around it, such as a forwarded message.
    pub fn parse(text: &str) -> Result<Self, LinkFault> {
        if let Some(uri) = find_uri(text) {
            return InviteLink::parse(uri).map(Self::Link);
        }
        match InviteSecret::parse(text) {
            Ok(secret) => return Ok(Self::Code(secret)),
            // The whole text is as long as a code: say what is wrong with it, rather than that there is none.
            Err(InviteFault::Check) => return Err(InviteFault::Check.into()),
            Err(_) => {}
        }
        let mut seen = None;
        for candidate in code_like(text) {
            match InviteSecret::parse(&candidate) {
                Ok(secret) => return Ok(Self::Code(secret)),
                Err(fault) => {
                    seen.get_or_insert(fault);
                }
            }
        }
        Err(seen.map_or(LinkFault::NoInvite, LinkFault::Code))
    }
}

/// From the scheme to the next space or quote, without the punctuation of the sentence around it.
fn find_uri(text: &str) -> Option<&str> {
    let start = text.char_indices().map(|(at, _)| at).find(|at| {
        let rest = &text[*at..];
        let head = rest.get(..SCHEME.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(SCHEME))
            && rest[SCHEME.len()..]
                .split_once('?')
                .is_some_and(|(version, _)| {
                    !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit())
                })
    })?;
    let rest = &text[start..];
    let end = rest
        .find(|c: char| c.is_whitespace() || "\"'<>`*“”’".contains(c))
        .unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches(['.', ',', ';', ':', '!', ')', ']', '}', '_']))
}

/// Words of a code's length that hold a dash or a digit, and runs of words of 4, 4, 4, 4 and 2 characters.
fn code_like(text: &str) -> Vec<Zeroizing<String>> {
    let bare = |c: char| !c.is_ascii_alphanumeric();
    let raw = || text.split_whitespace().map(|word| word.trim_matches(bare));
    let words: Vec<String> = raw()
        .map(|word| word.chars().filter(|c| !is_spacing(*c)).collect())
        .collect();
    let single = raw()
        .zip(&words)
        .filter(|(raw, word)| {
            let apart = |c: char| is_spacing(c) || c.is_ascii_digit();
            word.chars().count() == TEXT_LEN && raw.contains(apart)
        })
        .map(|(_, word)| word.clone());
    let grouped = words
        .windows(5)
        .filter(|run| {
            run.iter()
                .map(|word| word.chars().count())
                .eq([4, 4, 4, 4, 2])
        })
        .map(<[String]>::concat);
    single.chain(grouped).map(Zeroizing::new).collect()
}

#[cfg(test)]
#[path = "invite_link_tests.rs"]
mod tests;
