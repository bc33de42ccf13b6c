//! Changes and values of a document that do not count, each with the reason, for whoever looks into what a device did. Decides nothing.

use sesi_wire::ids::DeviceId;

use super::actor::device_of;
use super::document::Document;
use super::fields::Fields;
use super::hash::ChangeHash;
use super::key::DocumentKey;
use super::settle::Why;

/// Why something that was said does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The device said something else in its place: it, or a copy of it, contradicts itself.
    Contradicted,
    /// It was built upon something that does not count.
    BuiltUpon,
    /// The field is one that the device may not say.
    NotEntitled,
}

impl Reason {
    /// Stable name, as the read model stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contradicted => "contradicted",
            Self::BuiltUpon => "built_upon",
            Self::NotEntitled => "not_entitled",
        }
    }
}

/// A change, or what a change said of one field, that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotHeard {
    /// The change.
    pub change: ChangeHash,
    /// The field; empty for all that the change says.
    pub path: String,
    /// Why it does not count.
    pub reason: Reason,
    /// The device that said it.
    pub device: DeviceId,
    /// Unix seconds by that device's clock.
    pub time: i64,
    /// What was said of the field, in a form for people; empty for a whole change.
    pub value: String,
}

impl<K: DocumentKey> Document<K> {
    /// Everything that was said and does not count, whole changes first. Changes that do not fit are not among it: their entries
    /// are set aside.
    pub fn not_heard(&self) -> Vec<NotHeard> {
        self.not_heard_of(&self.fields())
    }

    /// The device that made a change which is known and not in the document.
    pub fn author_of_left_out(&self, change: ChangeHash) -> Option<DeviceId> {
        Some(self.left_out.get(&change)?.change.author())
    }

    pub(super) fn not_heard_of(&self, fields: &Fields) -> Vec<NotHeard> {
        let left_out = self.left_out.values().filter_map(|left_out| {
            let change = &left_out.change;
            Some(NotHeard {
                change: change.hash(),
                path: String::new(),
                reason: match left_out.why {
                    Why::Contradicted => Reason::Contradicted,
                    Why::BuiltUpon => Reason::BuiltUpon,
                    Why::Unfit => return None,
                },
                device: change.author(),
                time: change.time(),
                value: String::new(),
            })
        });
        let unheard = fields.unheard().filter_map(|(spot, said)| {
            let change = self.automerge.hash_for_opid(&said.id)?;
            let meta = self.automerge.get_change_meta_by_hash(&change)?;
            Some(NotHeard {
                change: change.into(),
                path: spot.path(self.kind()),
                reason: Reason::NotEntitled,
                device: device_of(&meta.actor)?,
                time: meta.timestamp,
                value: said
                    .value
                    .as_ref()
                    .map(super::Scalar::shown)
                    .unwrap_or_default(),
            })
        });
        left_out.chain(unheard).collect()
    }
}
