//! What a phone with nothing to do costs: one request of at most 300 bytes both ways, headers included, with everything that it reads: control,
//! office, roster, meetings, the forum and its own feed.

use chrono::{DateTime, NaiveDate};
use sesi_core::kinds::{
    DocKey, Mark, Patch, VoiceKind, VoicePatch, forum_feed, meetings_feed, person_feed, roster_feed,
};
use sesi_engine::documents::Set;
use sesi_engine::store::FeedRow;
use sesi_engine::sync::http::Http;
use sesi_tests::line::Line;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{World, marks, meeting};
use uuid::Uuid;

const TOILI: &str = "72.01.09";
/// Bytes of the exchange, both ways.
const MOST: u64 = 300;

#[test]
fn a_phone_with_nothing_to_do_exchanges_at_most_300_bytes_in_one_request() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), 71, now);
    let ani = world.hire("ANI", &[TOILI]);
    let group = world.kelompok(TOILI, "MELATI", ani, 3);
    let mut phone = world.join(ani, &[TOILI]);
    phone.synced();
    world.office.synced();
    // Something stands in each feed, so that each says how far it is.
    let met = meeting(group.id, "2026-10-05", "M1.1");
    let present = marks([(group.families[0], Mark::Hadir)]);
    phone.device.edit(&met, &present).unwrap();
    let voice = DocKey::Voice {
        day: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(),
        device: phone.device.id(),
        id: Uuid::from_u128(1),
    };
    let said = VoicePatch {
        kind: Set::To(VoiceKind::Usul),
        text: Set::To("jadwal diubah".into()),
        by: Set::To(ani),
        ..VoicePatch::default()
    };
    phone.device.edit(&voice, &Patch::from(said)).unwrap();
    for _ in 0..2 {
        phone.synced();
        world.office.synced();
    }
    for purpose in [
        roster_feed(TOILI),
        meetings_feed(TOILI, 2026),
        forum_feed(2026),
        person_feed(ani),
    ] {
        let row = FeedRow::of_purpose(phone.device.reader(), &purpose.to_bytes());
        assert!(row.unwrap().is_some(), "{purpose:?}");
    }
    let line = Line::to(relay.address);
    phone.http = Http::new(&line.url(), None).unwrap();
    phone.synced();
    let before = line.counted();
    let run = phone.synced();
    let passed = line.counted() - before;
    assert_eq!((run.requests, passed.requests), (1, 1));
    let both = passed.up + passed.down;
    assert!(both > 0 && both <= MOST, "{both} bytes: {passed:?}");
}
