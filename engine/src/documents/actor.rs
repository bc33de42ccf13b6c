//! Who an actor is: the device that writes, and one run of its app. An actor names its author by its bytes, so that nobody
//! can write as somebody else's; knows no document and no signature.

use sesi_wire::ids::DeviceId;

/// Names one run of the app: random, the same for all documents of the run, never stored. A restored backup that reused
/// an actor would contradict itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActorSeed(pub [u8; 6]);

/// The actor of every step of a kind. No change that travels may be by it.
pub(super) const OF_STEPS: [u8; 1] = [0];

/// The id of an actor, as changes carry it: the device's id, then the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Actor([u8; Actor::LEN]);

impl Actor {
    /// Bytes of an actor.
    pub(super) const LEN: usize = DeviceId::LEN + 6;

    pub(super) fn new(device: DeviceId, run: ActorSeed) -> Self {
        let mut bytes = [0; Self::LEN];
        let (head, tail) = bytes.split_at_mut(DeviceId::LEN);
        head.copy_from_slice(device.as_bytes());
        tail.copy_from_slice(&run.0);
        Self(bytes)
    }

    /// `None` for ids that no device of this version has, such as that of first changes.
    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The device whose actor it is.
    pub(super) fn device(&self) -> DeviceId {
        let mut id = DeviceId([0; DeviceId::LEN]);
        id.0.copy_from_slice(&self.0[..DeviceId::LEN]);
        id
    }
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Actor({})", data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// The device that an actor of automerge's belongs to; `None` for the first change's.
pub(super) fn device_of(actor: &automerge::ActorId) -> Option<DeviceId> {
    Actor::from_slice(actor.to_bytes()).map(|actor| actor.device())
}
