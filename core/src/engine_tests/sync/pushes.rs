//! What the relay says to each entry that is pushed.

use sesi_engine::documents::Set;
use sesi_engine::store::{ArchivedEntry, PendingChange};
use sesi_engine::sync::budget::Budgets;
use sesi_engine::sync::driver::SyncError;
use sesi_engine::sync::request;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::EntryId;
use sesi_wire::limits::MIN_BUDGET;
use sesi_wire::statement::Rights;
use sesi_wire::sync::{Rejection, SyncRequest, from_slice};

use crate::kinds::{Aspect, DocKey, GroupPatch, Mark, MeetingPatch, StaffPatch};
use crate::testkit::{LUWUK, Station, TOILI, Toili, marks};

/// Three meetings, each in an entry of its own; the ids of the entries.
fn three_entries(toili: &mut Toili) -> Vec<(DocKey, EntryId)> {
    let feed = toili.meetings_feed();
    (1..=3)
        .map(|day| {
            let meeting = toili.record(day, 0, Mark::Hadir);
            request::prepare(&mut toili.phone.device).unwrap();
            let unsent = ArchivedEntry::to_offer(toili.phone.device.reader(), feed, 9).unwrap();
            (meeting, unsent.last().unwrap().id)
        })
        .collect()
}

fn acknowledged(station: &Station, meeting: &DocKey) -> bool {
    let id = meeting.id(&station.device.office());
    station.device.acknowledged(id).unwrap()
}

#[test]
fn one_refused_entry_is_kept_and_named_and_the_others_go_on() {
    let reasons = (1..=10).chain([77]).map(Rejection::of_number);
    for reason in reasons.filter(|reason| *reason != Rejection::SeqTaken) {
        let mut toili = Toili::new(2);
        let entries = three_entries(&mut toili);
        let (bad, id) = &entries[1];
        toili.stage.relay.refuses.insert(*id, reason);
        let run = toili.synced_phone();
        assert_eq!(run.report.refused, [(*id, reason.number())], "{reason:?}");
        assert_eq!(run.report.acknowledged, 2, "{reason:?}");
        assert!(acknowledged(&toili.phone, &entries[0].0));
        assert!(acknowledged(&toili.phone, &entries[2].0));
        assert!(!acknowledged(&toili.phone, bad), "{reason:?} loses work");
        let status = toili.phone.device.status().unwrap();
        assert_eq!(status.pending_changes, 1);
        assert_eq!(status.unsent_entries, 0);
        assert_eq!(status.refused.len(), 1);
        assert!(status.refused[0].own);

        // It is offered once more in the next run, for a relay may be wrong, then ever more seldom; but for a quota, which may have room.
        for offered in [1, usize::from(reason == Rejection::Quota)] {
            let again = toili.synced_phone();
            assert_eq!(again.requests, 1);
            assert_eq!(again.report.refused.len(), offered, "{reason:?}");
        }

        // The office said something: somebody's access may have changed.
        toili.stage.relay.refuses.clear();
        toili
            .stage
            .office
            .device
            .ensure_place(LUWUK, &[2026])
            .unwrap();
        toili.synced_office();
        toili.synced_phone();
        assert!(acknowledged(&toili.phone, bad), "{reason:?}");
        toili.synced_office();
        assert!(toili.stage.office.device.document(bad).unwrap().is_some());
    }
}

#[test]
fn two_copies_of_a_phone_lose_nothing_of_each_other() {
    let mut toili = Toili::new(3);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    let mut copy = toili.phone.copy("copy.db", 70);
    for (round, day) in [(0, 2), (1, 3), (2, 4)] {
        let meeting = toili.record(day, round, Mark::Hadir);
        copy.mark(&meeting, toili.group.families[3], Mark::Sakit);
        // Each seals under the same number; both reach the relay.
        toili.synced_phone();
        let run = copy.synced(&mut toili.stage.relay);
        assert!(run.report.copied, "round {round}");
        assert!(
            run.report.refused.is_empty(),
            "that is no refusal to be shown"
        );
        toili.synced_phone();
    }
    toili.synced_office();
    for station in [&toili.phone, &copy] {
        assert_eq!(
            PendingChange::count(station.device.reader(), None).unwrap(),
            0
        );
        assert!(station.device.status().unwrap().copied);
    }
    copy.synced(&mut toili.stage.relay);
    assert_eq!(toili.phone.dump(), copy.dump());
    let marks = toili.stage.office.rows("SELECT mark FROM rm_mark");
    assert_eq!(marks.len(), 7, "{marks:?}");
}

#[test]
fn what_was_accepted_beside_a_taken_number_is_not_taken_back() {
    let mut toili = Toili::new(4);
    let mut copy = toili.phone.copy("copy.db", 71);
    copy.mark(
        &toili.group.meeting(9),
        toili.group.families[3],
        Mark::Sakit,
    );
    copy.synced(&mut toili.stage.relay);
    let feed = toili.meetings_feed();
    let entries = three_entries(&mut toili);
    toili.synced_phone();
    let log = toili.stage.relay.log(feed);
    let ids: Vec<EntryId> = log.iter().map(|bytes| EntryId::of(bytes)).collect();
    // Number 1 is the copy's; 2 and 3 were free; what was in the first is in a later one.
    assert!(ids.contains(&entries[1].1) && ids.contains(&entries[2].1));
    assert!(!ids.contains(&entries[0].1));
    assert_eq!(log.len(), 4);
    let (me, conn) = (toili.phone.device.me(), toili.phone.device.reader());
    let anew = me.opened(conn, &ids[3]).unwrap().unwrap();
    assert_eq!(anew.changes_of(&entries[0].0).count(), 1, "once");
    assert!(
        entries
            .iter()
            .all(|(meeting, _)| acknowledged(&toili.phone, meeting))
    );
    toili.synced_office();
    assert_eq!(
        toili.stage.office.rows("SELECT doc FROM rm_meeting").len(),
        4
    );
}

#[test]
fn what_a_copied_office_said_under_taken_numbers_it_says_again() {
    let mut toili = Toili::new(5);
    let mut copy = toili.stage.office.copy("office-copy.db", 72);
    // Both make a kecamatan, and let the same phone's person in.
    toili
        .stage
        .office
        .device
        .ensure_place(LUWUK, &[2026])
        .unwrap();
    copy.device.ensure_place("72.01.05", &[2026]).unwrap();
    toili.synced_office();
    let run = copy.synced(&mut toili.stage.relay);
    assert!(run.report.copied);
    toili.synced_office();
    copy.synced(&mut toili.stage.relay);
    for station in [&toili.stage.office, &copy] {
        for code in [LUWUK, "72.01.05"] {
            // A key that its other life made reaches it too.
            let feed = station.feed(&crate::testkit::roster(code)).id;
            let members = station.device.membership();
            let rights = members.rights_now(station.device.id(), feed);
            assert_eq!(rights, Some(Rights::Write), "{code}");
        }
        let refused = station.device.status().unwrap().refused;
        assert!(refused.is_empty(), "{refused:?}");
    }
    // Each writes where the other made the feed, and each reads it.
    let group = |name: &str, code: &str| {
        let patch = GroupPatch {
            name: Set::To(name.into()),
            kecamatan: Set::To(code.into()),
            ..GroupPatch::default()
        };
        let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes());
        (DocKey::Group(id), patch.into())
    };
    copy.device.edit_all(&[group("MAWAR", LUWUK)]).unwrap();
    let edits = [group("KENANGA", "72.01.05")];
    toili.stage.office.device.edit_all(&edits).unwrap();
    for _ in 0..2 {
        copy.synced(&mut toili.stage.relay);
        toili.synced_office();
    }
    for station in [&toili.stage.office, &copy] {
        assert!(station.dump().contains("MAWAR") && station.dump().contains("KENANGA"));
        assert!(station.device.status().unwrap().parked.is_empty());
    }
}

#[test]
fn own_entries_that_come_back_in_another_order_are_all_taken() {
    let mut toili = Toili::new(6);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    let mut old = toili.phone.copy("old.db", 73);
    for day in 2..=5 {
        toili.record(day, 1, Mark::Hadir);
        toili.synced_phone();
    }
    // The relay was wiped, and others brought the phone's entries back, the last first.
    let feed = toili.meetings_feed();
    toili.stage.relay.incarnation[0] ^= 1;
    toili.stage.relay.feeds.get_mut(&feed).unwrap().reverse();
    let run = old.synced(&mut toili.stage.relay);
    assert!(run.report.copied && run.requests < 12, "{run:?}");
    assert_eq!(old.rows("SELECT doc FROM rm_meeting").len(), 5);
    old.mark(&toili.group.meeting(6), toili.group.families[2], Mark::Alfa);
    old.synced(&mut toili.stage.relay);
    assert_eq!(toili.stage.relay.log(feed).len(), 6);
}

#[test]
fn an_own_entry_that_the_relay_was_not_told_of_is_no_relays_word() {
    use crate::testkit::Turn;
    use sesi_wire::sync::Frame;
    let mut toili = Toili::new(7);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let edit = marks([(toili.group.families[0], Mark::Hadir)]);
    colleague
        .device
        .edit(&toili.group.meeting(1), &edit)
        .unwrap();
    colleague.synced(&mut toili.stage.relay);
    // The relay claims that the colleague's entry is this phone's number 40.
    toili.stage.relay.turns.push_back(Turn::frames(|frames| {
        let confused = frames.into_iter().map(|frame| match frame {
            Frame::Entry(_) => Frame::Own(40),
            other => other,
        });
        confused.collect()
    }));
    let run = toili.sync_phone();
    assert!(
        matches!(run.stopped, Some(SyncError::NotARelay(_))),
        "{run:?}"
    );
    let meeting = toili.group.meeting(1);
    assert!(toili.phone.device.document(&meeting).unwrap().is_none());
    toili.synced_phone();
    assert!(toili.phone.device.document(&meeting).unwrap().is_some());
}

#[test]
fn entries_are_numbered_without_gaps_and_each_names_the_one_before() {
    let mut toili = Toili::new(8);
    let entries = three_entries(&mut toili);
    // The second is refused; what is told as known ends before it, whatever follows.
    toili
        .stage
        .relay
        .refuses
        .insert(entries[1].1, Rejection::Malformed);
    // It is offered in two runs, and not in the third.
    toili.synced_phone();
    toili.synced_phone();
    let fourth = toili.record(4, 0, Mark::Hadir);
    let run = toili.synced_phone();
    assert_eq!(run.report.acknowledged, 1);
    assert!(acknowledged(&toili.phone, &fourth));
    let feed = toili.meetings_feed();
    let last = toili.stage.relay.requests.iter().rev();
    let state = last.flat_map(|r| &r.feeds).find(|state| state.feed == feed);
    assert_eq!(state.unwrap().own_seq, 1);
    let mut before = [0; 16];
    let device = toili.phone.device.id();
    for device_seq in 1..=4 {
        let conn = toili.phone.device.reader();
        let id = ArchivedEntry::of_author(conn, feed, device, device_seq)
            .unwrap()
            .unwrap();
        let archived = ArchivedEntry::get(conn, &id).unwrap().unwrap();
        let entry = SealedEntry::parse(archived.bytes).unwrap();
        assert_eq!(entry.header().previous, before, "entry {device_seq}");
        before = id.short().0;
    }
}

#[test]
fn what_was_refused_of_the_office_is_offered_ever_more_seldom_and_at_once_when_somebody_is_let_in()
{
    let mut toili = Toili::new(9);
    for _ in 0..2 {
        toili.synced_office();
    }
    let (meeting, family) = (toili.group.meeting(1), toili.group.families[0]);
    let office = &mut toili.stage.office;
    office.mark(&meeting, family, Mark::Hadir);
    request::prepare(&mut office.device).unwrap();
    let feed = toili.meetings_feed();
    let entry = toili.stage.office.rows_of_bytes(feed).pop().unwrap();
    let refused = &mut toili.stage.relay.refuses;
    refused.insert(EntryId::of(&entry), Rejection::NoAccess);
    let offered = (0..20).filter(|_| !toili.synced_office().report.refused.is_empty());
    assert_eq!(offered.collect::<Vec<_>>(), [0, 1, 3, 7, 15]);
    // Somebody whose phone was let in before there was a feed of one's own.
    let dewi = toili.stage.hire("DEWI", &[TOILI]);
    let patch = StaffPatch {
        devices: [(toili.phone.device.id().to_string(), Some(true))].into(),
        ..StaffPatch::default()
    };
    let office = &mut toili.stage.office.device;
    office.edit(&DocKey::Staff(dewi), &patch.into()).unwrap();
    toili.stage.relay.refuses.clear();
    toili.synced_office();
    assert!(!toili.stage.relay.log(feed).contains(&entry));
    toili.stage.office.device.start_up();
    toili.synced_office();
    assert!(toili.stage.relay.log(feed).contains(&entry));
}

#[test]
fn a_request_carries_entries_up_to_its_budget_and_one_however_large() {
    let mut toili = Toili::new(10);
    toili.synced_phone();
    for days in [1..=5, 6..=6, 7..=7] {
        for day in days {
            // Hardly compresses.
            let letters = (0..990).map(|at| 0x4E00 + (at + day * 990) * 7919 % 20_000);
            let note = MeetingPatch {
                notes: [(Aspect::Proses, letters.map(char::from_u32).collect())].into(),
                ..MeetingPatch::default()
            };
            let meeting = toili.group.meeting(day);
            toili.phone.device.edit(&meeting, &note.into()).unwrap();
        }
        request::prepare(&mut toili.phone.device).unwrap();
    }
    let entries = toili.phone.rows_of_bytes(toili.meetings_feed());
    let sizes: Vec<usize> = entries.iter().map(Vec::len).collect();
    let [large, two, three]: [usize; 3] = sizes.try_into().unwrap();
    let mut carried = |up: usize| {
        let budgets = Budgets {
            up: u32::try_from(up).unwrap(),
            ..Budgets::default()
        };
        let device = &mut toili.phone.device;
        device.write(|conn, _| budgets.save(conn)).unwrap();
        let body = request::prepare(device).unwrap().body;
        let request: SyncRequest = from_slice("request", &body).unwrap();
        request.push.iter().flatten().count()
    };
    assert!(large > MIN_BUDGET as usize);
    assert_eq!(carried(MIN_BUDGET as usize), 1);
    assert_eq!(carried(large + two - 1), 1);
    assert_eq!(carried(large + two), 2);
    assert_eq!(carried(large + two + three), 3);
}
