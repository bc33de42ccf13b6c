//! What a document says now, typed. Tolerant: a value that this version does not understand is left out and stays in the
//! document; it is never an error.

mod family;
mod group;
mod meeting;
mod office;
mod staff;

pub use family::FamilyView;
pub use group::GroupView;
pub use meeting::{CheckView, MeetingView, Speaker};
pub use office::{CurriculumView, OfficeView};
pub use staff::{MonthView, StaffView};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::disagreement::Disagreement;
use super::document::Document;
use super::fields::Fields;
use super::hash::Heads;
use super::key::DocKey;
use super::left_out::NotHeard;
use super::scalar::Scalar;
use super::vocabulary::{Since, parse_date};

/// The contents of a document of any kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum View {
    /// The office.
    Office(OfficeView),
    /// The curriculum.
    Curriculum(CurriculumView),
    /// A member of staff.
    Staff(StaffView),
    /// A group.
    Group(GroupView),
    /// A family.
    Family(FamilyView),
    /// A meeting.
    Meeting(Box<MeetingView>),
    /// A month.
    Month(MonthView),
}

impl Document {
    /// What the document says now.
    pub fn view(&self) -> View {
        self.view_of(&self.fields())
    }

    /// What the document said at a version; `None` if this device does not hold that version.
    pub fn view_at(&self, version: &Heads) -> Option<View> {
        let heads = version.to_automerge();
        self.holds(version).then(|| {
            let fields = Fields::read(&self.automerge, self.kind(), Some(&heads), &self.office);
            self.view_of(&fields)
        })
    }

    /// What the document says now and where people disagree about it, read in one pass.
    pub fn view_with_disagreements(&self) -> (View, Vec<Disagreement>) {
        let fields = self.fields();
        (self.view_of(&fields), self.disagreements_of(&fields))
    }

    /// The same, and what was said and does not count.
    pub fn said(&self) -> (View, Vec<Disagreement>, Vec<NotHeard>) {
        let fields = self.fields();
        (
            self.view_of(&fields),
            self.disagreements_of(&fields),
            self.not_heard_of(&fields),
        )
    }

    fn view_of(&self, fields: &Fields) -> View {
        match self.key() {
            DocKey::Office => View::Office(OfficeView::read(fields)),
            DocKey::Curriculum => View::Curriculum(CurriculumView::read(fields)),
            DocKey::Staff(id) => View::Staff(StaffView::read(*id, fields)),
            DocKey::Group(id) => View::Group(GroupView::read(*id, fields)),
            DocKey::Family(id) => View::Family(FamilyView::read(*id, fields)),
            DocKey::Meeting {
                group,
                date,
                session,
            } => View::Meeting(Box::new(MeetingView::read(*group, *date, session, fields))),
            DocKey::Month { staff, month } => View::Month(MonthView::read(*staff, *month, fields)),
        }
    }
}

/// Reading typed values, or nothing.
impl Fields {
    fn text(&self, key: &str) -> Option<String> {
        self.root(key).and_then(Scalar::text).map(str::to_owned)
    }

    fn date(&self, key: &str) -> Option<NaiveDate> {
        self.root(key).and_then(Scalar::text).and_then(parse_date)
    }

    fn since<V>(&self, map: usize, read: impl Fn(&Scalar) -> Option<V>) -> BTreeMap<Since, V> {
        self.map(map)
            .filter_map(|(key, value)| Some((Since::parse(key)?, read(value)?)))
            .collect()
    }

    fn texts(&self, map: usize) -> BTreeMap<String, String> {
        let texts = self.map(map);
        texts
            .filter_map(|(key, value)| Some((key.to_owned(), value.text()?.to_owned())))
            .collect()
    }
}

fn id(value: &Scalar) -> Option<Uuid> {
    Uuid::from_slice(value.bytes()?).ok()
}

/// The value that holds on `day`: the one with the latest `since` that is not after it.
pub(super) fn on<V>(values: &BTreeMap<Since, V>, day: NaiveDate) -> Option<&V> {
    values
        .range(..=Since(Some(day)))
        .next_back()
        .map(|(_, value)| value)
}
