//! What a document says, typed by the field: now or at a version, alone or with what people disagree about.

use super::disagreement::Disagreement;
use super::document::Document;
use super::fields::Fields;
use super::hash::Heads;
use super::key::DocumentKey;
use super::left_out::NotHeard;

impl<K: DocumentKey> Document<K> {
    /// What the document says now.
    pub fn view(&self) -> K::View {
        self.view_of(&self.fields())
    }

    /// What the document said at a version; `None` if this device does not hold that version.
    pub fn view_at(&self, version: &Heads) -> Option<K::View> {
        let heads = version.to_automerge();
        self.holds(version).then(|| {
            let fields = Fields::read(&self.automerge, self.kind(), Some(&heads), self.speakers());
            self.view_of(&fields)
        })
    }

    /// What the document says now and where people disagree about it, read in one pass.
    pub fn view_with_disagreements(&self) -> (K::View, Vec<Disagreement>) {
        let fields = self.fields();
        (self.view_of(&fields), self.disagreements_of(&fields))
    }

    /// The same, and what was said and does not count.
    pub fn said(&self) -> (K::View, Vec<Disagreement>, Vec<NotHeard>) {
        let fields = self.fields();
        (
            self.view_of(&fields),
            self.disagreements_of(&fields),
            self.not_heard_of(&fields),
        )
    }

    fn view_of(&self, fields: &Fields) -> K::View {
        self.key().view(fields)
    }
}
