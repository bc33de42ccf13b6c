//! The office moves to another relay, by its own word or by a thief's, and nobody is left behind.

mod left;

use std::collections::BTreeMap;

use sesi_engine::device::Invited;
use sesi_engine::keys::membership::DeviceState;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::seal::place::Place;
use sesi_engine::seal::statements::sign_statements;
use sesi_engine::store::{Fact, FeedRow, Relays};
use sesi_engine::sync::driver::{Run, SyncError};
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::relays::{self, Lines};
use sesi_engine::sync::report::Report;
use sesi_engine::sync::sealing;
use sesi_engine::sync::transport::{Answer, Transport, Unreachable};
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::fault::Code;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId};
use sesi_wire::statement::{Move, Statement};
use sesi_wire::sync::{Frame, Rejection};

use super::repairs::settled;
use crate::device::Device;
use crate::kinds::{Aspect, Mark, MeetingPatch};
use crate::testkit::{FakeRelay, Station, TOILI, Toili, Turn};

pub(super) const OLD: &str = "http://relay.test";
pub(super) const NEW: &str = "https://new.test";
const EVIL: &str = "https://evil.test";

/// A relay that may be off.
pub(super) struct Spot {
    pub(super) relay: FakeRelay,
    pub(super) off: bool,
}

impl Transport for Spot {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        if self.off {
            return Err(Unreachable::NoConnection("it is off".into()));
        }
        self.relay.post(path, bearer, body)
    }
}

/// The relays that there are.
pub(super) struct Net(BTreeMap<&'static str, Spot>);

impl Net {
    fn of(old: FakeRelay) -> Self {
        let mut net = Self(BTreeMap::new());
        net.add(OLD, old);
        net.add(NEW, FakeRelay::new(901));
        net.add(EVIL, FakeRelay::new(902));
        net
    }

    pub(super) fn add(&mut self, url: &'static str, relay: FakeRelay) {
        self.0.insert(url, Spot { relay, off: false });
    }

    pub(super) fn spot(&mut self, url: &str) -> &mut Spot {
        self.0.get_mut(url).unwrap()
    }

    pub(super) fn relay(&mut self, url: &str) -> &mut FakeRelay {
        &mut self.spot(url).relay
    }
}

impl Lines for Net {
    fn to(&mut self, address: &RelayAddress) -> Result<&mut dyn Transport, Unreachable> {
        let spot = self.0.get_mut(address.url.as_str());
        let spot = spot.ok_or_else(|| Unreachable::NoConnection("no such name".into()))?;
        Ok(spot)
    }
}

pub(super) fn address(url: &str) -> RelayAddress {
    RelayAddress::parse(url, "").unwrap()
}

pub(super) fn run(station: &mut Station, net: &mut Net) -> Run {
    relays::run(&mut station.device, net, |_| true)
}

pub(super) fn ran(station: &mut Station, net: &mut Net) -> Run {
    let run = run(station, net);
    assert!(run.stopped.is_none(), "stopped: {:?}", run.stopped);
    run
}

fn is_at(station: &Station, url: &str) -> bool {
    Relays::in_use(station.device.reader()).unwrap() == Some(address(url))
}

/// An office, two phones of one kecamatan that are up to date, and the relays around them.
pub(super) struct Scene {
    pub(super) toili: Toili,
    pub(super) colleague: Station,
    pub(super) net: Net,
}

impl Scene {
    pub(super) fn new(seed: u64) -> Self {
        let (mut toili, colleague) = super::repairs::scene(seed);
        let old = std::mem::replace(&mut toili.stage.relay, FakeRelay::new(0));
        Self {
            toili,
            colleague,
            net: Net::of(old),
        }
    }

    pub(super) fn office(&mut self) -> (&mut Station, &mut Net) {
        (&mut self.toili.stage.office, &mut self.net)
    }

    pub(super) fn moves(&mut self, url: &str) {
        let (office, net) = self.office();
        relays::move_office(&mut office.device, net, &address(url), None).unwrap();
    }

    pub(super) fn office_ran(&mut self) -> Run {
        let (office, net) = self.office();
        ran(office, net)
    }

    pub(super) fn phone_ran(&mut self) -> Run {
        ran(&mut self.toili.phone, &mut self.net)
    }

    pub(super) fn colleague_ran(&mut self) -> Run {
        ran(&mut self.colleague, &mut self.net)
    }

    /// Everybody is at `url`, has everything, and so has the relay there.
    pub(super) fn converge(&mut self, url: &'static str) {
        for _ in 0..3 {
            self.office_ran();
            self.phone_ran();
            self.colleague_ran();
        }
        let relay = &mut self.net.0.get_mut(url).unwrap().relay;
        for station in [
            &mut self.toili.stage.office,
            &mut self.toili.phone,
            &mut self.colleague,
        ] {
            assert!(is_at(station, url));
            settled(station, relay);
        }
        assert_eq!(self.toili.phone.dump(), self.colleague.dump());
        let office = self.toili.stage.office.dump();
        for line in self.colleague.dump().lines() {
            assert!(office.contains(line), "the office lacks {line}");
        }
    }
}

#[test]
fn an_office_moves_and_the_phones_learn_it_from_the_relay_that_it_left() {
    let mut scene = Scene::new(701);
    // Work that nobody has sent yet.
    scene.toili.record(20, 2, Mark::Sakit);
    scene.moves(NEW);
    // The relay that is left is told in the same run.
    let run = scene.office_ran();
    assert!(run.report.repaired);
    scene.phone_ran();
    assert!(is_at(&scene.toili.phone, NEW), "one run is enough");
    let meeting = scene.toili.group.meeting(21);
    let family = scene.toili.group.families[3];
    scene.colleague.mark(&meeting, family, Mark::Alfa);
    scene.net.spot(OLD).off = false;
    scene.converge(NEW);
    let meetings = scene.toili.phone.rows("SELECT doc FROM rm_meeting");
    assert_eq!(meetings.len(), 7);
    // Invites lead to where the office is now.
    let ani = scene.toili.stage.hire("SITI", &[TOILI]);
    let invited = scene.toili.stage.invite(ani, &[TOILI], false);
    assert_eq!(invited.link.relay(), NEW);
    // An idle run asks the present relay alone, once.
    scene.net.relay(OLD).calls.clear();
    let idle = scene.phone_ran();
    assert_eq!(idle.requests, 1);
    assert!(scene.net.relay(OLD).calls.is_empty());
}

#[test]
fn nobody_moves_before_the_new_relay_lets_them_in() {
    let mut scene = Scene::new(702);
    scene.net.relay(NEW).wants_code = true;
    let (office, net) = scene.office();
    let refused = relays::move_office(&mut office.device, net, &address(NEW), None);
    assert!(matches!(refused, Err(SyncError::NeedsCode)), "{refused:?}");
    let nobody = address("https://nobody.test");
    let refused = relays::move_office(&mut office.device, net, &nobody, None);
    assert!(
        matches!(refused, Err(SyncError::NoLine { .. })),
        "{refused:?}"
    );
    assert!(is_at(office, OLD));
    assert_eq!(office.device.relay_standing().unwrap().said, None);

    let code = Some("OPERATOR");
    relays::move_office(&mut office.device, net, &address(NEW), code).unwrap();
    ran(office, net);
    // It is off when the phones come: they stay, and work goes on there.
    scene.net.spot(NEW).off = true;
    scene.toili.record(20, 2, Mark::Sakit);
    scene.phone_ran();
    scene.colleague_ran();
    assert!(is_at(&scene.toili.phone, OLD));
    let meeting = scene.toili.group.meeting(20);
    assert!(scene.colleague.device.document(&meeting).unwrap().is_some());
    scene.net.spot(NEW).off = false;
    for _ in 0..17 {
        scene.phone_ran();
    }
    scene.converge(NEW);
}

#[test]
fn a_phone_that_only_hears_of_the_move_by_file_or_by_a_person_gets_over() {
    for by_file in [true, false] {
        let mut scene = Scene::new(703);
        scene.toili.record(20, 2, Mark::Sakit);
        scene.moves(NEW);
        scene.office_ran();
        scene.net.spot(OLD).off = true;
        let run = run(&mut scene.toili.phone, &mut scene.net);
        assert!(matches!(run.stopped, Some(SyncError::NoLine { .. })));
        let Scene { toili, net, .. } = &mut scene;
        if by_file {
            let mut bytes = Vec::new();
            let office = &mut toili.stage.office.device;
            file::export(office, Extent::Unsent, &mut bytes).unwrap();
            file::import(&mut toili.phone.device, &mut &bytes[..]).unwrap();
        } else {
            relays::go_to(&mut toili.phone.device, net, &address(NEW)).unwrap();
        }
        scene.phone_ran();
        assert!(is_at(&scene.toili.phone, NEW));
        scene.office_ran();
        let meeting = scene.toili.group.meeting(20);
        let office = &scene.toili.stage.office.device;
        assert!(office.document(&meeting).unwrap().is_some());
    }
}

#[test]
fn what_came_to_the_old_relay_after_the_move_is_fetched_though_its_author_is_gone() {
    let mut scene = Scene::new(704);
    scene.moves(NEW);
    // It does not hear of it before the phone has sent its last work.
    scene.net.spot(OLD).off = true;
    scene.office_ran();
    scene.net.spot(OLD).off = false;
    scene.toili.record(20, 2, Mark::Sakit);
    scene.phone_ran();
    assert!(is_at(&scene.toili.phone, OLD));
    for _ in 0..3 {
        scene.office_ran();
    }
    let meeting = scene.toili.group.meeting(20);
    let office = &scene.toili.stage.office.device;
    assert!(office.document(&meeting).unwrap().is_some());
    // And the relay was told after all.
    scene.colleague_ran();
    assert!(is_at(&scene.colleague, NEW));
    assert!(scene.colleague.device.document(&meeting).unwrap().is_some());
}

#[test]
fn what_a_relay_refused_is_offered_to_the_next_one_at_once() {
    let mut toili = Toili::new(705);
    let feed = toili.meetings_feed();
    toili.record(20, 2, Mark::Sakit);
    let phone = &mut toili.phone.device;
    phone
        .write(|conn, me| sealing::seal_pending(conn, me))
        .unwrap();
    let entry = toili.phone.rows_of_bytes(feed)[0].clone();
    let mut old = std::mem::replace(&mut toili.stage.relay, FakeRelay::new(0));
    old.refuses.insert(EntryId::of(&entry), Rejection::NoAccess);
    let mut net = Net::of(old);
    for _ in 0..12 {
        ran(&mut toili.phone, &mut net);
    }
    relays::go_to(&mut toili.phone.device, &mut net, &address(NEW)).unwrap();
    ran(&mut toili.phone, &mut net);
    assert_eq!(net.relay(NEW).log(feed), [entry]);
}

#[test]
fn a_relay_that_cannot_answer_now_is_not_told_of_an_office() {
    let mut toili = Toili::new(706);
    let old = std::mem::replace(&mut toili.stage.relay, FakeRelay::new(0));
    let mut net = Net::of(old);
    let busy = Turn::fault(Code::TooMany, Some(60));
    net.relay(NEW).turns.push_back(busy);
    let stopped = relays::go_to(&mut toili.phone.device, &mut net, &address(NEW));
    assert_eq!(stopped.unwrap_err().kind(), "busy");
    assert!(net.relay(NEW).log(FeedId::CONTROL).is_empty());
    assert!(is_at(&toili.phone, OLD));
}

/// Moves said by whoever holds the keys of `by`, under numbers that go on from what it has.
fn says(by: &Station, moves: &[(u64, &str)]) -> Vec<Vec<u8>> {
    let control = FeedRow::get(by.device.reader(), FeedId::CONTROL);
    let control = control.unwrap().unwrap();
    let place = Place {
        device_seq: control.own_seq + 1,
        previous: control.own_last.map_or([0; 16], |id| id.short().0),
        ..Place::first(FeedId::CONTROL)
    };
    let said: Vec<Statement> = moves
        .iter()
        .map(|(serial, url)| {
            Statement::Relay(Move {
                serial: *serial,
                address: (*url).into(),
                pin: None,
            })
        })
        .collect();
    let me = by.device.me();
    let entries = sign_statements(&said, &place, me.identity(), &me.office(), &*by.ambient);
    let entries = entries.unwrap();
    entries
        .iter()
        .map(|entry| entry.as_bytes().to_vec())
        .collect()
}

#[test]
fn neither_a_member_nor_a_revoked_office_device_moves_anybody() {
    let mut scene = Scene::new(706);
    let ratna = scene.toili.stage.hire("RATNA DUA", &[]);
    std::mem::swap(&mut scene.toili.stage.relay, scene.net.relay(OLD));
    let laptop = scene.toili.stage.second_office(ratna);
    scene
        .toili
        .stage
        .office
        .device
        .revoke(laptop.device.id())
        .unwrap();
    scene.toili.synced_office();
    std::mem::swap(&mut scene.toili.stage.relay, scene.net.relay(OLD));
    let colleague = says(&scene.colleague, &[(1, EVIL), (2, EVIL)]);
    let revoked = says(&laptop, &[(1, EVIL), (2, EVIL)]);
    for entry in colleague.iter().chain(&revoked) {
        scene.net.relay(OLD).push(entry);
    }
    scene.office_ran();
    scene.phone_ran();
    for station in [&scene.toili.stage.office, &scene.toili.phone] {
        assert!(is_at(station, OLD));
        assert_eq!(station.device.relay_standing().unwrap().said, None);
    }
    assert!(scene.net.relay(EVIL).calls.is_empty());
}

#[test]
fn a_thief_who_moved_the_office_is_undone_by_moving_back() {
    // With the next serial and with the last one that there is.
    for serial in [1, u64::MAX] {
        let mut scene = Scene::new(707);
        let ratna = scene.toili.stage.hire("RATNA DUA", &[]);
        std::mem::swap(&mut scene.toili.stage.relay, scene.net.relay(OLD));
        let laptop = scene.toili.stage.second_office(ratna);
        std::mem::swap(&mut scene.toili.stage.relay, scene.net.relay(OLD));
        for entry in says(&laptop, &[(1, EVIL), (serial, EVIL)]) {
            scene.net.relay(OLD).push(&entry);
        }
        scene.office_ran();
        scene.phone_ran();
        assert!(is_at(&scene.toili.phone, EVIL));
        assert!(is_at(&scene.toili.stage.office, EVIL));
        // The office sees it, revokes the laptop and moves back. The thief's relay keeps that from everybody.
        let standing = scene.toili.stage.office.device.relay_standing().unwrap();
        assert_eq!(standing.said_by, Some(laptop.device.id()));
        assert!(standing.unseen);
        scene
            .toili
            .stage
            .office
            .device
            .revoke(laptop.device.id())
            .unwrap();
        scene.moves(OLD);
        scene.net.spot(EVIL).off = true;
        scene.office_ran();
        scene.net.spot(EVIL).off = false;
        assert!(is_at(&scene.toili.stage.office, OLD));
        // Runs at the thief's relay bring nothing; one that asks where the phone came from does.
        for _ in 0..17 {
            scene.phone_ran();
        }
        assert!(is_at(&scene.toili.phone, OLD));
        scene.converge(OLD);
    }
}

#[test]
fn a_move_that_counts_no_more_leads_back_to_where_the_device_came_from() {
    let mut scene = Scene::new(708);
    let ratna = scene.toili.stage.hire("RATNA DUA", &[]);
    std::mem::swap(&mut scene.toili.stage.relay, scene.net.relay(OLD));
    let laptop = scene.toili.stage.second_office(ratna);
    std::mem::swap(&mut scene.toili.stage.relay, scene.net.relay(OLD));
    scene.office_ran();
    // Only the phone meets the thief, before the office, which has none of it, revokes.
    for entry in says(&laptop, &[(1, EVIL)]) {
        file::import_batch(
            &mut scene.toili.phone.device,
            &[entry],
            &mut Report::default(),
        )
        .unwrap();
    }
    scene.net.spot(EVIL).off = false;
    scene.phone_ran();
    assert!(is_at(&scene.toili.phone, EVIL));
    scene.net.spot(EVIL).off = true;
    scene
        .toili
        .stage
        .office
        .device
        .revoke(laptop.device.id())
        .unwrap();
    scene.office_ran();
    // The thief's relay does not answer, so the one before is asked.
    run(&mut scene.toili.phone, &mut scene.net);
    assert!(is_at(&scene.toili.phone, OLD));
    scene.converge(OLD);
}

#[test]
fn a_device_remembers_where_it_came_from_however_often_it_is_led_on() {
    let mut scene = Scene::new(709);
    let names: Vec<String> = (0..20).map(|no| format!("https://r{no}.test")).collect();
    for name in &names {
        let phone = &mut scene.toili.phone.device;
        phone.go_to_relay(&address(name), true).unwrap();
    }
    let standing = scene.toili.phone.device.relay_standing().unwrap();
    assert_eq!(standing.former.len(), 8);
    assert_eq!(standing.former.last(), Some(&address(OLD)));
    let conn = scene.toili.phone.device.reader();
    assert_eq!(Fact::Relay.text(conn).unwrap().as_ref(), names.last());
}

impl Scene {
    /// A second office machine, which everybody knows.
    pub(super) fn laptop(&mut self) -> Station {
        let ratna = self.toili.stage.hire("RATNA DUA", &[]);
        std::mem::swap(&mut self.toili.stage.relay, self.net.relay(OLD));
        let laptop = self.toili.stage.second_office(ratna);
        std::mem::swap(&mut self.toili.stage.relay, self.net.relay(OLD));
        self.office_ran();
        self.phone_ran();
        self.colleague_ran();
        laptop
    }

    pub(super) fn revokes(&mut self, device: DeviceId) {
        self.toili.stage.office.device.revoke(device).unwrap();
    }

    /// A phone is invited, and nobody hears of it yet.
    fn invites(&mut self) -> Invited {
        let siti = self.toili.stage.hire("SITI", &[TOILI]);
        self.toili.stage.invite(siti, &[TOILI], false)
    }

    /// How many entries each request brought to the relay at `url` since this was last asked.
    fn brought(&mut self, url: &str) -> Vec<usize> {
        let requests = std::mem::take(&mut self.net.relay(url).requests);
        let brought = requests.iter().map(|request| &request.push);
        brought
            .map(|push| push.as_ref().map_or(0, Vec::len))
            .filter(|entries| *entries > 0)
            .collect()
    }
}

/// Whether the relay was told that the device is revoked.
pub(super) fn knows_revoked(relay: &FakeRelay, device: DeviceId) -> bool {
    let mut log = relay.log(FeedId::CONTROL).iter();
    log.any(|entry| is_revocation(entry, device))
}

fn is_revocation(entry: &[u8], of: DeviceId) -> bool {
    said_in(entry)
        .iter()
        .any(|said| matches!(said, Statement::Revoke(revoke) if revoke.device == of))
}

fn said_in(entry: &[u8]) -> Vec<Statement> {
    let entry = SealedEntry::parse(entry.to_vec()).unwrap();
    if entry.header().kind == Kind::Statements {
        sesi_wire::statement::from_body(entry.body()).unwrap()
    } else {
        Vec::new()
    }
}
