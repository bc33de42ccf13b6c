//! Why a call is not done: reasons that a person can act on, each under a name that never changes.

use crate::error::{Error, FieldError};
use crate::roster::FaultCode;

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody has given the person of this device a group.
    #[error("this person leads no group; choose one, or let the office hand one over")]
    NoGroups,
    /// A group that this device does not know.
    #[error("this device does not know that group; synchronise, or choose another")]
    NoSuchGroup,
    /// A draft that was saved or thrown away.
    #[error("that draft is saved or thrown away; open the meeting, or begin anew")]
    NoSuchDraft,
    /// A meeting without a session.
    #[error("a meeting needs a session; choose one")]
    SessionMissing,
    /// A saved meeting cannot become another group's.
    #[error("a saved meeting stays with its group; cancel it and record another")]
    OtherGroup,
    /// A day before the year 2000 or after 9999.
    #[error("a meeting is on a day from the year 2000 on; correct the date")]
    MeetingDate,
    /// More than three speakers.
    #[error("a meeting has at most three speakers; take one out")]
    TooManySpeakers,
    /// What was recorded for that day and session was moved to another day or session since.
    #[error(
        "the meeting recorded for that day and session was moved to another; correct that one, or choose another day"
    )]
    MeetingMoved,
    /// A mark or a rating under something that is no family's key.
    #[error("a mark stands under something that is no family's key")]
    FamilyKey,
    /// A group without a name.
    #[error("a group needs a name")]
    GroupNameMissing,
    /// A family or a group without a place that the list of regions knows.
    #[error("choose the desa")]
    DesaMissing,
    /// Another family has that NIK or id PKH.
    #[error("another family has that NIK or id PKH; open that one")]
    FamilyTaken,
    /// The kecamatan has a group of that name.
    #[error("the kecamatan has a group of that name; open that one, or choose another name")]
    GroupTaken,
    /// A group that no longer exists on that day.
    #[error("that group is closed on that day; choose another")]
    GroupClosed,
    /// A group that is to be closed while families are in it.
    #[error(
        "{0} active families are in that group on or after that day; move them first, or merge the group into another"
    )]
    GroupLivedIn(usize),
    /// A group that is to be opened on a day on which it exists.
    #[error("that group exists on that day already")]
    GroupOpen,
    /// A group that is to be merged into itself, or groups handed to whoever has them.
    #[error("choose another one than it is already")]
    SameAsBefore,
    /// A part of a group without families, or with some that are not in it on that day.
    #[error("choose at least one family, and only such as are in the group on that day")]
    NotInGroup,
    /// Groups handed to somebody whose phones cannot read them.
    #[error("that person does not work in {0}; give the person that kecamatan first")]
    WorksElsewhere(String),
    /// What a person says of a month, on a device that is nobody's.
    #[error("this device belongs to no member of staff")]
    NoStaff,
    /// A person without a name.
    #[error("a person needs a name")]
    NameMissing,
    /// A role that is no short lower-case word.
    #[error("a role is a word of 1 to 40 letters")]
    Role,
    /// A kecamatan that the office's kabupaten does not have.
    #[error("the kabupaten has no kecamatan {0}")]
    UnknownKecamatan(String),
    /// A pendamping's phone works in the kecamatan of its person, who has none.
    #[error("the person works in no kecamatan; name at least one first")]
    NoKecamatan,
    /// A grant never narrows: a kecamatan cannot be taken from a person who has a phone there.
    #[error(
        "a phone of the person has access to {0}; revoke it, then change the kecamatan and invite anew"
    )]
    PhoneThere(String),
    /// Whoever is posted in a kecamatan works there.
    #[error(
        "the person is posted in {0} today; post them elsewhere, or take the posting back, first"
    )]
    PostedThere(String),
    /// An invite that is good for no day, or for more than a year.
    #[error("an invite is good for 1 to 366 days")]
    InviteDays,
    /// An office without a relay, as the sample office is: nobody could come to it.
    #[error("this office has no relay, so nobody can be invited; found an office with one")]
    NoRelay,
    /// A move to where the office is.
    #[error("the office is at that relay already")]
    SameRelay,
    /// The relay's address is so long that no QR code holds the invite.
    #[error("the relay's address is too long for a QR code; use a shorter one")]
    QrTooLong,
    /// A row that still cannot be imported as it was corrected.
    #[error("the row cannot be imported yet: {}", .0.as_str())]
    Row(FaultCode),
    /// A row about whom somebody has to say first whether it is the family on whose card it stands.
    #[error("say first whether this is the family that has the same No. KK or NIK, or another")]
    RowQuestion,
    /// A threshold outside what makes sense.
    #[error("silence is told after 1 to 366 days, a surat teguran is due after 1 to 12 months")]
    Threshold,
    /// An edition of the curriculum without a name, or with one that sorts before the edition in force: the name that sorts last
    /// is in force.
    #[error("name the edition so that it sorts after {0}, at most 40 characters")]
    Edition(String),
    /// A code of a module or session that no edition has, or in the wrong place.
    #[error("{0} is no module or session of this curriculum; leave the code of a new one empty")]
    CurriculumCode(String),
    /// A session that meetings have, and the new edition does not.
    #[error("meetings were held about session {0}; keep it in the list")]
    SessionInUse(String),
    /// A family that would become part of itself, by one way or another.
    #[error("the family to keep is part of the other one already; take that merge back first")]
    MergeCircle,
    /// Families that somebody said are two.
    #[error("somebody said that these are not the same family; take that back first")]
    SaidOther,
    /// A voice without a sentence.
    #[error("say in a sentence what it is about")]
    VoiceMissing,
    /// A task without somebody, or without a day.
    #[error("a task has what is to be done, by whom and until when; fill in all three, or none")]
    TaskIncomplete,
    /// A task of a supervision for somebody who cannot read it.
    #[error(
        "only the person and the office read a supervision; give this task by a rakor or a voice, which all staff read"
    )]
    TaskUnread,
    /// An answer where another one stands by now.
    #[error("another device of the office answered meanwhile; look at that, then save again")]
    DecidedMeanwhile,
    /// Something that nobody was asked to do.
    #[error("there is no task; the office gives one first")]
    NoTask,
    /// A task of somebody else.
    #[error("that task is somebody else's; only that person or the office says that it is done")]
    NotYourTask,
    /// A training that ends before it starts, has no days, or half days outside them.
    #[error("a training has a first day and a last one, and its half days between them")]
    TrainingDays,
    /// A training with too many half days.
    #[error("a list of attendance has at most {0} half days")]
    TrainingHalves(usize),
    /// A training that was written down already.
    #[error("there is a training of that name and day; open that one")]
    TrainingTaken,
    /// A rule by which nothing counts as training.
    #[error("choose at least one kind of event that counts")]
    TrainingRule,
    /// Minutes that are closed.
    #[error("the minutes are closed; open them first, then change them")]
    RakorClosed,
    /// A meeting of the staff without a day, or one that ends before it starts.
    #[error("a rakor has a day, and ends after it starts")]
    RakorDay,
    /// A meeting of the staff that was written down already.
    #[error("there is a rakor of that name and day; open that one")]
    RakorTaken,
    /// A report of a meeting of the staff by somebody who was not there.
    #[error("only who is marked as present reports of a rakor; ask the office to mark you")]
    RakorNotThere,
    /// A supervision of a day to come, or before the year 2000.
    #[error("a supervision is of a day that has come; correct the date")]
    SupervisionDay,
    /// A supervision of a group that the person did not lead.
    #[error("choose the group that met; the person led it on that day")]
    SupervisionGroup,
    /// A supervision that was written down already.
    #[error("you wrote down what you saw of that group on that day; open that one")]
    SupervisionThere,
    /// Somebody observes themselves.
    #[error("somebody else observes your meetings; choose a colleague")]
    SupervisionOfOneself,
    /// More people than any meeting has.
    #[error("a meeting has at most 500 people; correct the number")]
    SupervisionCounted,
    /// What another one observed.
    #[error("only who observed the meeting changes and signs it")]
    NotObserver,
    /// A supervision that is signed.
    #[error("it is signed; open it first, then change it")]
    SupervisionSigned,
    /// A supervision that was taken back.
    #[error("it was taken back; let it count again first")]
    SupervisionWithdrawn,
    /// A supervision that says something else by now.
    #[error("something of it changed meanwhile; look at it again, then sign")]
    SupervisionChanged,
    /// A supervision with items that nobody answered.
    #[error("{0} items have no answer; answer them, or say that they were not observed")]
    SupervisionIncomplete(u32),
    /// Somebody replies for another.
    #[error("only whose meeting it was agrees and replies, on their own phone")]
    NotSupervised,
    /// A score above 100, or a certificate of no jam pelajaran.
    #[error("a score is 0 to 100, and jam pelajaran are 1 to 1000")]
    Score,
    /// A way of numbering letters without a place for the number.
    #[error("the number of a letter needs {{no}} once, and has at most 50 characters")]
    LetterPattern,
    /// A letter to a family that was not Alfa for long enough.
    #[error("the family was not Alfa for so many months in a row; look at Kepatuhan again")]
    LetterGround,
    /// A letter that is there.
    #[error("that letter is written already; open it")]
    LetterThere,
    /// A number that another letter has.
    #[error("another letter has that number; take the next one")]
    LetterNumber,
    /// A letter that is dated before its ground, delivered before its date, or signed for before it is delivered.
    #[error(
        "a letter is dated on or after the last meeting of its ground, delivered on or after its date, and signed for on or after that day"
    )]
    LetterDays,
    /// A rekap that is no longer what was on the screen.
    #[error("the figures changed meanwhile; look at them again, then send")]
    RekapChanged,
    /// A correction of a rekap that would say the same.
    #[error("nothing changed since the rekap was sent")]
    RekapSame,
    /// A sending of which some sheets are not here.
    #[error("not all sheets of that sending are on this device yet; synchronise, then print it")]
    SentNotWhole,
    /// A half year that is none.
    #[error("a semester looks like 2026-1 or 2026-2")]
    Semester,
    /// A family with a new pengurus whose name or NIK was corrected since.
    #[error(
        "the name or NIK was corrected since; put name and NIK back to those of the earlier pengurus, then separate again"
    )]
    PengurusCorrected,
    /// A month that is none.
    #[error("a month looks like 2026-11")]
    Month,
    /// Months that run backwards, or too many of them.
    #[error("choose a first and a last month, at most 24 months in all")]
    Months,
    /// A year for which nobody can plan.
    #[error("a plan is for a year from 2000 to 9999")]
    PlanYear,
    /// The day of a plan in another month than its cell.
    #[error(
        "the day must lie in the month that is planned; correct the date, or plan the other month"
    )]
    PlanDate,
    /// A month in which the group does not exist.
    #[error("the group is closed in that month; open it again, or plan another month")]
    PlanClosed,
    /// More sessions in a month than a plan has room for.
    #[error("a month of a plan has at most {0} sessions; take one out")]
    PlanSessions(usize),
    /// A visit on a day to come, or before the year 2000.
    #[error("a visit is on a day that has come; correct the date")]
    VisitDay,
    /// A visit of which nothing is said.
    #[error("choose a session, or write what the visit was about")]
    VisitEmpty,
    /// Something to be taken back that is no longer what was on the screen.
    #[error("somebody changed it meanwhile; look at it again, then take it back")]
    ChangedMeanwhile,
    /// A meeting that SIKS-NG refused for no reason.
    #[error("say why SIKS-NG refused it")]
    SiksReason,
    /// A calendar without a single day.
    #[error("no meeting here has a date yet; give at least one a date, then make the file")]
    NoDates,
    /// A file in which nobody is found.
    #[error("no sheet has a column of names and two more columns of a list of staff")]
    StaffList,
    /// A file of sums that is none.
    #[error("this is no file of an office's sums; let the kabupaten's own profile write it anew")]
    SumsFile,
    /// Sums of another kabupaten.
    #[error("these are the sums of {0}; this profile speaks for another kabupaten")]
    SumsOther(String),
    /// A profile that speaks for no kabupaten.
    #[error("this profile speaks for no kabupaten; ask the province for an invite")]
    NotKabupaten,
    /// What only a province has.
    #[error("this is no province; open the profile of the province")]
    NotProvince,
    /// A kabupaten that the province does not have.
    #[error("{0} is no kabupaten of this province; choose one of its own")]
    UnknownKabupaten(String),
}

impl Refusal {
    /// The name of the reason, for choosing the words that are shown.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoGroups => "no_groups",
            Self::NoSuchGroup => "no_such_group",
            Self::NoSuchDraft => "no_such_draft",
            Self::SessionMissing => "session_missing",
            Self::OtherGroup => "other_group",
            Self::MeetingDate => "meeting_date",
            Self::TooManySpeakers => "too_many_speakers",
            Self::MeetingMoved => "meeting_moved",
            Self::FamilyKey => "family_key",
            Self::GroupNameMissing => "group_name_missing",
            Self::DesaMissing => "desa_missing",
            Self::FamilyTaken => "family_taken",
            Self::GroupTaken => "group_taken",
            Self::GroupClosed => "group_closed",
            Self::GroupLivedIn(_) => "group_lived_in",
            Self::GroupOpen => "group_open",
            Self::SameAsBefore => "same_as_before",
            Self::NotInGroup => "not_in_group",
            Self::WorksElsewhere(_) => "works_elsewhere",
            Self::NoStaff => "no_staff",
            Self::NameMissing => "name_missing",
            Self::Role => "role",
            Self::UnknownKecamatan(_) => "unknown_kecamatan",
            Self::NoKecamatan => "no_kecamatan",
            Self::PhoneThere(_) => "phone_there",
            Self::PostedThere(_) => "posted_there",
            Self::InviteDays => "invite_days",
            Self::NoRelay => "no_relay",
            Self::SameRelay => "same_relay",
            Self::QrTooLong => "qr_too_long",
            Self::Row(fault) => fault.as_str(),
            Self::RowQuestion => "row_question",
            Self::Threshold => "threshold",
            Self::Edition(_) => "edition",
            Self::CurriculumCode(_) => "curriculum_code",
            Self::SessionInUse(_) => "session_in_use",
            Self::PengurusCorrected => "pengurus_corrected",
            Self::MergeCircle => "merge_circle",
            Self::SaidOther => "said_other",
            Self::VoiceMissing => "voice_missing",
            Self::TaskIncomplete => "task_incomplete",
            Self::TaskUnread => "task_unread",
            Self::DecidedMeanwhile => "decided_meanwhile",
            Self::NoTask => "no_task",
            Self::NotYourTask => "not_your_task",
            Self::TrainingDays => "training_days",
            Self::TrainingHalves(_) => "training_halves",
            Self::TrainingTaken => "training_taken",
            Self::TrainingRule => "training_rule",
            Self::RakorClosed => "rakor_closed",
            Self::RakorDay => "rakor_day",
            Self::RakorTaken => "rakor_taken",
            Self::RakorNotThere => "rakor_not_there",
            Self::SupervisionDay => "supervision_day",
            Self::SupervisionGroup => "supervision_group",
            Self::SupervisionThere => "supervision_there",
            Self::SupervisionOfOneself => "supervision_of_oneself",
            Self::SupervisionCounted => "supervision_counted",
            Self::NotObserver => "not_observer",
            Self::SupervisionSigned => "supervision_signed",
            Self::SupervisionWithdrawn => "supervision_withdrawn",
            Self::SupervisionChanged => "supervision_changed",
            Self::SupervisionIncomplete(_) => "supervision_incomplete",
            Self::NotSupervised => "not_supervised",
            Self::Score => "score",
            Self::LetterPattern => "letter_pattern",
            Self::LetterGround => "letter_ground",
            Self::LetterThere => "letter_there",
            Self::LetterNumber => "letter_number",
            Self::LetterDays => "letter_days",
            Self::RekapChanged => "rekap_changed",
            Self::RekapSame => "rekap_same",
            Self::SentNotWhole => "sent_not_whole",
            Self::Semester => "semester",
            Self::Month => "month",
            Self::Months => "months",
            Self::PlanYear => "plan_year",
            Self::PlanDate => "plan_date",
            Self::PlanClosed => "plan_closed",
            Self::PlanSessions(_) => "plan_sessions",
            Self::VisitDay => "visit_day",
            Self::VisitEmpty => "visit_empty",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::SiksReason => "siks_reason",
            Self::NoDates => "no_dates",
            Self::StaffList => "staff_list",
            Self::SumsFile => "sums_file",
            Self::SumsOther(_) => "sums_other",
            Self::NotKabupaten => "not_kabupaten",
            Self::NotProvince => "not_province",
            Self::UnknownKabupaten(_) => "unknown_kabupaten",
        }
    }
}

impl FieldError for Refusal {
    fn kind(&self) -> &'static str {
        self.kind()
    }
}

impl From<Refusal> for Error {
    fn from(fault: Refusal) -> Self {
        Self::Field(Box::new(fault))
    }
}
