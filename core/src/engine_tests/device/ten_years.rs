//! Ten years of an office of 80 devices: what opening it takes, and that it goes on inviting. Work is counted, not time.

use std::collections::VecDeque;

use chrono::Duration;
use sesi_engine::ambient::Seeded;
use sesi_engine::device::{HandedOut, InviteWish};
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::membership::DeviceState;
use sesi_wire::ids::DeviceId;
use sesi_wire::limits::MAX_WELCOME;
use sesi_wire::statement::DeviceRole;

use crate::device::Device;
use crate::testkit::{Stage, start};

const KECAMATAN: usize = 12;
/// Devices in service at a time.
const DEVICES: usize = 80;
/// How many of those are machines of the office.
const MACHINES: usize = 6;
/// Devices that others replace in a year.
const REPLACED: usize = 8;

/// Lets in a device that only its keys are of; gives the length of its welcome.
fn let_in(stage: &mut Stage, no: usize, office: bool) -> (DeviceId, usize) {
    let code = format!("72.01.{:02}", no % KECAMATAN + 1);
    let staff = stage.hire(&format!("STAFF {no}"), &[&code]);
    let wish = InviteWish {
        person: staff,
        places: vec![code],
        office,
        valid_for: Duration::days(7),
    };
    let device = &mut stage.office.device;
    let invited = device.invite(&wish).unwrap();
    let keys = DeviceIdentity::generate(&Seeded::new(no as u64, start())).public();
    let welcome = device.write(|conn, me| {
        let handed = HandedOut::get(conn, invited.id)?.unwrap();
        me.let_in(conn, &handed, keys)?;
        Ok::<_, crate::error::Error>(handed.invite.welcome.len())
    });
    (keys.device(), welcome.unwrap())
}

/// Each year new feeds of all kecamatan, and some devices are replaced by others: people leave, phones break.
fn ten_years() -> Stage {
    let mut stage = Stage::new(940);
    let mut in_service = VecDeque::new();
    let mut no = 0;
    for year in 2017..=2026 {
        for kecamatan in 1..=KECAMATAN {
            let code = format!("72.01.{kecamatan:02}");
            let device = &mut stage.office.device;
            device.ensure_place(&code, &[year]).unwrap();
        }
        for _ in 0..REPLACED {
            if let Some(gone) = in_service.pop_front() {
                stage.office.device.revoke(gone).unwrap();
            }
        }
        while in_service.len() < DEVICES {
            let office = no % (DEVICES / MACHINES) == 0;
            in_service.push_back(let_in(&mut stage, no, office).0);
            no += 1;
        }
        // Keys that invites carried are renewed, and whoever lacks one gets it.
        stage.office.synced(&mut stage.relay);
    }
    stage
}

/// The control entries that are here, and their bytes.
fn control(device: &Device) -> (u64, u64) {
    let sql = "SELECT count(*), sum(length(bytes)) FROM entry WHERE feed = zeroblob(8)";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    device.reader().query_row(sql, [], read).unwrap()
}

#[test]
fn ten_years_of_eighty_devices_open_by_one_pass_over_a_bounded_feed_and_the_office_goes_on_inviting()
 {
    let mut stage = ten_years();
    let again = stage.office.copy("again.db", 9);
    let (entries, bytes) = control(&again.device);
    let work = again.device.membership().work();
    println!("{entries} control entries, {bytes} bytes: {work:?}");
    // As in an office of a day: no signature is checked, and it is decided once which entries count, spreading the office's role once more
    // for each of its machines that was revoked. Each entry is read and joined once, and how many there are is bounded.
    assert_eq!((work.signatures, work.settled), (0, 1));
    let machines = again.device.membership().devices().into_iter();
    let gone =
        machines.filter(|it| it.role == DeviceRole::Office && it.state == DeviceState::Revoked);
    assert!(work.rounds <= 1 + gone.count() as u64, "{work:?}");
    assert!(work.joined <= entries, "{work:?}");
    assert!(entries <= 1_500 && bytes <= 6_500_000, "{entries} {bytes}");
    assert_eq!(again.device.membership(), stage.office.device.membership());
    drop(again);

    // The 7th machine of the office and the 20th are welcomed as the second was.
    let start = DEVICES * 10;
    for no in MACHINES..20 {
        let (_, welcome) = let_in(&mut stage, start + no, true);
        assert!(welcome <= MAX_WELCOME, "{no}: {welcome}");
    }
    stage.office.synced(&mut stage.relay);
    let dewi = stage.hire("DEWI", &[]);
    let machine = stage.second_office(dewi);
    let feeds = "SELECT id FROM feed ORDER BY id";
    assert!(machine.device.membership().is_office(machine.device.id()));
    assert_eq!(machine.rows(feeds), stage.office.rows(feeds));
    assert_eq!(
        stage.office.device.status().unwrap().unreachable,
        Vec::<String>::new()
    );
}
