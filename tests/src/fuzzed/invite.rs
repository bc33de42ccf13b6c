//! What somebody types or scans: an invite's link, its code, the words of a recovery sheet.

use sesi_engine::keys::invite::InviteSecret;
use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::keys::recovery::RecoveryWords;

/// Reads `data` as text of each kind. What reads is written again, and reads the same.
///
/// # Panics
/// If it does not.
pub fn invite(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(link) = InviteLink::parse(&text) {
        let written = link.to_uri();
        let again = InviteLink::parse(&written).expect("what was written reads");
        assert_eq!(again.to_uri(), written);
        assert_eq!(again.relay(), link.relay());
        assert_eq!(again.pin(), link.pin());
    }
    if let Ok(secret) = InviteSecret::parse(&text) {
        let again = InviteSecret::parse(&secret.to_text()).expect("what was written reads");
        assert_eq!(*again.to_secret_bytes(), *secret.to_secret_bytes());
    }
    if let Ok(words) = RecoveryWords::parse(&text) {
        let again = RecoveryWords::parse(&words.words().join(" ")).expect("what was written reads");
        assert_eq!(again.words(), words.words());
    }
}
