//! A member of another kecamatan who knows the ids of a neighbour's documents: what they write there gets them nothing to read, and decides
//! nothing.

use sesi_engine::documents::{Scalar, Set};
use uuid::Uuid;

use super::purposes::forge;
use crate::calls::Query as _;
use crate::calls::month::MyMonth;
use crate::kinds::{
    DocKey, FamilyPatch, Mark, MonthPatch, Patch, Status, YearMonth, meetings_feed, roster_feed,
};
use crate::rekap::{Note, Rekap};
use crate::testkit::{LUWUK, Station, TOILI, Toili, marks};

/// Toili, and somebody of Luwuk who writes where they like.
struct Scene {
    toili: Toili,
    outsider: Station,
    ani: Uuid,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut toili = Toili::new(seed);
        let citra = toili.stage.hire("CITRA", &[LUWUK]);
        toili.stage.group(LUWUK, "MAWAR", citra, 1);
        let outsider = toili.stage.phone(citra, &[LUWUK]);
        let ani = toili.phone.device.person().unwrap().unwrap();
        Self {
            toili,
            outsider,
            ani,
        }
    }

    fn synced(&mut self) {
        for _ in 0..3 {
            self.toili.synced_phone();
            self.outsider.synced(&mut self.toili.stage.relay);
            self.toili.synced_office();
        }
        self.outsider.synced(&mut self.toili.stage.relay);
        self.toili.synced_phone();
    }

    /// Entries of office devices in a feed, as the outsider has them.
    fn passed_on(&self, purpose: &sesi_engine::keys::purpose::Purpose) -> usize {
        self.by_office(&self.outsider, purpose)
    }

    /// The same, as somebody else has them.
    fn by_office(&self, station: &Station, purpose: &sesi_engine::keys::purpose::Purpose) -> usize {
        let feed = station.feed(purpose).id;
        let office = self.toili.stage.office.device.id();
        let sql = format!(
            "SELECT id FROM entry WHERE hex(feed) = upper('{feed}') AND hex(device) = upper('{office}')"
        );
        station.rows(&sql).len()
    }
}

fn month(text: &str) -> Patch {
    Patch::from(MonthPatch {
        reason: Set::To(text.into()),
        ..MonthPatch::default()
    })
}

#[test]
fn what_is_written_of_a_neighbours_month_and_meeting_brings_nothing_of_theirs() {
    let mut scene = Scene::new(2101);
    let key = DocKey::Month {
        staff: scene.ani,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let meeting = scene.toili.record(1, 0, Mark::Hadir);
    scene
        .toili
        .phone
        .device
        .edit(&key, &month("banjir di Toili"))
        .unwrap();
    scene.synced();
    let there = meetings_feed(LUWUK, 2026);
    let before = scene.passed_on(&there);
    let family = scene.toili.group.families[1];
    for (key, patch) in [
        (&key, month("malas")),
        (&meeting, marks([(family, Mark::Alfa)])),
    ] {
        scene
            .outsider
            .device
            .write(|conn, me| me.edit(conn, key, &there, &patch))
            .unwrap();
    }
    scene.synced();
    // What Toili goes on saying stays in Toili.
    scene
        .toili
        .phone
        .device
        .edit(&key, &month("rahasia Toili"))
        .unwrap();
    scene.toili.record(1, 2, Mark::Sakit);
    scene.synced();
    assert_eq!(scene.passed_on(&there), before);
    assert!(!scene.outsider.dump().contains("rahasia Toili"));
}

#[test]
fn a_month_that_a_neighbour_wrote_into_stays_where_its_person_is() {
    let mut scene = Scene::new(2106);
    let key = DocKey::Month {
        staff: scene.ani,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let phone = &mut scene.toili.phone.device;
    phone.edit(&key, &month("banjir di Toili")).unwrap();
    scene.synced();
    let (here, there) = (meetings_feed(TOILI, 2026), meetings_feed(LUWUK, 2026));
    let before = scene.passed_on(&there);
    // What comes by its own feed is said there already.
    assert_eq!(scene.by_office(&scene.toili.phone, &here), 0);
    let write = scene
        .outsider
        .device
        .write(|conn, me| me.edit(conn, &key, &there, &month("malas")));
    write.unwrap();
    scene.synced();
    // What the office says of it goes to Toili, and there alone.
    let office = &mut scene.toili.stage.office.device;
    office.edit(&key, &month("kata kantor")).unwrap();
    scene.synced();
    assert!(scene.toili.phone.dump().contains("kata kantor"));
    assert!(!scene.outsider.dump().contains("kata kantor"));
    assert_eq!(scene.passed_on(&there), before);
}

#[test]
fn what_is_about_somebody_of_no_kecamatan_is_sent_on_nowhere() {
    let mut scene = Scene::new(2107);
    let nowhere = scene.toili.stage.hire("DEWI", &[]);
    let key = DocKey::Month {
        staff: nowhere,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let (here, there) = (meetings_feed(TOILI, 2026), meetings_feed(LUWUK, 2026));
    let before = scene.passed_on(&there);
    let write = |station: &mut Station, feed, text: &str| {
        let edit = station
            .device
            .write(|conn, me| me.edit(conn, &key, feed, &month(text)));
        edit.unwrap();
    };
    scene.synced();
    write(&mut scene.outsider, &there, "dari Luwuk");
    write(&mut scene.toili.phone, &here, "rahasia Toili 1");
    scene.synced();
    write(&mut scene.toili.phone, &here, "rahasia Toili 2");
    scene.synced();
    assert_eq!(scene.passed_on(&there), before);
    assert!(!scene.outsider.dump().contains("rahasia Toili"));
    assert!(!scene.toili.phone.dump().contains("dari Luwuk"));
}

#[test]
fn a_family_that_a_neighbour_claims_goes_nowhere_until_the_office_says_so() {
    let mut scene = Scene::new(2102);
    let family = DocKey::Family(Uuid::from_u128(0xfa));
    let of = |kecamatan: &str, name: &str| {
        Patch::from(FamilyPatch {
            name: Set::To(name.into()),
            kecamatan: Set::To(kecamatan.into()),
            desa: Set::To(format!("{kecamatan}.2001")),
            statuses: [(crate::kinds::Since(None), Some(Status::Aktif))].into(),
            ..FamilyPatch::default()
        })
    };
    scene
        .toili
        .phone
        .device
        .edit(&family, &of(TOILI, "SITI RAHASIA"))
        .unwrap();
    scene.synced();
    let before = scene.passed_on(&roster_feed(LUWUK));
    // A word that comes after others of the same device has the higher counter: of two first words it is the one that is shown.
    let there = roster_feed(LUWUK);
    for name in ["PALSU 1", "PALSU 2"] {
        let patch = Patch::from(FamilyPatch {
            name: Set::To(name.into()),
            ..FamilyPatch::default()
        });
        let write = scene
            .outsider
            .device
            .write(|conn, me| me.edit(conn, &family, &there, &patch));
        write.unwrap();
    }
    let claim = of(LUWUK, "PALSU");
    scene.outsider.device.edit(&family, &claim).unwrap();
    scene.synced();
    let patch = FamilyPatch {
        phone: Set::To("0811".into()),
        ..FamilyPatch::default()
    };
    scene
        .toili
        .phone
        .device
        .edit(&family, &patch.into())
        .unwrap();
    scene.synced();
    assert!(!scene.outsider.dump().contains("SITI RAHASIA"));
    assert_eq!(scene.passed_on(&roster_feed(LUWUK)), before);
    // Nor does what the claimant says go to Toili, or what the office says of it meanwhile to the claimant.
    assert!(!scene.toili.phone.dump().contains("PALSU"));
    let patch = FamilyPatch {
        phone: Set::To("0899".into()),
        ..FamilyPatch::default()
    };
    let office = &mut scene.toili.stage.office.device;
    office.edit(&family, &patch.into()).unwrap();
    scene.synced();
    assert!(!scene.outsider.dump().contains("0899"));
    assert_eq!(scene.passed_on(&roster_feed(LUWUK)), before);
    let office = &mut scene.toili.stage.office.device;
    let disputed = office.document(&family).unwrap().unwrap().disagreements();
    assert!(disputed.iter().any(|one| one.path == "kecamatan"));
    // The office settles it, and whoever it belongs to has all of it.
    let settled = office.resolve(&family, "kecamatan", Scalar::from(TOILI));
    assert!(settled.unwrap().is_some());
    scene.synced();
    let office = &scene.toili.stage.office.device;
    let all = office.document(&family).unwrap().unwrap().heads();
    let theirs = scene.toili.phone.device.document(&family).unwrap();
    assert_eq!(theirs.unwrap().heads(), all);
    assert!(!scene.outsider.dump().contains("SITI RAHASIA"));
}

#[test]
fn a_member_makes_no_family_part_of_another() {
    let mut toili = Toili::new(2103);
    toili.synced_phone();
    let families = toili.group.families.clone();
    let part_of = |kept: Uuid| {
        Patch::from(FamilyPatch {
            same_as: Set::To(kept),
            ..FamilyPatch::default()
        })
    };
    let own = DocKey::Family(Uuid::from_u128(0xfb));
    // Of a neighbour, and of nobody at all.
    for (gone, kept) in [(families[0], families[1]), (families[2], Uuid::max())] {
        let (key, patch) = (DocKey::Family(gone), part_of(kept));
        assert!(toili.phone.device.edit(&key, &patch).is_err());
        forge(&mut toili.phone, &key, &own, &patch, &roster_feed(TOILI));
    }
    toili.synced_phone();
    toili.synced_office();
    for station in [&toili.stage.office, &toili.phone] {
        let merged = crate::readmodel::Merged::read(station.device.reader()).unwrap();
        assert_eq!(merged.all().count(), 0);
    }
}

/// Reasons on the rekap of October, and of whom it says that somebody else wrote them.
fn reasons(office: &Station) -> (Vec<String>, Vec<Uuid>) {
    let month = "2026-10".parse().unwrap();
    let rekap = Rekap::count(office.device.reader(), month).unwrap();
    let rows = rekap.kecamatan.iter().flat_map(|one| &one.rows);
    let told = rekap.notes.iter().filter_map(|note| match note {
        Note::RemarkOfAnother { staff, .. } => Some(*staff),
        _ => None,
    });
    (
        rows.filter_map(|row| row.reason.clone()).collect(),
        told.collect(),
    )
}

#[test]
fn a_reason_that_an_outsider_gives_is_not_on_the_rekap_and_is_told() {
    let mut scene = Scene::new(2104);
    let key = DocKey::Month {
        staff: scene.ani,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let there = meetings_feed(LUWUK, 2026);
    let write = scene
        .outsider
        .device
        .write(|conn, me| me.edit(conn, &key, &there, &month("malas sekali")));
    write.unwrap();
    scene.synced();
    let ask = || MyMonth {
        month: "2026-10".to_owned(),
    };
    assert_eq!(
        reasons(&scene.toili.stage.office),
        (Vec::new(), vec![scene.ani])
    );
    let own = ask().answer(&scene.toili.phone.device).unwrap();
    assert_eq!(own.reason, "");
    // It takes nothing away from that person's own word, said without having seen it.
    let phone = &mut scene.toili.phone.device;
    phone.edit(&key, &month("banjir")).unwrap();
    scene.synced();
    assert_eq!(
        reasons(&scene.toili.stage.office),
        (vec!["banjir".to_owned()], vec![scene.ani])
    );
    let own = ask().answer(&scene.toili.phone.device).unwrap();
    assert_eq!(own.reason, "banjir");
}

#[test]
fn a_reason_counts_from_whoever_works_there_and_from_the_office() {
    let mut scene = Scene::new(2105);
    let budi = scene.toili.stage.hire("BUDI", &[LUWUK, TOILI]);
    let mut colleague = scene.toili.stage.phone(budi, &[LUWUK, TOILI]);
    let key = DocKey::Month {
        staff: scene.ani,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    colleague.device.edit(&key, &month("rekan")).unwrap();
    colleague.synced(&mut scene.toili.stage.relay);
    scene.synced();
    let office = &mut scene.toili.stage.office;
    assert_eq!(reasons(office), (vec!["rekan".to_owned()], Vec::new()));
    office.device.edit(&key, &month("kantor")).unwrap();
    assert_eq!(reasons(office), (vec!["kantor".to_owned()], Vec::new()));
}

/// How many changes of the document a device has.
fn history(station: &Station, key: &DocKey) -> usize {
    let document = station.device.document(key).unwrap();
    document.map_or(0, |document| document.changes().len())
}

/// Lets a device write marks of a meeting into the feed of its own kecamatan, whosever meeting it is.
fn writes(station: &mut Station, meeting: &DocKey, kecamatan: &str, family: Uuid) {
    let there = meetings_feed(kecamatan, 2026);
    let patch = marks([(family, Mark::Alfa)]);
    let written = station
        .device
        .write(|conn, me| me.edit(conn, meeting, &there, &patch));
    assert!(written.unwrap().is_some());
}

#[test]
fn what_an_outsider_writes_of_a_meeting_goes_to_those_of_its_place_and_nothing_comes_back() {
    for outsider_first in [true, false] {
        let mut scene = Scene::new(2106);
        let meeting = scene.toili.group.meeting(1);
        let family = scene.toili.group.families[1];
        if outsider_first {
            writes(&mut scene.outsider, &meeting, LUWUK, family);
            scene.synced();
        }
        scene.toili.record(1, 0, Mark::Hadir);
        scene.synced();
        if !outsider_first {
            writes(&mut scene.outsider, &meeting, LUWUK, family);
            scene.synced();
        }
        assert_eq!(history(&scene.toili.stage.office, &meeting), 2);
        assert_eq!(history(&scene.toili.phone, &meeting), 2);
        assert_eq!(history(&scene.outsider, &meeting), 1);
    }
}

#[test]
fn what_outsiders_of_two_places_write_of_a_third_one_goes_to_neither() {
    for luwuk_first in [true, false] {
        let mut scene = Scene::new(2107);
        let third = "72.01.05";
        let dodi = scene.toili.stage.hire("DODI", &[third]);
        let group = scene.toili.stage.group(third, "KENANGA", dodi, 1);
        scene.synced();
        let (meeting, family) = (group.meeting(1), group.families[0]);
        for luwuk in [luwuk_first, !luwuk_first] {
            if luwuk {
                writes(&mut scene.outsider, &meeting, LUWUK, family);
            } else {
                writes(&mut scene.toili.phone, &meeting, TOILI, family);
            }
            scene.synced();
        }
        assert_eq!(history(&scene.toili.stage.office, &meeting), 2);
        assert_eq!(history(&scene.toili.phone, &meeting), 1);
        assert_eq!(history(&scene.outsider, &meeting), 1);
    }
}
