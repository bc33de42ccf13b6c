//! The field's documents: one file a kind, with its fields, rules and rights, what its documents say and how they are edited.
//!
//! To add a kind, write its file (`KIND`, `TABLES`, `home`, `view`, `rows`, a patch) and add it to the list at the end of this one, which makes [`DocKey`],
//! [`View`] and [`Patch`] of it. To add a map to a kind that was released, add a step to its `KIND`.

#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the list hands over by reference what identifies a document"
)]

mod arranged;
mod attendee;
mod check;
mod curriculum;
mod digest;
mod employment;
mod enums;
mod family;
mod family_key;
mod feeds;
mod group;
mod half_day;
mod half_year;
mod instrument;
mod key_year;
mod letter;
mod limits;
mod lists;
mod meeting;
mod month;
mod office;
mod pkh;
mod plan;
mod published;
mod rakor;
mod rows;
mod score;
mod semester;
mod sent;
mod session;
mod siks;
mod since;
mod staff;
mod sums;
mod supervision;
mod template;
mod training;
mod visit;
mod vocabulary;
mod voice;
mod whereabouts;
mod year_month;

pub use arranged::{Arranged, Arranging};
pub use attendee::{Attendee, Presence};
pub use check::{CheckPatch, CheckView, changed_since_check};
pub use curriculum::{CurriculumPatch, CurriculumView};
pub use employment::Employment;
pub use family::{FamilyPatch, FamilyView};
pub use family_key::FamilyKey;
pub use feeds::{
    FEEDS, FIRST_YEAR, forum_feed, meetings_feed, office_feed, person_feed, roster_feed, year_of,
};
pub use group::{GroupPatch, GroupView};
pub use half_day::HalfDay;
pub use half_year::{HalfYear, NotAHalfYear};
pub use instrument::{InstrumentPatch, InstrumentView, version_of};
pub use key_year::{KeyYear, PlanMonth};
pub use letter::{Ground, LetterPatch, LetterView};
#[cfg(test)]
pub(crate) use meeting::GROWN;
pub use meeting::{KIND as MEETING, MeetingPatch, MeetingView, Speaker, SpeakerPatch};
pub use month::{MonthPatch, MonthView, MonthWord};
pub use office::{OfficePatch, OfficeView};
pub use pkh::Pkh;
pub(crate) use plan::{KIND as PLAN, MOST_SESSIONS, is_in as is_in_plan};
pub use plan::{PlanPatch, PlanView, PlannedMonth};
pub use published::{PublishedPatch, PublishedView};
pub use rakor::{Nature, Point, RakorPatch, RakorView};
pub(crate) use rows::{Rows, Table, Version};
pub use score::{MOST_TENTHS, Outcome, ScorePatch, ScoreView};
pub(crate) use semester::KIND as SEMESTER;
pub use semester::{SemesterPatch, SemesterView};
pub use sent::{KecamatanCode, SentPatch, SentView};
pub use session::{NotASessionCode, SessionCode};
pub(crate) use siks::PRINT as SIKS_PRINT;
pub use siks::{Prints, SiksPatch, SiksView, read_prints, written_prints};
pub use since::Since;
pub use staff::{StaffPatch, StaffView, posted_on};
pub use sums::Sums;
pub use supervision::{
    AgreedTask, MOST_ANSWER, MOST_COUNTED, Signed, SupervisionPatch, SupervisionView,
};
pub use template::{BUILT_IN, FormName, TemplatePatch, TemplateView, template_version};
pub use training::{Taking, TrainingKind, TrainingMode, TrainingPatch, TrainingView};
pub(crate) use visit::KIND as VISIT;
pub use visit::{VisitPatch, VisitView};
pub use vocabulary::{
    Aspect, Component, DeliveryWay, GroupState, LetterStep, Mark, Rating, SiksField, SiksSaid,
    Status, Verdict, VisitWay, VoiceKind,
};
pub use voice::{VoicePatch, VoiceView};
pub(crate) use whereabouts::{kecamatan_here, kecamatan_of};
pub use year_month::YearMonth;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sesi_wire::ids::{DeviceId, OfficeId};
use uuid::Uuid;

use self::enums::kinds;
use sesi_engine::documents::{
    DocId, DocumentKey, DocumentOf, DocumentPatch, Edit, Edits, Fields, Home, KeyError, KeyPiece,
    Kind, Misfit, derived_id, fits_key, put_head, take_head,
};

/// A document of the field.
pub type Document = DocumentOf<DocKey>;

impl DocKey {
    /// The document's id in `office`: its own UUID, or one derived from its key.
    pub fn id(&self, office: &OfficeId) -> DocId {
        self.own_id()
            .map_or_else(|| derived_id(self, office), DocId)
    }

    /// The key's one byte form: kind, version of the form, then what identifies it. See `docs/protocol.md`.
    pub fn to_bytes(&self) -> Vec<u8> {
        DocumentKey::to_bytes(self)
    }

    /// Appends [`Self::to_bytes`] to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        put_head(out, self.kind());
        self.put_pieces(out);
    }

    /// Takes a key off the front of `input`, which is left untouched on an error.
    pub fn read(input: &mut &[u8]) -> Result<Self, KeyError> {
        let mut rest = *input;
        let kind = take_head(&mut rest, KINDS)?;
        let key = Self::take_pieces(kind, &mut rest)?;
        *input = rest;
        Ok(key)
    }

    /// Reads a key that fills all of `bytes`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        DocumentKey::from_bytes(bytes)
    }

    /// The key of what a family was given on a day, if a key can carry the day (2000-01-01 to 9999-12-31).
    pub fn visit(family: Uuid, day: NaiveDate) -> Option<Self> {
        fits_key(day).then_some(Self::Visit { family, day })
    }

    /// The key of a meeting, if its date is one that a key can carry (2000-01-01 to 9999-12-31).
    pub fn meeting(group: Uuid, date: NaiveDate, session: SessionCode) -> Option<Self> {
        fits_key(date).then_some(Self::Meeting {
            group,
            date,
            session,
        })
    }
}

impl DocumentKey for DocKey {
    type Patch = Patch;
    type View = View;

    fn kind(&self) -> &'static Kind {
        self.kind()
    }

    fn id(&self, office: &OfficeId) -> DocId {
        self.id(office)
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.write(out);
    }

    fn read(input: &mut &[u8]) -> Result<Self, KeyError> {
        Self::read(input)
    }

    fn home(&self) -> Home {
        self.home()
    }

    fn maker(&self) -> Option<DeviceId> {
        self.maker()
    }

    fn view(&self, fields: &Fields) -> View {
        View::read(self, fields)
    }
}

kinds! {
    /// The one document about the office.
    Office = office, OfficePatch, OfficeView;
    /// The one document of all curriculum editions.
    Curriculum = curriculum, CurriculumPatch, CurriculumView;
    /// One member of staff.
    Staff(id: Uuid) = staff, StaffPatch, StaffView;
    /// One group.
    Group(id: Uuid) = group, GroupPatch, GroupView;
    /// One family.
    Family(id: Uuid) = family, FamilyPatch, FamilyView;
    /// The meeting of a group on a date about a session: two people who record it offline mean the same document.
    Meeting {
        /// The group that met.
        group: Uuid,
        /// The day, in the office's time zone.
        date: NaiveDate,
        /// The first session held.
        session: SessionCode,
    } = meeting, MeetingPatch, Box<MeetingView>;
    /// One month of one member of staff.
    Month {
        /// Whose month.
        staff: Uuid,
        /// Which month.
        month: YearMonth,
    } = month, MonthPatch, MonthView;
    /// The ratings of a group's families in a half year.
    Semester {
        /// The group.
        group: Uuid,
        /// The half year.
        semester: HalfYear,
    } = semester, SemesterPatch, SemesterView;
    /// The plan of a group for a year (RTL).
    Plan {
        /// The group.
        group: Uuid,
        /// The year.
        year: KeyYear,
    } = plan, PlanPatch, PlanView;
    /// What a family was given on a day outside its meetings.
    Visit {
        /// The family.
        family: Uuid,
        /// The day.
        day: NaiveDate,
    } = visit, VisitPatch, VisitView;
    /// How far a meeting is typed into SIKS-NG.
    Siks {
        /// The document of the meeting.
        meeting: Uuid,
        /// The year of the meeting's key.
        year: KeyYear,
    } = siks, SiksPatch, SiksView;
    /// A letter to a family that stayed away: the same letter about the same months in a row is one document.
    Letter {
        /// The family.
        family: Uuid,
        /// The first of the months in a row.
        since: YearMonth,
        /// Which letter.
        step: LetterStep,
    } = letter, LetterPatch, Box<LetterView>;
    /// The sheet of a kecamatan in a rekap that was sent, as it was then.
    Sent {
        /// Whose sheet.
        kecamatan: KecamatanCode,
        /// Of which month.
        month: YearMonth,
        /// The sending: the sheets that were sent together have the same.
        send: Uuid,
    } = sent, SentPatch, SentView;
    /// How somebody of the office saw a meeting of a member of staff.
    Supervision {
        /// Whose meeting.
        staff: Uuid,
        /// Its day.
        day: NaiveDate,
        /// What tells it from others of the day: made of who observed and which group, so that two devices of an observer mean the same.
        id: Uuid,
    } = supervision, SupervisionPatch, Box<SupervisionView>;
    /// What a member of staff asked, reported, wished or proposed, and what became of it.
    Voice {
        /// The day on which it was said.
        day: NaiveDate,
        /// Whose device says it: what any other says there counts for nothing.
        device: DeviceId,
        /// What tells it from others of the day.
        id: Uuid,
    } = voice, VoicePatch, Box<VoiceView>;
    /// A training of the staff.
    Training {
        /// Where it is filed: its first day, or the nearest day of the year in which it was written down.
        filed: NaiveDate,
        /// What tells it from others of the day: made of its name and first day, so that two who write it down mean the same.
        id: Uuid,
    } = training, TrainingPatch, Box<TrainingView>;
    /// A meeting of the staff.
    Rakor {
        /// Where it is filed: its day, or the nearest day of the year in which it was written down.
        filed: NaiveDate,
        /// What tells it from others of the day: made of its name and day, so that two who write it down mean the same.
        id: Uuid,
    } = rakor, RakorPatch, Box<RakorView>;
    /// The one document of all versions of the instrument of supervision.
    Instrument = instrument, InstrumentPatch, InstrumentView;
    /// What a training gave one member of staff.
    Score {
        /// Whom.
        staff: Uuid,
        /// The document of the training.
        training: Uuid,
    } = score, ScorePatch, ScoreView;
    /// A month that a kabupaten told its province: sums alone.
    Published {
        /// The kabupaten's office, as a member of the province's workspace.
        kabupaten: Uuid,
        /// Which month.
        month: YearMonth,
        /// The kabupaten's device that tells it: what any other says there counts for nothing.
        device: DeviceId,
        /// The telling: each is a document of its own.
        send: Uuid,
    } = published, PublishedPatch, PublishedView;
    /// The templates of a form, and which is in force.
    Template {
        /// Which form.
        form: FormName,
    } = template, TemplatePatch, TemplateView;
}

#[cfg(test)]
mod tests;
