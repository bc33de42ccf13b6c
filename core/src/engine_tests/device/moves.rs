//! A family goes to another kecamatan, and everybody agrees where it is.

use sesi_engine::documents::Set;
use sesi_engine::store::{DocumentRow, PendingChange};
use uuid::Uuid;

use crate::engine_tests::device::moves::scene::Scene;
use crate::kinds::{DocKey, FamilyPatch, Mark};
use crate::testkit::{LUWUK, Station, TOILI, roster};

/// Two kecamatan with a phone each.
mod scene {
    use crate::kinds::{DocKey, FamilyPatch};
    use crate::testkit::{LUWUK, Station, Toili};
    use sesi_engine::documents::Set;
    use sesi_engine::keys::purpose::Purpose;
    use sesi_engine::store::DocumentRow;

    pub struct Scene {
        pub toili: Toili,
        pub luwuk: Station,
        pub family: DocKey,
    }

    impl Scene {
        pub fn new(seed: u64) -> Self {
            let mut toili = Toili::new(seed);
            let citra = toili.stage.hire("CITRA", &[LUWUK]);
            toili.stage.group(LUWUK, "MAWAR", citra, 2);
            let luwuk = toili.stage.phone(citra, &[LUWUK]);
            let family = DocKey::Family(toili.group.families[0]);
            Self {
                toili,
                luwuk,
                family,
            }
        }

        pub fn moved(&mut self, kecamatan: &str) {
            let patch = FamilyPatch {
                kecamatan: Set::To(kecamatan.into()),
                desa: Set::To(format!("{kecamatan}.2002")),
                ..FamilyPatch::default()
            };
            let office = &mut self.toili.stage.office.device;
            office.edit(&self.family, &patch.into()).unwrap().unwrap();
        }

        pub fn phoned(station: &mut Station, family: &DocKey, phone: &str) {
            let patch = FamilyPatch {
                phone: Set::To(phone.into()),
                ..FamilyPatch::default()
            };
            station.device.edit(family, &patch.into()).unwrap().unwrap();
        }

        pub fn synced(&mut self) {
            for _ in 0..2 {
                self.toili.synced_phone();
                self.luwuk.synced(&mut self.toili.stage.relay);
                self.toili.synced_office();
            }
            self.luwuk.synced(&mut self.toili.stage.relay);
            self.toili.synced_phone();
        }

        /// Where each device that has the family says that it belongs: office, Toili, Luwuk.
        pub fn homes(&self) -> [Option<Purpose>; 3] {
            let office = &self.toili.stage.office;
            [office, &self.toili.phone, &self.luwuk].map(|station| {
                let id = self.family.id(&station.device.office());
                let row = DocumentRow::get(station.device.reader(), id.as_bytes());
                row.unwrap()
                    .map(|row| Purpose::from_bytes(&row.purpose).unwrap())
            })
        }

        pub fn history(&self, station: &Station) -> usize {
            let document = station.device.document(&self.family).unwrap();
            document.map_or(0, |document| document.changes().len())
        }
    }
}

#[test]
fn the_new_kecamatan_gets_the_whole_history_and_the_old_one_hears_where_it_went() {
    let mut scene = Scene::new(71);
    let family = scene.family.clone();
    Scene::phoned(&mut scene.toili.phone, &family, "0811");
    scene.synced();
    assert_eq!(scene.history(&scene.luwuk), 0);
    scene.moved(LUWUK);
    scene.synced();
    assert_eq!(scene.history(&scene.luwuk), 3);
    for station in [&scene.toili.stage.office, &scene.toili.phone] {
        assert_eq!(scene.history(station), 3);
    }
    assert_eq!(
        scene.homes(),
        [roster(LUWUK), roster(LUWUK), roster(LUWUK)].map(Some)
    );
    // The old phone may not write it any more, and cannot do so by mistake.
    let patch = FamilyPatch {
        phone: Set::To("0899".into()),
        ..FamilyPatch::default()
    };
    assert!(
        scene
            .toili
            .phone
            .device
            .edit(&family, &patch.into())
            .is_err()
    );
    Scene::phoned(&mut scene.luwuk, &family, "0822");
    scene.synced();
    assert_eq!(scene.history(&scene.toili.stage.office), 4);
    assert_eq!(scene.history(&scene.toili.phone), 3, "it keeps what it had");
    let pending = scene
        .toili
        .stage
        .office
        .device
        .status()
        .unwrap()
        .pending_changes;
    assert_eq!(pending, 0);
}

#[test]
fn what_the_old_kecamatan_wrote_meanwhile_reaches_the_new_one() {
    let mut scene = Scene::new(72);
    let family = scene.family.clone();
    scene.synced();
    // Without a line, the pendamping writes a number down; the office moves the family away on the same day.
    Scene::phoned(&mut scene.toili.phone, &family, "0811");
    scene.moved(LUWUK);
    scene.toili.synced_office();
    scene.luwuk.synced(&mut scene.toili.stage.relay);
    scene.synced();
    assert_eq!(
        scene.homes(),
        [roster(LUWUK), roster(LUWUK), roster(LUWUK)].map(Some)
    );
    assert!(scene.luwuk.dump().contains("0811"));
    // What builds upon both arrives too.
    Scene::phoned(&mut scene.toili.stage.office, &family, "0833");
    scene.synced();
    assert!(scene.luwuk.dump().contains("0833"));
    for station in [&scene.toili.stage.office, &scene.luwuk, &scene.toili.phone] {
        let status = station.device.status().unwrap();
        assert!(
            status.parked.is_empty() && status.pending_changes == 0,
            "{status:?}"
        );
    }
}

#[test]
fn there_and_back_again_is_no_trouble() {
    let mut scene = Scene::new(73);
    scene.synced();
    scene.moved(LUWUK);
    scene.synced();
    scene.moved(TOILI);
    scene.synced();
    assert_eq!(
        scene.homes(),
        [roster(TOILI), roster(TOILI), roster(TOILI)].map(Some)
    );
    let family = scene.family.clone();
    Scene::phoned(&mut scene.toili.phone, &family, "0844");
    scene.synced();
    assert!(scene.toili.stage.office.dump().contains("0844"));
    let before = scene
        .toili
        .stage
        .relay
        .feeds
        .values()
        .map(Vec::len)
        .sum::<usize>();
    scene.synced();
    let after = scene
        .toili
        .stage
        .relay
        .feeds
        .values()
        .map(Vec::len)
        .sum::<usize>();
    assert_eq!(before, after, "nobody passes things on for ever");
}

#[test]
fn two_office_machines_that_move_a_family_apart_agree_in_the_end() {
    let mut scene = Scene::new(74);
    let dewi = scene.toili.stage.hire("DEWI", &[]);
    let mut second = scene.toili.stage.second_office(dewi);
    scene.synced();
    second.synced(&mut scene.toili.stage.relay);
    let third = "72.01.05";
    scene
        .toili
        .stage
        .office
        .device
        .ensure_place(third, &[2026])
        .unwrap();
    scene.synced();
    second.synced(&mut scene.toili.stage.relay);
    scene.moved(LUWUK);
    let patch = FamilyPatch {
        kecamatan: Set::To(third.into()),
        ..FamilyPatch::default()
    };
    second.device.edit(&scene.family, &patch.into()).unwrap();
    for _ in 0..3 {
        scene.synced();
        second.synced(&mut scene.toili.stage.relay);
    }
    let id = scene.family.id(&second.device.office());
    let row = DocumentRow::get(second.device.reader(), id.as_bytes());
    let home = row.unwrap().unwrap().purpose;
    assert_eq!(scene.homes()[0].as_ref().unwrap().to_bytes(), home);
    assert_eq!(scene.toili.stage.office.dump(), second.dump());
    assert!(second.device.status().unwrap().parked.is_empty());
    // Settling it moves it like any other edit.
    let value = sesi_engine::documents::Scalar::from(LUWUK);
    second
        .device
        .resolve(&scene.family, "kecamatan", value)
        .unwrap()
        .unwrap();
    second.synced(&mut scene.toili.stage.relay);
    scene.synced();
    second.synced(&mut scene.toili.stage.relay);
    assert_eq!(scene.homes()[0], Some(roster(LUWUK)));
    assert_eq!(scene.homes()[2], Some(roster(LUWUK)));
    assert!(
        scene
            .luwuk
            .rows("SELECT doc FROM rm_disagreement")
            .is_empty()
    );
}

#[test]
fn marks_of_a_moved_family_stay_with_its_meetings() {
    let mut scene = Scene::new(75);
    let meeting = scene.toili.record(1, 0, Mark::Hadir);
    scene.synced();
    scene.moved(LUWUK);
    scene.synced();
    assert!(
        scene
            .toili
            .stage
            .office
            .device
            .document(&meeting)
            .unwrap()
            .is_some()
    );
    assert!(scene.luwuk.device.document(&meeting).unwrap().is_none());
}

#[test]
fn a_family_that_is_made_and_moved_before_anybody_heard_of_it_belongs_where_it_went() {
    let mut scene = Scene::new(79);
    scene.family = DocKey::Family(Uuid::from_u128(79));
    let patch = FamilyPatch {
        name: Set::To("MADE AND MOVED".into()),
        kecamatan: Set::To(TOILI.into()),
        desa: Set::To(format!("{TOILI}.2001")),
        ..FamilyPatch::default()
    };
    let office = &mut scene.toili.stage.office.device;
    office.edit(&scene.family, &patch.into()).unwrap().unwrap();
    scene.moved(LUWUK);
    scene.synced();
    assert_eq!(scene.homes(), [(); 3].map(|()| Some(roster(LUWUK))));
}

/// A member whose app does not refuse it names another kecamatan for a family that had none.
#[test]
fn whoever_moves_a_family_the_readers_of_its_new_kecamatan_get_all_of_it() {
    let mut scene = Scene::new(80);
    scene.family = DocKey::Family(Uuid::from_u128(80));
    let name = FamilyPatch {
        name: Set::To("MADE IN TOILI".into()),
        ..FamilyPatch::default()
    };
    let kecamatan = FamilyPatch {
        kecamatan: Set::To(LUWUK.into()),
        ..FamilyPatch::default()
    };
    for (patch, home) in [(name, TOILI), (kecamatan, LUWUK)] {
        let family = scene.family.clone();
        let phone = &mut scene.toili.phone.device;
        let edited = phone.write(|conn, me| me.edit(conn, &family, &roster(TOILI), &patch.into()));
        edited.unwrap();
        scene.synced();
        assert_eq!(scene.homes()[0], Some(roster(home)));
    }
    assert_eq!(scene.history(&scene.luwuk), 2);
    assert!(scene.luwuk.device.status().unwrap().parked.is_empty());
}

/// Changes that wait to be sealed.
fn pending(station: &Station) -> u64 {
    PendingChange::count(station.device.reader(), None).unwrap()
}

#[test]
fn an_office_machine_passes_on_what_is_new_and_not_what_the_mover_brings() {
    let mut scene = Scene::new(81);
    let dewi = scene.toili.stage.hire("DEWI", &[]);
    let mut second = scene.toili.stage.second_office(dewi);
    let family = scene.family.clone();
    Scene::phoned(&mut scene.toili.phone, &family, "0811");
    scene.synced();
    second.synced(&mut scene.toili.stage.relay);
    // What comes where it belongs is not passed on at all.
    Scene::phoned(&mut scene.toili.phone, &family, "0810");
    scene.toili.synced_phone();
    let relay = &mut scene.toili.stage.relay;
    sesi_engine::sync::driver::run(&mut scene.toili.stage.office.device, relay, |_| false);
    assert_eq!(pending(&scene.toili.stage.office), 0);
    scene.synced();
    second.synced(&mut scene.toili.stage.relay);
    // Of two feeds either may stand before the other.
    for to in [LUWUK, TOILI] {
        scene.moved(to);
        scene.toili.synced_office();
        let relay = &mut scene.toili.stage.relay;
        sesi_engine::sync::driver::run(&mut second.device, relay, |_| false);
        assert!(pending(&second) <= 1, "to {to}");
        second.synced(&mut scene.toili.stage.relay);
        scene.synced();
        second.synced(&mut scene.toili.stage.relay);
    }
    // What the old kecamatan writes meanwhile goes alone, too.
    Scene::phoned(&mut scene.toili.phone, &family, "0822");
    scene.moved(LUWUK);
    scene.toili.synced_phone();
    let relay = &mut scene.toili.stage.relay;
    sesi_engine::sync::driver::run(&mut scene.toili.stage.office.device, relay, |_| false);
    assert_eq!(pending(&scene.toili.stage.office), 1);
    scene.synced();
    assert!(scene.luwuk.dump().contains("0822"));
}
