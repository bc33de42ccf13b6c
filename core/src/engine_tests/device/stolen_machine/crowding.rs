//! However much a stolen machine or a member says, it fills a bounded part of a device and crowds out nothing that counts.

use super::*;

#[test]
fn statements_of_a_revoked_machine_fill_a_bounded_part_of_a_device() {
    let (mut toili, stolen, _) = scene(1605);
    let machine = stolen.device.id();
    toili.stage.office.device.revoke(machine).unwrap();
    toili.synced_office();
    toili.synced_phone();
    let said = chatter(&stolen, &place(1000), 120);
    let size: usize = said.iter().map(Vec::len).sum();
    assert!(size > 2_200_000, "{size}");
    let before = kept(&toili.phone);
    let mut file = b"SESI\0\x01\0\0".to_vec();
    file.extend_from_slice(&toili.phone.device.office().0);
    for entry in &said {
        minicbor::Encoder::new(&mut file).bytes(entry).unwrap();
    }
    let report = import(&mut toili.phone.device, &mut &file[..]).unwrap();
    assert!(report.not_kept > 20, "{report:?}");
    let most = (256 + 1024) * 1024;
    assert!(kept(&toili.phone) - before <= most);
    // A relay's log is known without a gap, and no more.
    for entry in &said {
        toili.stage.relay.push(entry);
    }
    toili.synced_phone();
    toili.synced_phone();
    assert!(kept(&toili.phone) - before <= most);
    let control = toili
        .phone
        .rows("SELECT 1 FROM entry WHERE hex(feed) = '0000000000000000'");
    assert_eq!(control.len(), toili.stage.relay.log(FeedId::CONTROL).len());
    let meeting = toili.record(4, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(pending(&toili.phone), 0);
    assert!(is_there(&toili.phone, &meeting));
    let again = toili.phone.copy("again.db", 9);
    assert_eq!(again.device.membership(), toili.phone.device.membership());
}

const WITHDRAWN: [InviteId; 2] = [InviteId([1; 16]), InviteId([2; 16])];

fn heard(station: &Station) -> [bool; 2] {
    WITHDRAWN.map(|invite| station.device.membership().is_withdrawn(invite))
}

/// What a machine of the office says before anybody knows that it was stolen, an entry each.
fn says(machine: &mut Station) -> [Vec<u8>; 2] {
    WITHDRAWN.map(|invite| {
        let said = [Statement::Withdraw(Withdraw { invite })];
        machine
            .device
            .write(|conn, me| me.say(conn, &said))
            .unwrap();
        machine.rows_of_bytes(FeedId::CONTROL).pop().unwrap()
    })
}

fn of_control(station: &Station, but: DeviceId) -> Vec<Vec<u8>> {
    let all = station.rows_of_bytes(FeedId::CONTROL).into_iter();
    let by = |bytes: &Vec<u8>| {
        let entry = sesi_wire::entry::SealedEntry::parse(bytes.clone()).unwrap();
        entry.header().device
    };
    all.filter(|bytes| by(bytes) != but).collect()
}

#[test]
fn what_the_office_names_is_believed_however_much_else_its_author_said() {
    for order in [[0, 1], [1, 0]] {
        let (mut toili, mut stolen, _) = scene(1606);
        let machine = stolen.device.id();
        let said = says(&mut stolen);
        bring(&mut toili.stage.office, &said);
        toili.stage.office.device.revoke(machine).unwrap();
        let of_office = of_control(&toili.stage.office, machine);
        bring(&mut toili.phone, &of_office);
        bring(&mut toili.phone, &chatter(&stolen, &place(1000), 20));
        assert_eq!(heard(&toili.phone), [false; 2]);
        for at in order {
            bring(&mut toili.phone, &said[at..=at]);
        }
        assert_eq!(heard(&toili.phone), [true; 2], "{order:?}");
        let again = toili.phone.copy("again.db", 9);
        assert_eq!(heard(&again), [true; 2]);
        assert_eq!(again.device.membership(), toili.phone.device.membership());
    }
}

#[test]
fn what_was_left_out_for_its_size_is_fetched_once_the_office_names_it() {
    let (mut toili, mut stolen, mut unaware) = scene(1607);
    let machine = stolen.device.id();
    let mut said = says(&mut stolen).to_vec();
    let chain = chatter(&stolen, &next_place(&stolen), 90);
    said.extend(chain);
    toili.stage.office.device.revoke(machine).unwrap();
    toili.synced_office();
    toili.synced_phone();
    for entry in &said {
        toili.stage.relay.push(entry);
    }
    toili.synced_phone();
    assert_eq!(heard(&toili.phone), [false; 2]);
    // Somebody else had all of it before, and revokes the machine as well.
    bring(&mut unaware, &said);
    assert_eq!(heard(&unaware), [true; 2]);
    unaware.device.revoke(machine).unwrap();
    unaware.synced(&mut toili.stage.relay);
    for _ in 0..3 {
        toili.synced_phone();
    }
    assert_eq!(heard(&toili.phone), [true; 2]);
    let left_out = "SELECT 1 FROM entry WHERE omitted";
    assert_eq!(toili.phone.rows(left_out).len(), 0);
    assert_eq!(toili.phone.device.status().unwrap().parked, []);
    let again = toili.phone.copy("again.db", 9);
    assert_eq!(again.device.membership(), toili.phone.device.membership());
    assert_eq!(again.device.membership(), unaware.device.membership());
}

/// Revocations of nobody, 30 KB each, by whoever has no say.
fn revocations(by: &Station, entries: u64) -> Vec<Vec<u8>> {
    let said = |no: u64| {
        let end = |at: u64| End {
            feed: FeedId([8; 8]),
            device_seq: at,
            entry: EntryId([9; 32]),
        };
        let device = DeviceId(no.to_be_bytes());
        let last = (1..600).map(end).collect();
        Statement::Revoke(Revoke { device, last })
    };
    (0..entries)
        .map(|no| forge(by, place(500 + no), &[said(no)]))
        .collect()
}

#[test]
fn what_a_member_says_without_a_say_crowds_out_nothing_that_a_relay_is_told_of_the_office() {
    let (mut toili, stolen, _) = scene(1609);
    let junk = revocations(&toili.phone, 30);
    assert!(junk.iter().map(Vec::len).sum::<usize>() > 600_000);
    let machine = stolen.device.id();
    bring(&mut toili.stage.office, &junk);
    toili.stage.office.device.revoke(machine).unwrap();
    let office = &toili.stage.office.device;
    for brought in [Brought::Grants, Brought::Revocations] {
        let entries = office
            .me()
            .founding_entries(office.reader(), brought)
            .unwrap();
        let revokes = entries.iter().any(|entry| {
            let entry = sesi_wire::entry::SealedEntry::parse(entry.bytes.clone()).unwrap();
            let said = sesi_wire::statement::from_body(entry.body()).unwrap();
            said.iter()
                .any(|one| matches!(one, Statement::Revoke(revoke) if revoke.device == machine))
        });
        assert!(revokes, "{brought:?}");
        assert!(
            junk.iter()
                .all(|junk| entries.iter().all(|entry| entry.bytes != *junk))
        );
    }
}

#[test]
fn a_relay_is_told_first_who_let_the_device_in_that_tells_it() {
    let (mut toili, mut stolen, _) = scene(1610);
    // The machine said more than a request holds before anybody was invited, in pieces so small that no room is left.
    let access = |no: u64| {
        let feed = FeedId(no.to_be_bytes().map(|byte| byte | 0x80));
        let devices = (0..8_u64).map(|at| DeviceId((no * 8 + at).to_be_bytes()));
        lets_write(feed, &devices.collect::<Vec<_>>())
    };
    let place = next_place(&stolen);
    let said: Vec<Statement> = (0..6_000).map(access).collect();
    let signed = {
        let me = stolen.device.me();
        sign_statements(&said, &place, me.identity(), &me.office(), &*stolen.ambient).unwrap()
    };
    let size: usize = signed.iter().map(|one| one.as_bytes().len()).sum();
    assert!(size > 600_000, "{size}");
    let mut pushed: Vec<Vec<u8>> = signed.iter().map(|one| one.as_bytes().to_vec()).collect();
    pushed.extend((0..200).map(|no| forge(&stolen, self::place(9_000 + no), &[access(no)])));
    for entry in &pushed {
        toili.stage.relay.push(entry);
    }
    toili.synced_office();
    stolen.synced(&mut toili.stage.relay);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let phone = toili.stage.phone(budi, &[TOILI]);
    let brought = phone
        .device
        .me()
        .founding_entries(phone.device.reader(), Brought::Grants);
    let grants = brought.unwrap().into_iter().any(|entry| {
        let entry = sesi_wire::entry::SealedEntry::parse(entry.bytes).unwrap();
        let said = sesi_wire::statement::from_body(entry.body()).unwrap();
        said.iter().any(|one| matches!(one, Statement::Grant(grant) if grant.keys.device() == phone.device.id()))
    });
    assert!(grants);
}
