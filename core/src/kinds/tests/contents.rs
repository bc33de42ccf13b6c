//! What is put into a document of each kind is read back, and what does not fit is refused.

use std::sync::Arc;

use chrono::DateTime;
use sesi_engine::documents::{
    ActorSeed, Authorship, DocumentError, Heads, OfficeDevices, PlainChange, Provenance, Unfit,
};
use sesi_wire::ids::DeviceId;

use super::super::meeting::ENDS_BEFORE_START;
use super::*;

const OFFICE: OfficeId = OfficeId([7; 16]);
const ANI: DeviceId = DeviceId([0xa1; 8]);
const BUDI: DeviceId = DeviceId([0xb2; 8]);
const A: Provenance = Provenance::Device(ANI);
const B: Provenance = Provenance::Device(BUDI);

fn by(device: DeviceId, second: i64) -> Authorship {
    Authorship {
        device,
        actor: ActorSeed([device.0[0]; 6]),
        time: DateTime::from_timestamp(second, 0).unwrap(),
    }
}

/// Whose word counts in the fields of the office: Budi's.
fn speaking() -> Arc<OfficeDevices> {
    Arc::new(OfficeDevices([BUDI].into()))
}

fn meeting() -> Document {
    let date = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let session = SessionCode::new("M1.1").unwrap();
    let key = DocKey::meeting(Uuid::from_u128(1), date, session).unwrap();
    Document::new(key, &OFFICE).read_by(&speaking())
}

fn family(number: u128) -> FamilyKey {
    FamilyKey::of(Uuid::from_u128(number << 100))
}

fn marks<const N: usize>(marks: [(u128, Option<Mark>); N]) -> Patch {
    let marks = marks.map(|(number, mark)| (family(number), mark));
    MeetingPatch {
        marks: marks.into(),
        ..MeetingPatch::default()
    }
    .into()
}

fn view(document: &Document) -> MeetingView {
    match document.view() {
        View::Meeting(view) => *view,
        other => unreachable!("{other:?}"),
    }
}

fn commit(document: &mut Document, patch: &Patch, by: Authorship) -> PlainChange {
    document.commit(patch, by).unwrap().unwrap()
}

fn reload(document: &Document) -> Document {
    let (saved, heads) = (document.save(), document.heads());
    let loaded = Document::load(document.key().clone(), &OFFICE, &saved, &heads);
    loaded.unwrap().read_by(&speaking())
}

fn ratings_of_a_half_year(group: Uuid) -> (DocKey, Patch) {
    (
        DocKey::Semester {
            group,
            semester: HalfYear::new(2026, 2).unwrap(),
        },
        SemesterPatch {
            behaviour: [(family(1), Some(Rating::Baik)), (family(2), None)].into(),
            potential: [(family(3), Some(Rating::TidakDapatDinilai))].into(),
        }
        .into(),
    )
}

fn visited(family: Uuid) -> (DocKey, Patch) {
    (
        DocKey::visit(family, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()).unwrap(),
        VisitPatch {
            way: Set::To(VisitWay::JarakJauh),
            note: Set::To("Ditelepon".to_owned()),
            by: Set::To(family),
            withdrawn: Set::To(true),
            sessions: [("M1.1".to_owned(), Some(true)), ("M1.2".to_owned(), None)].into(),
        }
        .into(),
    )
}

fn typed_into_siks(meeting: Uuid) -> (DocKey, Patch) {
    let heads = Heads::new([first_change(&MEETING).1]);
    (
        DocKey::Siks {
            meeting,
            year: KeyYear::new(2026).unwrap(),
        },
        SiksPatch {
            copied: [
                (SiksField::Name, Some(heads.clone())),
                (SiksField::Notes, None),
            ]
            .into(),
            state: Set::To(SiksSaid::Ditolak),
            day: Set::To(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()),
            note: Set::To("Nama terlalu panjang".to_owned()),
            heads: Set::To(heads),
            by: Set::To(meeting),
            families: Set::To([(FamilyKey::of(meeting), "aZ09-_".to_owned())].into()),
        }
        .into(),
    )
}

fn letter_to_a_family(family: Uuid) -> (DocKey, Patch) {
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    (
        DocKey::Letter {
            family,
            since: YearMonth::new(2026, 9).unwrap(),
            step: LetterStep::Commitment,
        },
        LetterPatch {
            number: Set::To("001/PKH".to_owned()),
            day: Set::To(day),
            ground: Set::To(Ground::of([(Uuid::from_u128(5), day)])),
            way: Set::To(DeliveryWay::Desa),
            delivered: Set::To(day),
            closed: Set::To(true),
            ..LetterPatch::default()
        }
        .into(),
    )
}

fn a_plan(group: Uuid) -> (DocKey, Patch) {
    let (may, june) = (PlanMonth::new(5).unwrap(), PlanMonth::new(6).unwrap());
    let code = |text| SessionCode::new(text).unwrap();
    (
        DocKey::Plan {
            group,
            year: KeyYear::new(2026).unwrap(),
        },
        PlanPatch {
            sessions: [(may, Some(vec![code("M1.1"), code("M1.2")]))].into(),
            dates: [(may, NaiveDate::from_ymd_opt(2026, 5, 7)), (june, None)].into(),
            starts: [(may, Some(540))].into(),
            ends: [(may, Some(660))].into(),
            places: [(may, Some("Balai".to_owned()))].into(),
            reasons: [(june, Some("Panen".to_owned()))].into(),
        }
        .into(),
    )
}

fn sheet_that_was_sent(send: Uuid) -> (DocKey, Patch) {
    (
        DocKey::Sent {
            kecamatan: KecamatanCode::new("72.01.09").unwrap(),
            month: YearMonth::new(2026, 10).unwrap(),
            send,
        },
        SentPatch {
            version: Set::To(2),
            digest: Set::To("ab".to_owned()),
            lines: [("total".to_owned(), Some("{}".to_owned()))].into(),
            ..SentPatch::default()
        }
        .into(),
    )
}

fn month_that_was_told(kabupaten: Uuid) -> (DocKey, Patch) {
    let sums = Sums {
        families: Some(120),
        hadir: Some(0),
        ..Sums::default()
    };
    (
        DocKey::Published {
            kabupaten,
            month: YearMonth::new(2026, 10).unwrap(),
            device: ANI,
            send: Uuid::from_u128(3),
        },
        PublishedPatch {
            version: Set::To(2),
            counted: Set::To(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()),
            digest: Set::To("ab".repeat(32)),
            places: [("72.01".to_owned(), Some(sums.line()))].into(),
            ..PublishedPatch::default()
        }
        .into(),
    )
}

/// The kind itself has no room for a name, whatever an app would put there.
#[test]
fn a_month_that_is_told_refuses_every_text() {
    let (key, _) = month_that_was_told(Uuid::from_u128(77));
    let mut document = Document::new(key, &OFFICE).read_by(&speaking());
    let place = |code: &str, line: &str| PublishedPatch {
        places: [(code.to_owned(), Some(line.to_owned()))].into(),
        ..PublishedPatch::default()
    };
    for patch in [
        place("72.01", "SITI"),
        place("72.01", "7201045612879213"),
        place("SITI", "1"),
        place("72.01.09.2001", "1"),
        PublishedPatch {
            digest: Set::To("SITI AMINAH".to_owned()),
            ..PublishedPatch::default()
        },
    ] {
        assert!(document.commit(&patch.into(), by(ANI, 1)).is_err());
    }
    assert!(document.is_blank());
    assert!(
        document
            .commit(&place("72.01.09", "1,-").into(), by(ANI, 1))
            .is_ok()
    );
}

#[test]
fn a_plan_says_nothing_of_days_outside_its_months_and_ends_after_it_starts() {
    let (key, patch) = a_plan(Uuid::from_u128(77));
    let mut document = Document::new(key, &OFFICE).read_by(&speaking());
    commit(&mut document, &patch, by(ANI, 1));
    let may = PlanMonth::new(5).unwrap();
    let astray = PlanPatch {
        dates: [(may, NaiveDate::from_ymd_opt(2026, 6, 7))].into(),
        ..PlanPatch::default()
    };
    commit(&mut document, &astray.into(), by(ANI, 2));
    let View::Plan(view) = document.view() else {
        unreachable!()
    };
    assert_eq!(view.months[&may].date, None);
    assert_eq!(view.months[&may].sessions.len(), 2);
    let early = PlanPatch {
        ends: [(may, Some(540))].into(),
        ..PlanPatch::default()
    };
    assert!(document.commit(&early.into(), by(ANI, 3)).is_err());
}

fn a_training(id: Uuid) -> (DocKey, Patch) {
    let filed = NaiveDate::from_ymd_opt(2026, 9, 3).unwrap();
    let half = HalfDay::parse("2026-09-03.p").unwrap();
    let (ani, camat) = (Attendee::Staff(id), Attendee::guest("Camat"));
    let patch = TrainingPatch {
        name: Set::To("Coaching FDS".to_owned()),
        kind: Set::To(TrainingKind::Coaching),
        mode: Set::To(TrainingMode::TatapMuka),
        ends: Set::To(filed),
        jp: Set::To(40),
        fds: Set::To(true),
        halves: [(half, Some(true))].into(),
        topics: [(half, Some("Pembukaan".to_owned()))].into(),
        taking: [(ani, Some(Taking::Terdaftar))].into(),
        facilitators: [(camat, Some("narasumber".to_owned()))].into(),
        guests: [(camat, Some("Camat".to_owned()))].into(),
        agencies: [(camat, Some("Kecamatan Toili".to_owned()))].into(),
        presence: [(TrainingPatch::mark(half, ani), Some(Presence::Hadir))].into(),
        ..TrainingPatch::default()
    };
    (DocKey::Training { filed, id }, patch.into())
}

fn a_rakor(id: Uuid) -> (DocKey, Patch) {
    let filed = NaiveDate::from_ymd_opt(2026, 9, 3).unwrap();
    let (ani, camat) = (Attendee::Staff(id), Attendee::guest("Camat"));
    let point = "0123456789abcdef".to_owned();
    let patch = RakorPatch {
        title: Set::To("Rakor September".to_owned()),
        number: Set::To("01/ND/PKH/09/2026".to_owned()),
        nature: Set::To(Nature::Penting),
        starts: Set::To(540),
        presence: [(ani, Some(Presence::Izin))].into(),
        reasons: [(ani, Some("sakit".to_owned()))].into(),
        guests: [(camat, Some("Camat".to_owned()))].into(),
        agencies: [(camat, Some("Kecamatan Toili".to_owned()))].into(),
        speakers: [(point.clone(), Some("Camat".to_owned()))].into(),
        said: [(point.clone(), Some("jembatan putus".to_owned()))].into(),
        decided: [(point, Some("perahu disediakan".to_owned()))].into(),
        ..RakorPatch::default()
    };
    (DocKey::Rakor { filed, id }, patch.into())
}

fn a_supervision(id: Uuid) -> (DocKey, Patch) {
    let day = NaiveDate::from_ymd_opt(2026, 9, 3).unwrap();
    let task = "0123456789abcdef".to_owned();
    let patch = SupervisionPatch {
        group: Set::To(id),
        observer: Set::To(id),
        instrument: Set::To("0".repeat(32)),
        counted: Set::To(21),
        note: Set::To("lancar".to_owned()),
        coaching: Set::To("cara mengulas sesi lalu".to_owned()),
        signed: Set::To("a".repeat(64)),
        signed_on: Set::To(day),
        answers: [("a1".to_owned(), Some(3)), ("a2".to_owned(), Some(0))].into(),
        notes: [("a2".to_owned(), Some("tidak terlihat".to_owned()))].into(),
        tasks: [(task.clone(), Some("siapkan flipchart".to_owned()))].into(),
        who: [(task.clone(), Some(id))].into(),
        due: [(task.clone(), Some(day))].into(),
        proof: [(task.clone(), Some("sudah ada".to_owned()))].into(),
        proved: [(task, Some(day))].into(),
        ..SupervisionPatch::default()
    };
    (DocKey::Supervision { staff: id, day, id }, patch.into())
}

fn a_score(id: Uuid) -> (DocKey, Patch) {
    let patch = ScorePatch {
        pre: Set::To(455),
        post: Set::To(1000),
        outcome: Set::To(Outcome::Lulus),
        certificate: Set::To("123/DIKLAT/2026".to_owned()),
        certified: Set::To(NaiveDate::from_ymd_opt(2026, 9, 4).unwrap()),
        jp: Set::To(40),
    };
    let key = DocKey::Score {
        staff: id,
        training: Uuid::from_u128(5),
    };
    (key, patch.into())
}

fn an_instrument() -> (DocKey, Patch) {
    let json = crate::reference::instrument::OWN.to_owned();
    let patch = InstrumentPatch {
        current: Set::To(version_of(&json)),
        versions: [(version_of(&json), Some(json))].into(),
    };
    (DocKey::Instrument, patch.into())
}

fn a_template() -> (DocKey, Patch) {
    let source = "# SURAT {{ nomor }}".to_owned();
    let version = template_version(&source);
    let patch = TemplatePatch {
        current: Set::To(version.clone()),
        versions: [(version.clone(), Some(source))].into(),
        days: [(version.clone(), NaiveDate::from_ymd_opt(2026, 11, 29))].into(),
        people: [(version, Some(Uuid::from_u128(5)))].into(),
    };
    let form = FormName::new("surat_teguran").unwrap();
    (DocKey::Template { form }, patch.into())
}

fn supervision(document: &Document) -> SupervisionView {
    match document.view() {
        View::Supervision(view) => *view,
        other => panic!("{other:?}"),
    }
}

/// The office says what was seen, the person what they say to it: neither is heard in the other's place, whoever came first.
#[test]
fn nobody_signs_for_the_other_of_a_supervision() {
    let id = Uuid::from_u128(77);
    let (key, patch) = a_supervision(id);
    let digest = |letter: &str| Set::To(letter.repeat(64));
    let reply = SupervisionPatch {
        agreed: digest("b"),
        reply: Set::To("setuju".to_owned()),
        ..SupervisionPatch::default()
    };
    // BUDI is the office's.
    let mut document = Document::new(key.clone(), &OFFICE).read_by(&speaking());
    assert!(document.commit(&reply.clone().into(), by(BUDI, 1)).is_err());
    assert!(document.commit(&patch, by(ANI, 1)).is_err());
    commit(&mut document, &patch, by(BUDI, 1));
    commit(&mut document, &reply.clone().into(), by(ANI, 2));
    let honest = supervision(&document);
    assert_eq!(honest.agreed.as_ref().unwrap().device, Some(ANI));
    assert_eq!(honest.signed.as_ref().unwrap().device, Some(BUDI));
    assert_eq!(honest.reply_by, Some(ANI));
    // A tampered office agrees for the person, a tampered phone signs and takes an answer back.
    for (device, forged) in [
        (
            BUDI,
            SupervisionPatch {
                agreed: digest("c"),
                reply: Set::Clear,
                ..SupervisionPatch::default()
            },
        ),
        (
            ANI,
            SupervisionPatch {
                signed: digest("d"),
                answers: [("a1".to_owned(), Some(1))].into(),
                ..SupervisionPatch::default()
            },
        ),
    ] {
        let other = if device == BUDI { ANI } else { BUDI };
        let lax = Arc::new(OfficeDevices([other].into()));
        let lax = if device == ANI {
            Arc::new(OfficeDevices([ANI, BUDI].into()))
        } else {
            lax
        };
        let mut forger = reload(&document).read_by(&lax);
        let change = commit(&mut forger, &forged.into(), by(device, 9));
        document
            .apply(&[change], Provenance::Device(device))
            .whole();
        let after = supervision(&document);
        assert_eq!(after, honest, "{device:?}");
        assert_eq!(document.disagreements(), []);
    }
}

/// What is signed is a digest of what was seen: what becomes of a task, and what the person says, change it not, everything else does.
#[test]
#[expect(clippy::too_many_lines, reason = "each field in its turn")]
fn a_later_change_of_what_was_signed_shows_and_nothing_else_does() {
    let id = Uuid::from_u128(77);
    let (key, patch) = a_supervision(id);
    let task = "0123456789abcdef".to_owned();
    let after = |change: SupervisionPatch, device| {
        let mut document = Document::new(key.clone(), &OFFICE).read_by(&speaking());
        commit(&mut document, &patch, by(BUDI, 1));
        let before = supervision(&document).content;
        commit(&mut document, &change.into(), by(device, 2));
        supervision(&document).content != before
    };
    let blank = SupervisionPatch::default;
    let none = [
        (
            SupervisionPatch {
                signed: Set::To("e".repeat(64)),
                ..blank()
            },
            BUDI,
        ),
        (
            SupervisionPatch {
                closed: [(task.clone(), Some(true))].into(),
                ..blank()
            },
            BUDI,
        ),
        (
            SupervisionPatch {
                proof: [(task.clone(), None)].into(),
                ..blank()
            },
            ANI,
        ),
        (
            SupervisionPatch {
                reply: Set::To("x".to_owned()),
                ..blank()
            },
            ANI,
        ),
    ];
    for (change, device) in none {
        let told = format!("{change:?}");
        assert!(!after(change, device), "{told}");
    }
    let item = || "a1".to_owned();
    let some = [
        SupervisionPatch {
            group: Set::To(Uuid::from_u128(1)),
            ..blank()
        },
        SupervisionPatch {
            observer: Set::To(Uuid::from_u128(1)),
            ..blank()
        },
        SupervisionPatch {
            instrument: Set::To("1".repeat(32)),
            ..blank()
        },
        SupervisionPatch {
            counted: Set::Clear,
            ..blank()
        },
        SupervisionPatch {
            note: Set::To("x".to_owned()),
            ..blank()
        },
        SupervisionPatch {
            coaching: Set::Clear,
            ..blank()
        },
        SupervisionPatch {
            withdrawn: Set::To(true),
            ..blank()
        },
        SupervisionPatch {
            answers: [(item(), Some(2))].into(),
            ..blank()
        },
        SupervisionPatch {
            answers: [("a3".to_owned(), Some(0))].into(),
            ..blank()
        },
        SupervisionPatch {
            notes: [(item(), Some("x".to_owned()))].into(),
            ..blank()
        },
        SupervisionPatch {
            tasks: [(task.clone(), Some("x".to_owned()))].into(),
            ..blank()
        },
        SupervisionPatch {
            who: [(task.clone(), None)].into(),
            ..blank()
        },
        SupervisionPatch {
            due: [(task, None)].into(),
            ..blank()
        },
    ];
    for change in some {
        let told = format!("{change:?}");
        assert!(after(change, BUDI), "{told}");
    }
}

/// A version of the instrument is what its digest says: a text under another's digest is none.
#[test]
fn no_version_of_the_instrument_is_changed() {
    let (key, patch) = an_instrument();
    let mut document = Document::new(key, &OFFICE).read_by(&speaking());
    commit(&mut document, &patch, by(BUDI, 1));
    let View::Instrument(before) = document.view() else {
        panic!("an instrument");
    };
    assert_eq!(before.versions.len(), 1);
    let version = before.versions.keys().next().unwrap().clone();
    let other = InstrumentPatch {
        versions: [(version, Some("{}".to_owned()))].into(),
        ..InstrumentPatch::default()
    };
    commit(&mut document, &other.into(), by(BUDI, 2));
    let View::Instrument(after) = document.view() else {
        panic!("an instrument");
    };
    assert!(after.versions.is_empty());
}

/// A template is what its digest says, and two that two devices publish apart are both there.
#[test]
fn no_template_is_changed_and_two_are_both_kept() {
    let two = Arc::new(OfficeDevices([ANI, BUDI].into()));
    let (key, patch) = a_template();
    let mut here = Document::new(key.clone(), &OFFICE).read_by(&two);
    let mut there = Document::new(key, &OFFICE).read_by(&two);
    let first = commit(&mut here, &patch, by(BUDI, 1));
    let other = "# LAIN".to_owned();
    let version = template_version(&other);
    let forged = TemplatePatch {
        current: Set::To(version.clone()),
        versions: [
            (version.clone(), Some(other)),
            ("0".repeat(32), Some("# PALSU".to_owned())),
        ]
        .into(),
        ..TemplatePatch::default()
    };
    let second = commit(&mut there, &forged.into(), by(ANI, 2));
    here.apply(&[second], A).whole();
    there.apply(&[first], B).whole();
    assert_eq!(here.view(), there.view());
    let View::Template(view) = here.view() else {
        panic!("templates");
    };
    assert_eq!(view.versions.len(), 2, "{view:?}");
    assert!(view.versions.contains_key(&version));
    assert_eq!(here.disagreements().len(), 1, "both choices are shown");
}

/// Readers hear a member neither in a training nor in where somebody is posted, whatever that member's own device lets through.
#[test]
fn what_a_member_forges_of_trainings_and_postings_counts_nowhere() {
    let id = Uuid::from_u128(77);
    let since = Since(NaiveDate::from_ymd_opt(2026, 1, 1));
    let posting = StaffPatch {
        postings: [(since, Some(["72.01.09".to_owned()].into()))].into(),
        employment: Set::To(Employment::Asn),
        name: Set::To("KEPALA".to_owned()),
        kecamatan: [("72.01.09".to_owned(), Some(true))].into(),
        devices: [(ANI.to_string(), Some(true))].into(),
        lists: [("1".repeat(16), Some("{}".to_owned()))].into(),
        ..StaffPatch::default()
    };
    let posting = (DocKey::Staff(id), posting.into());
    for (key, patch) in [
        a_training(id),
        a_rakor(id),
        a_score(id),
        an_instrument(),
        a_template(),
        posting,
    ] {
        let lax = Arc::new(OfficeDevices([ANI, BUDI].into()));
        let mut forger = Document::new(key.clone(), &OFFICE).read_by(&lax);
        let change = commit(&mut forger, &patch, by(ANI, 1));
        let mut reader = Document::new(key.clone(), &OFFICE).read_by(&speaking());
        let blank = reader.view();
        assert_ne!(forger.view(), blank);
        reader.apply(&[change], Provenance::Device(ANI)).whole();
        assert_eq!(reader.view(), blank);
    }
}

/// Over what the office wrote a member's word counts nowhere, whichever map it is in.
#[test]
#[expect(clippy::too_many_lines, reason = "a list of maps, one after the other")]
fn what_the_office_wrote_is_changed_by_no_member() {
    let id = Uuid::from_u128(77);
    let day = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    let task = "0123456789abcdef".to_owned();
    let half = HalfDay::parse("2026-09-03.p").unwrap();
    let ani = Attendee::Staff(id);
    let of = SupervisionPatch::default;
    let supervision: Vec<Patch> = vec![
        SupervisionPatch {
            notes: [("a2".to_owned(), None)].into(),
            ..of()
        }
        .into(),
        SupervisionPatch {
            tasks: [(task.clone(), Some("lain".to_owned()))].into(),
            ..of()
        }
        .into(),
        SupervisionPatch {
            who: [(task.clone(), Some(Uuid::nil()))].into(),
            ..of()
        }
        .into(),
        SupervisionPatch {
            due: [(task.clone(), Some(day))].into(),
            ..of()
        }
        .into(),
        SupervisionPatch {
            closed: [(task, Some(true))].into(),
            ..of()
        }
        .into(),
        SupervisionPatch {
            withdrawn: Set::To(true),
            ..of()
        }
        .into(),
    ];
    let of = TrainingPatch::default;
    let training: Vec<Patch> = vec![
        TrainingPatch {
            cancelled: Set::To(true),
            ..of()
        }
        .into(),
        TrainingPatch {
            halves: [(half, None)].into(),
            ..of()
        }
        .into(),
        TrainingPatch {
            topics: [(half, Some("Penutupan".to_owned()))].into(),
            ..of()
        }
        .into(),
        TrainingPatch {
            taking: [(ani, Some(Taking::Hadir))].into(),
            ..of()
        }
        .into(),
        TrainingPatch {
            presence: [(TrainingPatch::mark(half, ani), None)].into(),
            ..of()
        }
        .into(),
    ];
    let of = RakorPatch::default;
    let rakor: Vec<Patch> = vec![
        RakorPatch {
            cancelled: Set::To(true),
            ..of()
        }
        .into(),
        RakorPatch {
            presence: [(ani, Some(Presence::Hadir))].into(),
            ..of()
        }
        .into(),
        RakorPatch {
            reasons: [(ani, None)].into(),
            ..of()
        }
        .into(),
    ];
    let of = ScorePatch::default;
    let score: Vec<Patch> = vec![
        ScorePatch {
            pre: Set::To(999),
            ..of()
        }
        .into(),
        ScorePatch {
            certificate: Set::Clear,
            ..of()
        }
        .into(),
    ];
    let voice = DocKey::Voice {
        day,
        device: BUDI,
        id,
    };
    let decided = VoicePatch {
        text: Set::To("jalan putus".to_owned()),
        task: Set::To("hubungi camat".to_owned()),
        closed: Set::To(false),
        ..VoicePatch::default()
    };
    let of = VoicePatch::default;
    let voices: Vec<Patch> = vec![
        VoicePatch {
            answer: Set::To("sudah".to_owned()),
            ..of()
        }
        .into(),
        VoicePatch {
            task: Set::Clear,
            ..of()
        }
        .into(),
        VoicePatch {
            closed: Set::To(true),
            ..of()
        }
        .into(),
        VoicePatch {
            joined: Set::To(id),
            ..of()
        }
        .into(),
    ];
    for ((key, written), forged) in [
        ((voice, decided.into()), voices),
        (a_supervision(id), supervision),
        (a_training(id), training),
        (a_rakor(id), rakor),
        (a_score(id), score),
    ] {
        for forged in forged {
            let mut reader = Document::new(key.clone(), &OFFICE).read_by(&speaking());
            commit(&mut reader, &written, by(BUDI, 1));
            assert!(reader.commit(&forged, by(ANI, 2)).is_err(), "{forged:?}");
            let lax = Arc::new(OfficeDevices([ANI, BUDI].into()));
            let mut forger = reload(&reader).read_by(&lax);
            let change = commit(&mut forger, &forged, by(ANI, 2));
            let shown = reader.view();
            assert_ne!(forger.view(), shown, "{forged:?} says something");
            reader.apply(&[change], Provenance::Device(ANI)).whole();
            assert_eq!(reader.view(), shown, "{forged:?}");
        }
    }
}

/// A voice and a month that was told are their makers' first word: their app changes none of it later, and what others write over it counts nowhere.
#[test]
fn what_was_said_first_is_changed_by_no_member_afterwards() {
    let voice = |text: &str, by: u128| VoicePatch {
        kind: Set::To(VoiceKind::Kendala),
        topic: Set::To(format!("topik {text}")),
        text: Set::To(text.to_owned()),
        by: Set::To(Uuid::from_u128(by)),
        meeting: Set::To(Uuid::from_u128(by)),
        ..VoicePatch::default()
    };
    let said = DocKey::Voice {
        day: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(),
        device: ANI,
        id: Uuid::from_u128(4),
    };
    let (told, first) = month_that_was_told(Uuid::from_u128(77));
    let line = Sums {
        families: Some(999),
        ..Sums::default()
    };
    let later = PublishedPatch {
        version: Set::To(9),
        counted: Set::To(NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()),
        digest: Set::To("cd".repeat(32)),
        places: [("72.01".to_owned(), Some(line.line()))].into(),
        ..PublishedPatch::default()
    };
    for (key, first, later) in [
        (
            said,
            voice("jalan putus", 1).into(),
            voice("baik", 2).into(),
        ),
        (told, first, Patch::from(later)),
    ] {
        let mut maker = Document::new(key.clone(), &OFFICE).read_by(&speaking());
        let begun = commit(&mut maker, &first, by(ANI, 1));
        assert!(maker.commit(&later, by(ANI, 2)).is_err(), "{key:?}");
        let changed = change_upon(std::slice::from_ref(&begun), &key, &later, by(BUDI, 2));
        let mut reader = Document::new(key, &OFFICE).read_by(&speaking());
        reader.apply(&[begun], Provenance::Device(ANI)).whole();
        let shown = reader.view();
        reader.apply(&[changed], Provenance::Office(BUDI)).whole();
        assert_eq!(reader.view(), shown);
        assert!(!reader.not_heard().is_empty(), "and it shows");
    }
}

fn a_voice(device: DeviceId, text: &str) -> (DocKey, Patch) {
    let key = DocKey::Voice {
        day: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(),
        device,
        id: Uuid::from_u128(4),
    };
    let patch = VoicePatch {
        kind: Set::To(VoiceKind::Kendala),
        text: Set::To(text.to_owned()),
        by: Set::To(Uuid::from_u128(1)),
        ..VoicePatch::default()
    };
    (key, patch.into())
}

/// The first change that whoever is `by` makes of the patch in a document of that key, past the rules of their app.
fn first_change_of(key: &DocKey, patch: &Patch, by: Authorship) -> PlainChange {
    change_upon(&[], key, patch, by)
}

/// The same upon what Ani wrote.
fn change_upon(upon: &[PlainChange], key: &DocKey, patch: &Patch, by: Authorship) -> PlainChange {
    let mut key = key.clone();
    match &mut key {
        DocKey::Voice { device, .. } | DocKey::Published { device, .. } => *device = by.device,
        _ => {}
    }
    let nobody = Arc::new(OfficeDevices::default());
    let mut document = Document::new(key, &OFFICE).read_by(&nobody);
    document.apply(upon, A).whole();
    commit(&mut document, patch, by)
}

/// Whoever else makes the first change of such a document at the same time is heard neither alone nor as a side of a disagreement, whichever
/// sorts last, and the office no more than a colleague.
#[test]
fn a_first_change_by_another_than_the_key_names_counts_nowhere() {
    const CICI: DeviceId = DeviceId([0xff; 8]);
    let told = month_that_was_told(Uuid::from_u128(77));
    let mut other = told.1.clone();
    if let Patch::Published(patch) = &mut other {
        patch.version = Set::To(9);
        patch.digest = Set::To("cd".repeat(32));
        patch.places = [("72.01.09".to_owned(), Some("1,1".to_owned()))].into();
    }
    let (said, honest) = a_voice(ANI, "jalan putus");
    for (key, honest, forged) in [
        (said, honest, a_voice(ANI, "semua baik").1),
        (told.0, told.1, other),
    ] {
        let begun = first_change_of(&key, &honest, by(ANI, 1));
        let mut alone = Document::new(key.clone(), &OFFICE).read_by(&speaking());
        let blank = alone.view();
        alone
            .apply(std::slice::from_ref(&begun), Provenance::Device(ANI))
            .whole();
        assert_ne!(alone.view(), blank);
        for (forger, from) in [
            (CICI, Provenance::Device(CICI)),
            (BUDI, Provenance::Office(BUDI)),
        ] {
            let forged = first_change_of(&key, &forged, by(forger, 2));
            let mut reader = Document::new(key.clone(), &OFFICE).read_by(&speaking());
            reader.apply(std::slice::from_ref(&forged), from).whole();
            assert_eq!(reader.view(), blank, "alone");
            reader
                .apply(std::slice::from_ref(&begun), Provenance::Device(ANI))
                .whole();
            assert_eq!(reader.view(), alone.view());
            assert_eq!(reader.disagreements(), []);
            assert!(!reader.not_heard().is_empty(), "and it shows");
        }
    }
}

/// A telling whose key names a device of the province's office is none, whatever the register says of that device.
#[test]
fn a_province_tells_no_month_in_the_name_of_a_kabupaten() {
    let (mut key, patch) = month_that_was_told(Uuid::from_u128(77));
    if let DocKey::Published { device, .. } = &mut key {
        *device = BUDI;
    }
    let mut reader = Document::new(key.clone(), &OFFICE).read_by(&speaking());
    let blank = reader.view();
    assert!(reader.commit(&patch, by(BUDI, 1)).is_err());
    let forged = first_change_of(&key, &patch, by(BUDI, 1));
    reader.apply(&[forged], Provenance::Office(BUDI)).whole();
    assert_eq!(reader.view(), blank);
}

/// An office device may carry what others wrote, but into no document between the office and one person: there it could sign in that
/// person's name.
#[test]
fn the_office_carries_nobodys_word_into_a_persons_own_feed() {
    let (supervision, _) = a_supervision(Uuid::from_u128(77));
    let agreed = SupervisionPatch {
        agreed: Set::To("a".repeat(64)),
        reply: Set::To("setuju semua".to_owned()),
        ..SupervisionPatch::default()
    };
    let (told, patch) = month_that_was_told(Uuid::from_u128(77));
    for (key, patch) in [(supervision, agreed.into()), (told, patch)] {
        let forged = first_change_of(&key, &patch, by(ANI, 1));
        let mut reader = Document::new(key, &OFFICE).read_by(&speaking());
        let blank = reader.view();
        let applied = reader.apply(std::slice::from_ref(&forged), Provenance::Office(BUDI));
        assert_eq!(applied.forged, [forged.hash()]);
        assert_eq!(reader.view(), blank);
        let upon = [(forged.hash(), (forged.clone(), Provenance::Office(BUDI)))];
        let possible = reader.possible(Vec::new(), Provenance::Device(ANI), upon.into());
        reader.apply_upon(&possible, Provenance::Device(ANI));
        assert_eq!(reader.view(), blank);
        // Their own word counts.
        reader.apply(&[forged], Provenance::Device(ANI)).whole();
        assert_ne!(reader.view(), blank);
    }
}

/// Documents that are made from a roster or kept by the office.
fn of_the_roster(id: Uuid) -> Vec<(DocKey, Patch)> {
    let since = Since(NaiveDate::from_ymd_opt(2026, 1, 1));
    let text = |text: &str| Set::To(text.to_owned());
    vec![
        (
            DocKey::Office,
            OfficePatch {
                name: text("Dinsos"),
                kabupaten: text("72.01"),
                utc_offset_minutes: Set::To(480),
                settings: [("peran".to_owned(), Some("{}".to_owned()))].into(),
            }
            .into(),
        ),
        (
            DocKey::Curriculum,
            CurriculumPatch {
                editions: [("2024-1".to_owned(), Some("{}".to_owned()))].into(),
            }
            .into(),
        ),
        (
            DocKey::Staff(id),
            StaffPatch {
                name: text("Ani"),
                role: text("pendamping"),
                nip: text("1"),
                phone: text("08"),
                kecamatan: [
                    ("72.01.01".to_owned(), Some(true)),
                    ("72.01.02".to_owned(), None),
                ]
                .into(),
                devices: [("00112233445566ff".into(), Some(true))].into(),
                ..StaffPatch::default()
            }
            .into(),
        ),
        (
            DocKey::Group(id),
            GroupPatch {
                name: text("Mawar"),
                states: [(since, Some(GroupState::Closed))].into(),
                ketua: Set::To(id),
                pendamping: [(Since(None), Some(id)), (since, Some(id))].into(),
                ..GroupPatch::default()
            }
            .into(),
        ),
        (
            DocKey::Family(id),
            FamilyPatch {
                name: text("Sitti"),
                nik: text("7201010101010001"),
                components: [(Component::Sd, Some(2))].into(),
                groups: [(Since(None), Some(id))].into(),
                statuses: [
                    (Since(None), Some(Status::Aktif)),
                    (since, Some(Status::Graduasi)),
                ]
                .into(),
                ..FamilyPatch::default()
            }
            .into(),
        ),
        (
            DocKey::Month {
                staff: id,
                month: YearMonth::new(2026, 11).unwrap(),
            },
            MonthPatch {
                reason: text("banjir"),
                dynamics: text("baik"),
            }
            .into(),
        ),
    ]
}

#[test]
fn every_kind_keeps_what_is_put_into_it() {
    let id = Uuid::from_u128(77);
    let more = [
        ratings_of_a_half_year(id),
        a_plan(id),
        typed_into_siks(id),
        visited(id),
        a_supervision(id),
        a_score(id),
        an_instrument(),
        a_template(),
        a_training(id),
        a_rakor(id),
        letter_to_a_family(id),
        sheet_that_was_sent(id),
        month_that_was_told(id),
    ];
    for (key, patch) in of_the_roster(id).into_iter().chain(more) {
        let mut document = Document::new(key, &OFFICE).read_by(&speaking());
        let author = document.key().maker().unwrap_or(BUDI);
        let change = commit(&mut document, &patch, by(author, 1));
        let mut other = Document::new(document.key().clone(), &OFFICE).read_by(&speaking());
        other.apply(&[change], Provenance::Device(author)).whole();
        assert_eq!(reload(&document).view(), other.view());
        let json = serde_json::to_string_pretty(&document.view()).unwrap();
        let copy: Patch = serde_json::from_str(&serde_json::to_string(&patch).unwrap()).unwrap();
        assert_eq!(
            document.commit(&copy, by(author, 2)).unwrap(),
            None,
            "{json}"
        );
        if let View::Family(family) = document.view() {
            let day = |year| NaiveDate::from_ymd_opt(year, 6, 1).unwrap();
            assert_eq!(family.status_on(day(2025)), Status::Aktif);
            assert_eq!(family.status_on(day(2026)), Status::Graduasi);
            assert_eq!(family.group_on(day(2025)), Some(id));
        }
    }
}

#[test]
fn a_full_meeting_is_read_back() {
    let mut document = meeting();
    let text = |text: &str| Set::To(text.to_owned());
    let patch = MeetingPatch {
        marks: [(family(1), Some(Mark::Hadir))].into(),
        ratings: [(family(1), Some(Rating::SangatBaik))].into(),
        session: Set::To(SessionCode::new("M2.6").unwrap()),
        more_sessions: Set::To(vec![SessionCode::new("M2.7").unwrap()]),
        starts: Set::To(9 * 60),
        ends: Set::To(11 * 60),
        topic: text("Menabung"),
        cancelled: Set::To(false),
        notes: [(Aspect::Kendala, Some("Hujan".to_owned()))].into(),
        speakers: [(
            1,
            SpeakerPatch {
                name: text("Bidan"),
                agency: text("Puskesmas"),
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    commit(&mut document, &patch.into(), by(ANI, 1));
    let seen = view(&reload(&document));
    assert_eq!(seen.marks[&family(1)], Mark::Hadir);
    assert_eq!(seen.ratings[&family(1)], Rating::SangatBaik);
    assert_eq!(seen.session.as_str(), "M2.6");
    assert_eq!(seen.more_sessions[0].as_str(), "M2.7");
    assert_eq!(
        (seen.starts, seen.ends, seen.cancelled),
        (Some(540), Some(660), false)
    );
    assert_eq!(seen.notes[&Aspect::Kendala], "Hujan");
    assert_eq!(seen.speakers[&1].agency.as_deref(), Some("Puskesmas"));
    assert_eq!(seen.date, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
}

#[test]
fn what_does_not_fit_is_refused_with_its_field() {
    let mut document = meeting();
    let refused = |document: &mut Document, patch: MeetingPatch| match document
        .commit(&patch.into(), by(ANI, 1))
    {
        Err(DocumentError::Unfit { path, unfit }) => (path, unfit),
        other => panic!("{other:?}"),
    };
    let empty = MeetingPatch::default;
    let title = MeetingPatch {
        title: Set::To("x".repeat(101)),
        ..empty()
    };
    let too_long = Unfit::TooLong { len: 101, max: 100 };
    assert_eq!(
        refused(&mut document, title),
        ("title".to_owned(), too_long)
    );
    let notes = Aspect::ALL
        .iter()
        .map(|aspect| (*aspect, Some("x".repeat(201))))
        .collect();
    let notes = MeetingPatch { notes, ..empty() };
    let too_long = Unfit::TooLong {
        len: 1005,
        max: 1000,
    };
    assert_eq!(
        refused(&mut document, notes),
        ("notes".to_owned(), too_long)
    );
    let speakers = [(
        4,
        SpeakerPatch {
            name: Set::To("x".to_owned()),
            agency: Set::Keep,
        },
    )]
    .into();
    let fourth = MeetingPatch {
        speakers,
        ..empty()
    };
    assert_eq!(refused(&mut document, fourth).1, Unfit::NoSuchField);
    let times = MeetingPatch {
        starts: Set::To(600),
        ends: Set::To(600),
        ..empty()
    };
    assert_eq!(
        refused(&mut document, times),
        ("ends".to_owned(), ENDS_BEFORE_START)
    );
    let late = MeetingPatch {
        ends: Set::To(1441),
        ..empty()
    };
    assert_eq!(
        refused(&mut document, late).1,
        Unfit::Range { min: 0, max: 1440 }
    );
    assert!(document.is_blank());

    let mut family = Document::new(DocKey::Family(Uuid::from_u128(1)), &OFFICE);
    let patch = FamilyPatch {
        nik: Set::To("72".to_owned()),
        ..FamilyPatch::default()
    };
    assert!(matches!(
        family.commit(&patch.clone().into(), by(ANI, 1)),
        Err(DocumentError::Unfit {
            unfit: Unfit::Digits(16),
            ..
        })
    ));
    assert!(matches!(
        document.commit(&patch.into(), by(ANI, 1)),
        Err(DocumentError::OtherKind { patch, document }) if (patch.name(), document.name()) == ("family", "meeting")
    ));
    let mut curriculum = Document::new(DocKey::Curriculum, &OFFICE).read_by(&speaking());
    let editions = (0..4)
        .map(|n| (n.to_string(), Some("x".repeat(20_000))))
        .collect();
    let large = curriculum.commit(&CurriculumPatch { editions }.into(), by(BUDI, 1));
    assert!(matches!(large, Err(DocumentError::TooLarge)));
    assert!(curriculum.is_blank());
}

#[test]
fn an_edit_after_the_verdict_shows() {
    let mut ani = meeting();
    let change = commit(&mut ani, &marks([(1, Some(Mark::Hadir))]), by(ANI, 1));
    let mut office = meeting();
    office.apply(&[change], A).whole();
    let check = CheckPatch {
        verdict: Set::To(Verdict::Sesuai),
        by: Set::To(Uuid::from_u128(9)),
        heads: Set::To(office.heads()),
        note: Set::Keep,
    };
    let verdict: Patch = MeetingPatch {
        check,
        ..MeetingPatch::default()
    }
    .into();
    let verdict = commit(&mut office, &verdict, by(BUDI, 2));
    assert_eq!(changed_since_check(&office), Some(vec![]));
    ani.apply(&[verdict], B).whole();
    let edit = commit(&mut ani, &marks([(1, Some(Mark::Sakit))]), by(ANI, 3));
    office.apply(&[edit], A).whole();
    let changed = changed_since_check(&office).unwrap();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].path, format!("marks/{}", family(1)));
}
