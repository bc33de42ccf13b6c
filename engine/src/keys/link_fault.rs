//! Why a text is no invite, or no address of a relay.

use super::invite::InviteFault;

/// Why a text is no invite.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// Neither a link nor a code in it.
    #[error("there is no invite in this text")]
    NoInvite,
    /// A link of a later version.
    #[error("this invite was made by a newer Sesi; update the app")]
    Newer,
    /// The link lacks its relay or its code, most likely cut off.
    #[error("the invite link is cut off: {0} is missing")]
    Missing(&'static str),
    /// The relay's address is not one.
    #[error("{0:?} is not the address of a relay; it looks like https://relay.example")]
    Relay(String),
    /// The certificate pin is not the base64url of 32 bytes.
    #[error("the certificate in the invite link was not copied right")]
    Pin,
    /// The code is wrong.
    #[error(transparent)]
    Code(#[from] InviteFault),
}
