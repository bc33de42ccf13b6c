//! What an office enters about its people, line by line as it was entered: names, days and sentences, and no id that Sesi made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Something that somebody entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The day that it was for who entered it, ISO.
    pub on: String,
    /// On which device: `kantor`, `meja`, or the name of whose phone it was.
    pub by: String,
    /// What.
    #[serde(flatten)]
    pub entered: Entered,
}

/// What was entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entered", rename_all = "snake_case")]
pub enum Entered {
    /// It is that day, and whoever founded the office is called so.
    Today {
        /// Who.
        founder: String,
    },
    /// A row of the list of staff.
    Staff {
        /// Nama.
        name: String,
        /// NIP.
        nip: String,
        /// Jabatan.
        role: String,
        /// Kecamatan tugas, by name.
        kecamatan: String,
    },
    /// Somebody is posted elsewhere from a day on; nowhere: has left.
    Posted {
        /// Who.
        name: String,
        /// Since when.
        since: String,
        /// Where, by name.
        kecamatan: Vec<String>,
    },
    /// A group with its families.
    Group {
        /// Its name.
        name: String,
        /// Its kecamatan, by name.
        kecamatan: String,
        /// Who leads it.
        leader: String,
        /// Names of its families.
        families: Vec<String>,
    },
    /// A meeting of a group.
    Met {
        /// The group.
        group: String,
        /// When.
        day: String,
        /// By family: `hadir`, `sakit` or `alfa`, and how it was rated.
        marks: BTreeMap<String, (String, Option<String>)>,
    },
    /// Which kinds of events count as FDS training.
    Rule {
        /// Kinds.
        kinds: Vec<String>,
    },
    /// A training.
    Training {
        /// Its name.
        name: String,
        /// Its kind.
        kind: String,
        /// Its first day.
        starts: String,
        /// Its last day.
        ends: String,
        /// It is about P2K2.
        fds: bool,
        /// Half days, `2026-10-05.p`.
        halves: Vec<String>,
    },
    /// A training did not take place after all.
    TrainingCancelled {
        /// Its name.
        training: String,
    },
    /// What somebody is to a training.
    Takes {
        /// Its name.
        training: String,
        /// Who.
        who: String,
        /// `diusulkan`, `terdaftar`, `hadir` or `batal`.
        taking: String,
    },
    /// Somebody facilitates.
    Facilitates {
        /// The training.
        training: String,
        /// Who.
        who: String,
    },
    /// Somebody was there on a half day, or not.
    HalfDay {
        /// The training.
        training: String,
        /// Half day.
        half: String,
        /// Who.
        who: String,
        /// `hadir`, `izin` or `tanpa_keterangan`.
        mark: String,
    },
    /// What a training gave somebody.
    Result {
        /// The training.
        training: String,
        /// Who.
        who: String,
        /// Before, in tenths.
        pre: Option<u32>,
        /// After, in tenths.
        post: Option<u32>,
        /// `lulus` or `tidak_lulus`.
        outcome: Option<String>,
        /// Number of the certificate; empty for none.
        certificate: String,
    },
    /// A rakor.
    Rakor {
        /// Its name.
        title: String,
        /// When.
        day: String,
    },
    /// Whether somebody was at a rakor.
    RakorMark {
        /// Its name.
        rakor: String,
        /// Who.
        who: String,
        /// `hadir`, `izin` or `tanpa_keterangan`.
        mark: String,
        /// Why not; empty for none.
        reason: String,
    },
    /// A guest of a rakor.
    Guest {
        /// Its name.
        rakor: String,
        /// Who.
        name: String,
    },
    /// A point of the minutes.
    Point {
        /// The rakor.
        rakor: String,
        /// Who spoke.
        speaker: String,
        /// What was said.
        said: String,
        /// What was decided.
        decided: String,
    },
    /// A task that follows from a rakor.
    RakorTask {
        /// The rakor.
        rakor: String,
        /// What.
        task: String,
        /// By whom.
        who: String,
        /// Until when.
        due: String,
    },
    /// The minutes were closed.
    RakorClosed {
        /// The rakor.
        rakor: String,
    },
    /// A voice. The one who says it is whose phone it is.
    Voice {
        /// `pertanyaan`, `aspirasi`, `kendala` or `usul`.
        kind: String,
        /// What it is about.
        topic: String,
        /// The sentence, which no other voice has.
        text: String,
    },
    /// A voice is about the same as another; about a thing of its own again without.
    Joined {
        /// The sentence.
        text: String,
        /// The other one.
        with: Option<String>,
    },
    /// What the office says of a matter, as it stands from then on.
    Decided {
        /// The sentence of the voice.
        text: String,
        /// Answer; empty for none.
        answer: String,
        /// Task; empty for none.
        task: String,
        /// By whom.
        who: Option<String>,
        /// Until when.
        due: Option<String>,
        /// Done with it.
        closed: bool,
    },
    /// A task is done.
    Proved {
        /// The sentence of the voice.
        text: String,
        /// What shows it; empty takes it back.
        proof: String,
    },
    /// A meeting was observed. One person is observed once a day.
    Supervision {
        /// Whose meeting.
        who: String,
        /// When.
        day: String,
        /// The group.
        group: String,
        /// Heads that the observer counted.
        heads: u32,
        /// By item: 1 to 3, 0 for not observed.
        answers: BTreeMap<String, u32>,
        /// What was agreed: a task of that person, and until when.
        tasks: BTreeMap<String, String>,
    },
    /// The observer signed.
    Signed {
        /// Whose meeting.
        who: String,
        /// When it was.
        day: String,
    },
    /// The person agreed and replied.
    Agreed {
        /// Whose meeting.
        who: String,
        /// When it was.
        day: String,
        /// The reply.
        reply: String,
    },
    /// The office took it back.
    Withdrawn {
        /// Whose meeting.
        who: String,
        /// When it was.
        day: String,
    },
    /// A task of a supervision is done.
    FollowedUp {
        /// Whose meeting.
        who: String,
        /// When it was.
        day: String,
        /// The task.
        task: String,
        /// What shows it; empty for what the office closed without.
        proof: String,
        /// The office is done with it.
        closed: bool,
    },
}
