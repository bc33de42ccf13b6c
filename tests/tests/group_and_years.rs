//! A month with everything that goes wrong in one, recorded on phones, brought to the office and counted there: the report
//! says what was worked out by hand, and the spreadsheet says what the report says.

#![allow(
    clippy::unwrap_used,
    reason = "a test cannot go on without what it unwraps"
)]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::{DateTime, NaiveDate};
use sesi_core::kinds::{
    DocKey, FamilyKey, FamilyPatch, GroupPatch, GroupState, Mark, MeetingPatch, MonthPatch, Patch,
    Rating, Since, SpeakerPatch, Status, YearMonth as KeyMonth,
};
use sesi_core::rekap::{Figures, Note, Rekap, Row, Wording, YearMonth, xlsx};
use sesi_engine::documents::Set;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{Station, World, meeting};
use uuid::Uuid;

const TOILI: &str = "72.01.09";
const LUWUK: &str = "72.01.04";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> YearMonth {
    text.parse().unwrap()
}

/// A meeting with marks and ratings.
fn held(marked: &[(Uuid, Mark, Option<Rating>)]) -> MeetingPatch {
    MeetingPatch {
        marks: marked
            .iter()
            .map(|(id, mark, _)| (FamilyKey::of(*id), Some(*mark)))
            .collect(),
        ratings: marked
            .iter()
            .filter_map(|(id, _, rating)| Some((FamilyKey::of(*id), Some((*rating)?))))
            .collect(),
        ..MeetingPatch::default()
    }
}

fn record(station: &mut Station, key: &DocKey, patch: MeetingPatch) {
    station.device.edit(key, &patch.into()).unwrap();
}

fn everybody_syncs(stations: &mut [&mut Station]) {
    for _ in 0..2 {
        for station in &mut *stations {
            station.synced();
        }
    }
}

/// The figures of the form by name.
fn named(figures: Figures) -> [(&'static str, u32); 9] {
    [
        ("groups", figures.groups),
        ("groups_met", figures.groups_met),
        ("families", figures.families),
        ("hadir", figures.hadir),
        ("tidak_hadir", figures.tidak_hadir),
        ("kurang", figures.kurang),
        ("baik", figures.baik),
        ("sangat_baik", figures.sangat_baik),
        ("tidak_dapat_dinilai", figures.tidak_dapat_dinilai),
    ]
}

fn row<'r>(rekap: &'r Rekap, kecamatan: &str, pendamping: Uuid) -> &'r Row {
    let kecamatan = rekap.kecamatan.iter().find(|k| k.code == kecamatan);
    let rows = &kecamatan.expect("the kecamatan is in the report").rows;
    let row = rows.iter().find(|row| row.pendamping == Some(pendamping));
    row.expect("the pendamping has a row")
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one month, and its figures beside it"
)]
fn a_month_with_everything_in_it_is_counted_as_by_hand() {
    use Mark::{Alfa, Hadir, Sakit};
    use Rating::{Baik, Kurang, SangatBaik, TidakDapatDinilai};

    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), 91, now);
    let ani = world.hire("ANI", &[TOILI]);
    let budi = world.hire("BUDI", &[TOILI]);
    let citra = world.hire("CITRA", &[LUWUK]);
    let melati = world.kelompok(TOILI, "MELATI", ani, 6);
    let mawar = world.kelompok(TOILI, "MAWAR", ani, 3);
    let dahlia = world.kelompok(TOILI, "DAHLIA", ani, 4);
    world.kelompok(TOILI, "TERATAI", budi, 2);
    let anggrek = world.kelompok(LUWUK, "ANGGREK", citra, 5);
    let mut of_ani = world.join(ani, &[TOILI]);
    let mut of_budi = world.join(budi, &[TOILI]);
    let mut of_citra = world.join(citra, &[LUWUK]);
    let mut office = world.office;
    everybody_syncs(&mut [&mut office, &mut of_ani, &mut of_budi, &mut of_citra]);

    // MELATI meets twice. The first meeting says all are there; the later one is what counts:
    // 2 Hadir (Sangat Baik, Kurang), 1 Sakit with a rating that does not count, 1 Alfa, 1 unmarked; the sixth is graduated.
    let m = &melati.families;
    let all: Vec<_> = m.iter().map(|id| (*id, Hadir, Some(Baik))).collect();
    record(
        &mut of_ani,
        &meeting(melati.id, "2026-10-06", "M1.1"),
        held(&all),
    );
    let mut later = held(&[
        (m[0], Hadir, Some(SangatBaik)),
        (m[1], Hadir, Some(Kurang)),
        (m[2], Sakit, Some(Baik)),
        (m[3], Alfa, None),
        (m[5], Hadir, Some(SangatBaik)),
    ]);
    later.starts = Set::To(9 * 60);
    later.speakers = [(
        1,
        SpeakerPatch {
            name: Set::To("Bidan Nur".into()),
            ..SpeakerPatch::default()
        },
    )]
    .into();
    record(
        &mut of_ani,
        &meeting(melati.id, "2026-10-20", "M1.2"),
        later,
    );
    // m[5] graduated on the 10th: marked, yet not in the report.
    let graduated = FamilyPatch {
        statuses: [(Since(Some(day("2026-10-10"))), Some(Status::Graduasi))].into(),
        ..FamilyPatch::default()
    };
    office
        .device
        .edit(&DocKey::Family(m[5]), &graduated.into())
        .unwrap();

    // MAWAR is cancelled on the 8th and never meets; one of its three moves to DAHLIA on the 15th.
    let mut cancelled = held(&[(mawar.families[0], Hadir, Some(Baik))]);
    cancelled.cancelled = Set::To(true);
    record(
        &mut of_ani,
        &meeting(mawar.id, "2026-10-08", "M1.1"),
        cancelled,
    );
    let moved = FamilyPatch {
        groups: [(Since(Some(day("2026-10-15"))), Some(dahlia.id))].into(),
        ..FamilyPatch::default()
    };
    of_ani
        .device
        .edit(&DocKey::Family(mawar.families[2]), &moved.clone().into())
        .unwrap();

    // MELATI's fifth family, unmarked there on the 20th, moves to DAHLIA too: her mark of DAHLIA does not exist, and
    // MELATI's counted meeting has none of her either. She is Tidak Hadir, in DAHLIA.
    of_ani
        .device
        .edit(&DocKey::Family(m[4]), &moved.into())
        .unwrap();
    // m[1] moves on the 25th, after her mark: it counts in DAHLIA, where she is at the end.
    let moved_late = FamilyPatch {
        groups: [(Since(Some(day("2026-10-25"))), Some(dahlia.id))].into(),
        ..FamilyPatch::default()
    };
    of_ani
        .device
        .edit(&DocKey::Family(m[1]), &moved_late.into())
        .unwrap();

    // DAHLIA was ANI's and is handed over to BUDI on the 12th; he records, on his phone, two marks of the four; she, on
    // hers and unaware, one more of the same meeting.
    let handed = GroupPatch {
        pendamping: [(Since(Some(day("2026-10-12"))), Some(budi))].into(),
        ..GroupPatch::default()
    };
    of_budi
        .device
        .edit(&DocKey::Group(dahlia.id), &handed.into())
        .unwrap();
    let d = &dahlia.families;
    let on_both = meeting(dahlia.id, "2026-10-13", "M1.1");
    record(
        &mut of_budi,
        &on_both,
        held(&[(d[0], Hadir, Some(Baik)), (d[1], Alfa, None)]),
    );
    record(
        &mut of_ani,
        &on_both,
        held(&[(d[2], Hadir, Some(TidakDapatDinilai))]),
    );

    // TERATAI does not meet, with a reason; ANI's reason shows as MAWAR did not; CITRA's does not, as all of hers met.
    for (station, staff, reason) in [
        (&mut of_ani, ani, "Mawar: balai desa dipakai"),
        (&mut of_budi, budi, "Banjir"),
        (&mut of_citra, citra, "tidak ada"),
    ] {
        let remark = MonthPatch {
            reason: Set::To(reason.into()),
            dynamics: Set::To(format!("dinamika: {reason}")),
        };
        let key = DocKey::Month {
            staff,
            month: KeyMonth::new(2026, 10).unwrap(),
        };
        station.device.edit(&key, &remark.into()).unwrap();
    }

    // ANGGREK: all five there, none rated; the session is one that no curriculum has. A meeting on the last day of
    // September and one on the first of November are not October's.
    let a = &anggrek.families;
    let there: Vec<_> = a.iter().map(|id| (*id, Hadir, None)).collect();
    record(
        &mut of_citra,
        &meeting(anggrek.id, "2026-10-31", "X9.9"),
        held(&there),
    );
    let alfa: Vec<_> = a.iter().map(|id| (*id, Alfa, None)).collect();
    for outside in ["2026-09-30", "2026-11-01"] {
        record(
            &mut of_citra,
            &meeting(anggrek.id, outside, "M1.1"),
            held(&alfa),
        );
    }
    // A correction of the day: recorded for the 30th of October, it was the 3rd of November.
    let mut postponed = held(&alfa);
    postponed.date = Set::To(day("2026-11-03"));
    record(
        &mut of_citra,
        &meeting(anggrek.id, "2026-10-30", "M1.2"),
        postponed,
    );

    everybody_syncs(&mut [&mut of_ani, &mut of_budi, &mut of_citra, &mut office]);

    // The meeting of a group that the office never hears of, by a phone that is newer than its roster.
    let ghost = Uuid::from_u128(404);
    let seen = ghost_meeting(&mut office, ghost);

    let rekap = Rekap::count(office.device.reader(), month("2026-10")).unwrap();
    assert_eq!(
        named(row(&rekap, TOILI, ani).figures),
        [
            // MELATI and MAWAR; DAHLIA is BUDI's by the end of the month.
            ("groups", 2),
            ("groups_met", 1),
            // MELATI: 0, 2, 3 (5 graduated, 1 and 4 moved). MAWAR: 0, 1 (2 moved).
            ("families", 5),
            ("hadir", 1),
            ("tidak_hadir", 4),
            ("kurang", 0),
            ("baik", 0),
            ("sangat_baik", 1),
            ("tidak_dapat_dinilai", 4),
        ]
    );
    assert_eq!(
        named(row(&rekap, TOILI, budi).figures),
        [
            // DAHLIA and TERATAI.
            ("groups", 2),
            ("groups_met", 1),
            // DAHLIA: its four and three who moved in; TERATAI: two.
            ("families", 9),
            // d0, d2, and m[1] by her mark of the group that she left.
            ("hadir", 3),
            ("tidak_hadir", 6),
            ("kurang", 1),
            ("baik", 1),
            ("sangat_baik", 0),
            ("tidak_dapat_dinilai", 7),
        ]
    );
    assert_eq!(
        named(row(&rekap, LUWUK, citra).figures),
        [
            ("groups", 1),
            ("groups_met", 1),
            ("families", 5),
            ("hadir", 5),
            ("tidak_hadir", 0),
            ("kurang", 0),
            ("baik", 0),
            ("sangat_baik", 0),
            ("tidak_dapat_dinilai", 5),
        ]
    );
    let reasons = [ani, budi].map(|who| row(&rekap, TOILI, who).reason.clone());
    assert_eq!(
        reasons.map(Option::unwrap),
        ["Mawar: balai desa dipakai", "Banjir"]
    );
    assert_eq!(row(&rekap, LUWUK, citra).reason, None, "all of hers met");
    assert_eq!(row(&rekap, TOILI, ani).pemateri, ["Bidan Nur"]);
    assert_eq!(rekap.total.families, 19);
    assert_eq!(rekap.total.groups, 5);
    assert_eq!(rekap.as_of.meetings, 3);
    // m[5] is marked and not aktif; the ghost's meeting is noted; the unknown session is named by its code.
    assert_eq!(rekap.unmatched.len(), 1);
    assert_eq!(rekap.unmatched[0].family_key, FamilyKey::of(m[5]).as_str());
    assert!(
        rekap
            .notes
            .contains(&Note::MeetingOfUnknownGroup { meeting: seen })
    );
    assert!(
        rekap
            .notes
            .iter()
            .any(|note| matches!(note, Note::UnknownSession { session, .. } if session == "X9.9"))
    );
    assert_eq!(rekap.notes.len(), 2, "{:?}", rekap.notes);

    reads_back(&rekap);

    // The months beside it, and the same month on a phone: the same report of what it holds.
    let november = Rekap::count(office.device.reader(), month("2026-11")).unwrap();
    assert_eq!(row(&november, LUWUK, citra).figures.tidak_hadir, 5);
    assert_eq!(row(&november, LUWUK, citra).figures.groups_met, 1);
    let on_phone = Rekap::count(of_citra.device.reader(), month("2026-10")).unwrap();
    assert_eq!(
        row(&on_phone, LUWUK, citra).figures,
        row(&rekap, LUWUK, citra).figures
    );

    // A verdict-worthy thing: the digest names what was counted, and another mark makes it another.
    let correction = held(&[(m[3], Hadir, Some(Baik))]);
    record(
        &mut of_ani,
        &meeting(melati.id, "2026-10-20", "M1.2"),
        correction,
    );
    everybody_syncs(&mut [&mut of_ani, &mut office]);
    let again = Rekap::count(office.device.reader(), month("2026-10")).unwrap();
    assert_ne!(again.as_of.digest, rekap.as_of.digest);
    assert_eq!(row(&again, TOILI, ani).figures.hadir, 2);
}

/// A meeting in the office's documents whose group has none: the group's first edit has not arrived.
fn ghost_meeting(office: &mut Station, ghost: Uuid) -> Uuid {
    let key = meeting(ghost, "2026-10-09", "M1.1");
    let group = GroupPatch {
        name: Set::To("HANTU".into()),
        kecamatan: Set::To(TOILI.into()),
        ..GroupPatch::default()
    };
    office
        .device
        .edit(&DocKey::Group(ghost), &group.into())
        .unwrap();
    record(
        office,
        &key,
        held(&[(Uuid::from_u128(1), Mark::Hadir, None)]),
    );
    office
        .device
        .write(|tx, _| {
            tx.execute("DELETE FROM rm_group WHERE doc = ?1", [ghost.as_bytes()])
                .map_err(sesi_engine::store::StoreError::Sqlite)
        })
        .unwrap();
    key.id(&office.device.office()).0
}

/// The column with that head in a sheet of the rekap, whose heads stand in the fifth and sixth rows.
fn under(sheet: &calamine::Range<Data>, head: &str) -> u32 {
    let said = Data::String(head.to_owned());
    let is = |at: &u32| {
        [4, 5]
            .map(|row| sheet.get_value((row, *at)))
            .contains(&Some(&said))
    };
    (0..40)
        .find(is)
        .unwrap_or_else(|| panic!("no column {head}"))
}

/// The workbook has one sheet a kecamatan, and each figure stands where the form wants it.
fn reads_back(rekap: &Rekap) {
    let wording = Wording::default();
    let bytes = xlsx::write(rekap, &wording).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    for kecamatan in &rekap.kecamatan {
        let sheet = book.worksheet_range(&kecamatan.name).unwrap();
        let cell = |row: u32, column: u32| sheet.get_value((row, column)).cloned();
        for (at, row) in kecamatan.rows.iter().enumerate() {
            let at = 6 + u32::try_from(at).unwrap();
            let name = row.name.clone().unwrap_or_default();
            assert_eq!(cell(at, 2), Some(Data::String(name)));
            let figures = [
                ("Total Jumlah Kelompok", row.figures.groups),
                ("Jumlah Kelompok Terealisasi", row.figures.groups_met),
                ("Total KPM Dampingan", row.figures.families),
                ("Hadir", row.figures.hadir),
                ("Tidak Hadir", row.figures.tidak_hadir),
                ("Kurang", row.figures.kurang),
                ("Baik", row.figures.baik),
                ("Sangat Baik", row.figures.sangat_baik),
                ("Tidak Dapat Dinilai", row.figures.tidak_dapat_dinilai),
            ];
            for (head, figure) in figures {
                assert_eq!(
                    cell(at, under(&sheet, head)),
                    Some(Data::Float(f64::from(figure))),
                    "{head} of {:?}",
                    row.name
                );
            }
            if let Some(reason) = &row.reason {
                let at = (at, under(&sheet, "Alasan Jika Tidak Melaksanakan"));
                assert_eq!(cell(at.0, at.1), Some(Data::String(reason.clone())));
            }
        }
        let sums = 6 + u32::try_from(kecamatan.rows.len()).unwrap();
        assert_eq!(
            cell(sums, under(&sheet, "Total KPM Dampingan")),
            Some(Data::Float(f64::from(kecamatan.total.families)))
        );
    }
}

#[test]
fn a_year_ends_and_its_reports_stay_what_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), 92, now);
    let ani = world.hire("ANI", &[TOILI]);
    let melati = world.kelompok(TOILI, "MELATI", ani, 3);
    let mut phone = world.join(ani, &[TOILI]);
    let mut office = world.office;
    everybody_syncs(&mut [&mut office, &mut phone]);
    let f = &melati.families;
    let marked = held(&[(f[0], Mark::Hadir, Some(Rating::Baik))]);
    record(
        &mut phone,
        &meeting(melati.id, "2026-12-31", "M1.1"),
        marked.clone(),
    );
    // Recorded offline before the office has opened the new year.
    record(
        &mut phone,
        &meeting(melati.id, "2027-01-01", "M1.2"),
        marked,
    );
    everybody_syncs(&mut [&mut phone, &mut office]);
    let january = DateTime::from_timestamp(1_798_800_000, 0).unwrap();
    office.ambient.set(january);
    phone.ambient.set(january);
    office.device.ensure_years().unwrap();
    everybody_syncs(&mut [&mut office, &mut phone]);
    office.synced();

    let december = Rekap::count(office.device.reader(), month("2026-12")).unwrap();
    let figures = row(&december, TOILI, ani).figures;
    assert_eq!((figures.hadir, figures.families), (1, 3));
    // In the new year the group is closed and its families leave; December says what it said.
    let closed = GroupPatch {
        states: [(Since(Some(day("2027-01-15"))), Some(GroupState::Closed))].into(),
        ..GroupPatch::default()
    };
    let mut edits = vec![(DocKey::Group(melati.id), Patch::Group(closed))];
    for family in f {
        let left = FamilyPatch {
            statuses: [(Since(Some(day("2027-01-15"))), Some(Status::Graduasi))].into(),
            ..FamilyPatch::default()
        };
        edits.push((DocKey::Family(*family), left.into()));
    }
    office.device.edit_all(&edits).unwrap();
    let after = Rekap::count(office.device.reader(), month("2026-12")).unwrap();
    assert_eq!(after.as_of, december.as_of);
    assert_eq!(row(&after, TOILI, ani).figures, figures);
    let january = Rekap::count(office.device.reader(), month("2027-01")).unwrap();
    let figures = row(&january, TOILI, ani).figures;
    assert_eq!(
        (figures.groups_met, figures.families),
        (1, 0),
        "all left by the end of the month"
    );
    let february = Rekap::count(office.device.reader(), month("2027-02")).unwrap();
    assert_eq!(row(&february, TOILI, ani).figures.groups, 0);
}
