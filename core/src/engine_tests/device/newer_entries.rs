//! An entry of a kind that this app does not know yet, by a phone that is revoked later: what its author wrote before counts all the same,
//! in whatever order entry, author and revocation come.

use ed25519_dalek::SigningKey;
use sesi_engine::store::{Fact, ParkReason, Parked};
use sesi_engine::sync::request;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::{EntryId, FeedId};

use super::authority::bring;
use crate::kinds::Mark;
use crate::testkit::{LUWUK, Station, TOILI, Toili};

/// An entry of a newer kind, signed by a device.
fn signed(by: &Station, header: &Header) -> Vec<u8> {
    let secret = Fact::Identity.get(by.device.reader()).unwrap().unwrap();
    let key = SigningKey::from_bytes(secret[..32].try_into().unwrap());
    let header = Header {
        kind: Kind::Unknown(77),
        ..header.clone()
    };
    let signed = SealedEntry::sign(header, b"later", &by.device.office().0, &key);
    signed.unwrap().as_bytes().to_vec()
}

/// What the newer app of a phone signs after its last entry, which is `last`.
fn of_newer_kind(by: &Station, last: &SealedEntry) -> Vec<u8> {
    let header = Header {
        device_seq: last.header().device_seq + 1,
        previous: last.id().short().0,
        ..last.header().clone()
    };
    signed(by, &header)
}

/// A phone whose last entry is of a newer kind is revoked; a colleague has its entries by a file before the office's word, or after.
fn colleague_reads(seed: u64, by_file_first: bool) {
    let mut toili = Toili::new(seed);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let citra = toili.stage.hire("CITRA", &[TOILI]);
    let mut phone = toili.stage.phone(citra, &[TOILI]);
    let meeting = toili.group.meeting(3);
    phone.mark(&meeting, toili.group.families[0], Mark::Hadir);
    request::prepare(&mut phone.device).unwrap();
    let feed = toili.meetings_feed();
    let work = phone.rows_of_bytes(feed).pop().unwrap();
    let newer = of_newer_kind(&phone, &SealedEntry::parse(work.clone()).unwrap());

    phone.synced(&mut toili.stage.relay);
    toili.stage.relay.push(&newer);
    if by_file_first {
        bring(&mut colleague, &[work, newer]);
        assert!(colleague.device.document(&meeting).unwrap().is_none());
    }
    toili.synced_office();
    let lost = phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    for station in [&toili.stage.office, &colleague] {
        assert!(station.device.document(&meeting).unwrap().is_some());
    }
}

#[test]
fn what_came_by_a_file_before_its_author_was_known_is_part_of_what_a_revocation_names() {
    colleague_reads(320, true);
}

#[test]
fn what_comes_after_the_revocation_leads_to_what_its_author_wrote_before() {
    colleague_reads(321, false);
}

#[test]
fn a_newer_entry_is_waited_for_an_update_only_where_its_author_may_write() {
    let mut toili = Toili::new(322);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let colleague = toili.stage.phone(budi, &[LUWUK]);
    toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    let work = toili
        .phone
        .rows_of_bytes(toili.meetings_feed())
        .pop()
        .unwrap();
    let work = SealedEntry::parse(work).unwrap();
    let mut parked = |newer: Vec<u8>| {
        let id = EntryId::of(&newer);
        bring(&mut toili.stage.office, &[newer]);
        let parked = Parked::all(toili.stage.office.device.reader()).unwrap();
        parked
            .into_iter()
            .find(|one| one.entry == id)
            .unwrap()
            .reason
    };
    assert_eq!(
        parked(of_newer_kind(&toili.phone, &work)),
        ParkReason::Newer
    );
    // In a feed that its author was never let into.
    let elsewhere = Header {
        device: colleague.device.id(),
        ..work.header().clone()
    };
    let elsewhere = signed(&colleague, &elsewhere);
    assert_eq!(parked(elsewhere), ParkReason::NotAllowed);
    // The control feed is for whoever a later version says.
    let said = colleague.rows_of_bytes(FeedId::CONTROL).into_iter();
    let mut said = said.map(|bytes| SealedEntry::parse(bytes).unwrap());
    let own = said.rfind(|entry| entry.header().device == colleague.device.id());
    let control = of_newer_kind(&colleague, &own.unwrap());
    assert_eq!(parked(control), ParkReason::Newer);
}
