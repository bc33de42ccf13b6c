//! Relays that were left and lie, dawdle, break off or lost something: what they say costs a device nothing that lasts, and keeps nothing from it
//! or from whoever still exchanges there.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;
use sesi_engine::ambient::Seeded;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::seal::place::Place;
use sesi_engine::seal::statements::sign_statements;
use sesi_engine::store::{FeedRow, Relays};
use sesi_engine::sync::file;
use sesi_engine::sync::relays::{self, Lines};
use sesi_engine::sync::report::Report;
use sesi_engine::sync::transport::{Answer, Transport, Unreachable};
use sesi_wire::chain::Chain;
use sesi_wire::entry::{Header, SealedEntry};
use sesi_wire::ids::{FeedId, InviteId};
use sesi_wire::statement::{Statement, Withdraw};
use sesi_wire::sync::Frame;

use super::relays::{NEW, Net, OLD, Scene, address, knows_revoked, ran, run};
use crate::kinds::Mark;
use crate::testkit::{FakeRelay, Station, Turn, start};

const THIRD: &str = "https://third.test";
const CHAIN: Chain = Chain([9; 16]);

/// What the office remembers of the relay that it left.
fn cursors(office: &Station) -> usize {
    let relays = Relays::load(office.device.reader()).unwrap();
    relays
        .former
        .iter()
        .map(|former| former.cursors.len())
        .sum()
}

fn feeds(office: &Station) -> usize {
    FeedRow::all(office.device.reader()).unwrap().len()
}

/// A meeting that came to the old relay after the office had moved, by a phone that is never seen again.
fn left_there(scene: &mut Scene) -> crate::kinds::DocKey {
    let meeting = scene.toili.group.meeting(21);
    let family = scene.toili.group.families[3];
    scene.colleague.mark(&meeting, family, Mark::Alfa);
    let Scene { colleague, net, .. } = scene;
    colleague.synced(net.relay(OLD));
    meeting
}

fn has(scene: &Scene, meeting: &crate::kinds::DocKey) -> bool {
    let office = &scene.toili.stage.office.device;
    office.document(meeting).unwrap().is_some()
}

#[test]
fn a_relay_that_was_left_names_no_feeds_that_it_was_not_asked_for() {
    let mut scene = Scene::new(721);
    scene.moves(NEW);
    let turn = Turn::frames(|mut frames| {
        let pages = (0..2_000_u64).flat_map(|no| {
            let page = Frame::Page {
                feed: FeedId(no.to_be_bytes().map(|byte| byte | 0x80)),
                since: 0,
                chain: CHAIN,
            };
            let end = Frame::PageEnd {
                chain: CHAIN,
                head: 9,
            };
            [page, end]
        });
        let end = frames.len() - 1;
        frames.splice(end..end, pages);
        frames
    });
    scene.net.relay(OLD).turns.push_back(turn);
    scene.office_ran();
    let office = &scene.toili.stage.office;
    assert!(cursors(office) <= feeds(office));
    let meeting = left_there(&mut scene);
    for _ in 0..3 {
        scene.office_ran();
    }
    assert!(has(&scene, &meeting), "an honest answer counts as before");
}

#[test]
fn no_number_of_a_relay_that_was_left_is_beyond_the_end_of_any_log() {
    let mut scene = Scene::new(722);
    scene.moves(NEW);
    let turn = Turn::frames(|frames| {
        let page = Frame::Page {
            feed: FeedId::CONTROL,
            since: u64::MAX,
            chain: CHAIN,
        };
        let head = frames[0].clone();
        vec![head, page, Frame::Entry(vec![0; 90]), Frame::End]
    });
    scene.net.relay(OLD).turns.push_back(turn);
    scene.office_ran();
    scene.phone_ran();
    scene.converge(NEW);
}

#[test]
fn what_a_relay_that_was_left_sent_before_its_answer_was_garbled_is_kept() {
    let mut scene = Scene::new(723);
    scene.moves(NEW);
    scene.net.spot(OLD).off = true;
    scene.office_ran();
    scene.net.spot(OLD).off = false;
    let meeting = left_there(&mut scene);
    let turn = Turn::Bytes(Box::new(|mut bytes| {
        bytes.push(0xff);
        bytes
    }));
    scene.net.relay(OLD).turns.push_back(turn);
    for _ in 0..3 {
        scene.office_ran();
    }
    assert!(has(&scene, &meeting));
}

/// Statements that mean nothing, of which an office machine may sign as many as it likes: so many entries of 19 KB.
fn chatter(machine: &Station, kind: u8, entries: u64) -> Vec<Vec<u8>> {
    let control = FeedRow::get(machine.device.reader(), FeedId::CONTROL);
    let control = control.unwrap().unwrap();
    let place = Place {
        device_seq: control.own_seq + 1,
        previous: control.own_last.map_or([0; 16], |id| id.short().0),
        ..Place::first(FeedId::CONTROL)
    };
    let said = (0..entries * 1024).map(|no| {
        let mut invite = [kind; 16];
        invite[..8].copy_from_slice(&no.to_be_bytes());
        Statement::Withdraw(Withdraw {
            invite: InviteId(invite),
        })
    });
    let said: Vec<Statement> = said.collect();
    let me = machine.device.me();
    let signed = sign_statements(
        &said,
        &place,
        me.identity(),
        &me.office(),
        &*machine.ambient,
    );
    let signed = signed.unwrap();
    signed.iter().map(|one| one.as_bytes().to_vec()).collect()
}

#[test]
fn whoever_has_a_relay_refuse_much_keeps_nothing_else_from_it() {
    let mut scene = Scene::new(724);
    let laptop = scene.laptop();
    // Two stories under the same numbers: one for the relay, the other, which it refuses for ever, for the office.
    let [there, here] = [1, 2].map(|kind| chatter(&laptop, kind, 15));
    for entry in &there {
        scene.net.relay(OLD).push(entry);
    }
    let office = &mut scene.toili.stage.office.device;
    file::import_batch(office, &here, &mut Report::default()).unwrap();
    scene.revokes(laptop.device.id());
    scene.moves(NEW);
    for _ in 0..40 {
        scene.office_ran();
    }
    assert!(scene.net.relay(OLD).taken > 20, "it refuses them");
    assert!(knows_revoked(scene.net.relay(OLD), laptop.device.id()));
}

/// The relay was set back and went on, so that its control feed is another one, and breaks off before it can be looked through.
fn set_back(scene: &mut Scene, machine: &Station, backup: FakeRelay) {
    scene.net.add(OLD, backup);
    let other = chatter(machine, 3, 1).remove(0);
    scene.net.relay(OLD).push(&other);
    let turns = &mut scene.net.relay(OLD).turns;
    // The joint mark does not fit; each mark by itself shows which log it is.
    for _ in 0..2 {
        turns.push_back(Turn::Honest);
    }
    for _ in 0..5 {
        let gone = Unreachable::NoConnection("it is off".into());
        turns.push_back(Turn::NotReached(gone));
    }
    let (office, net) = scene.office();
    run(office, net);
    scene.net.relay(OLD).turns.clear();
}

#[test]
fn a_relay_that_was_left_while_its_log_was_another_one_is_told_everything() {
    let mut scene = Scene::new(725);
    let (laptop, tablet) = (scene.laptop(), scene.laptop());
    let backup = scene.net.relay(OLD).twin();
    scene.revokes(laptop.device.id());
    scene.office_ran();
    assert!(knows_revoked(scene.net.relay(OLD), laptop.device.id()));
    set_back(&mut scene, &tablet, backup);
    assert!(!knows_revoked(scene.net.relay(OLD), laptop.device.id()));
    let office = &scene.toili.stage.office;
    let control = FeedRow::get(office.device.reader(), FeedId::CONTROL);
    assert!(
        control.unwrap().unwrap().listing,
        "it is known to be another"
    );
    scene.moves(NEW);
    for _ in 0..20 {
        scene.office_ran();
    }
    assert!(knows_revoked(scene.net.relay(OLD), laptop.device.id()));
}

#[test]
fn what_was_still_to_be_fetched_when_a_relay_was_left_is_fetched_there() {
    let mut scene = Scene::new(726);
    let feed = scene.toili.meetings_feed();
    let meeting = left_there(&mut scene);
    // Its log is another one from the beginning on, so that it is listed; what the list names does not come.
    let old = scene.net.relay(OLD);
    let log = old.feeds.get_mut(&feed).unwrap();
    log.swap(0, 1);
    for _ in 0..3 {
        old.turns.push_back(Turn::Honest);
    }
    old.turns.push_back(Turn::frames(|mut frames| {
        frames.retain(|frame| !matches!(frame, Frame::Wanted { .. }));
        frames
    }));
    for _ in 0..9 {
        let gone = Unreachable::NoConnection("it is off".into());
        old.turns.push_back(Turn::NotReached(gone));
    }
    let (office, net) = scene.office();
    run(office, net);
    scene.net.relay(OLD).turns.clear();
    let missing = scene.toili.stage.office.rows("SELECT seq FROM gap");
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(!has(&scene, &meeting));
    scene.moves(NEW);
    for _ in 0..20 {
        scene.office_ran();
    }
    assert!(has(&scene, &meeting));
}

/// Relays of which some take very long for each answer.
struct Slow {
    net: Net,
    ambient: Arc<Seeded>,
    /// Which ones, and how long.
    dawdling: &'static [&'static str],
    takes: std::time::Duration,
    at: String,
}

impl Slow {
    fn new(
        net: Net,
        ambient: &Arc<Seeded>,
        dawdling: &'static [&'static str],
        minutes: u64,
    ) -> Self {
        Self {
            net,
            ambient: Arc::clone(ambient),
            dawdling,
            takes: std::time::Duration::from_mins(minutes),
            at: String::new(),
        }
    }
}

impl Lines for Slow {
    fn to(&mut self, address: &RelayAddress) -> Result<&mut dyn Transport, Unreachable> {
        self.at.clone_from(&address.url);
        Ok(self)
    }
}

impl Transport for Slow {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        if self.dawdling.contains(&self.at.as_str()) {
            self.ambient.pass(self.takes);
        }
        self.net.spot(&self.at).post(path, bearer, body)
    }
}

#[test]
fn a_relay_that_was_left_and_always_has_more_holds_nobody_up() {
    let mut scene = Scene::new(727);
    scene.moves(NEW);
    scene.net.spot(OLD).off = true;
    scene.office_ran();
    let feed = scene.toili.meetings_feed();
    // Much that strangers wrote, and behind it work.
    let some = SealedEntry::parse(scene.net.relay(OLD).log(feed)[0].clone()).unwrap();
    for no in 0..14 {
        let nobody = DeviceIdentity::generate(&Seeded::new(no, start()));
        let header = Header {
            device: nobody.device(),
            ..some.header().clone()
        };
        let junk = nobody.sign(header, &[7; 15_000], &[0; 16]).unwrap();
        scene.net.relay(OLD).push(junk.as_bytes());
    }
    let meeting = left_there(&mut scene);
    let Scene { toili, net, .. } = scene;
    let mut office = toili.stage.office;
    let mut slow = Slow::new(net, &office.ambient, &[OLD], 10);
    slow.net.spot(OLD).off = false;
    let mut runs = 0;
    while office.device.document(&meeting).unwrap().is_none() {
        slow.net.relay(OLD).calls.clear();
        let run = relays::run(&mut office.device, &mut slow, |_| true);
        assert!(run.stopped.is_none(), "{run:?}");
        let asked = slow.net.relay(OLD).calls.len();
        assert!(asked <= 2 * 4, "asked {asked} times in one run");
        runs += 1;
        assert!(runs < 300);
    }
    assert!(runs > 1);
    let later = start() + Duration::days(1);
    office.ambient.set(later);
    ran(&mut office, &mut slow.net);
    assert_eq!(
        Relays::in_use(office.device.reader()).unwrap(),
        Some(address(NEW))
    );
}

/// While the present relay is down every relay that was left is asked, also one whose turn has not come.
#[test]
fn a_relay_that_was_left_and_dawdles_does_not_take_the_turn_of_another_one() {
    let mut scene = Scene::new(733);
    scene.net.add(THIRD, FakeRelay::new(903));
    scene.moves(NEW);
    scene.office_ran();
    scene.moves(THIRD);
    scene.office_ran();
    // Both are asked at last every sixteenth run.
    for _ in 0..40 {
        scene.office_ran();
    }
    scene.net.spot(THIRD).off = true;
    let Scene { toili, net, .. } = scene;
    let mut office = toili.stage.office;
    // In a run there is time for one of them.
    let mut slow = Slow::new(net, &office.ambient, &[OLD, NEW], 20);
    let mut asked = BTreeSet::new();
    for _ in 0..2 {
        for at in [OLD, NEW] {
            slow.net.relay(at).calls.clear();
        }
        relays::run(&mut office.device, &mut slow, |_| true);
        asked.extend([OLD, NEW].map(|at| (at, slow.net.relay(at).calls.len())));
    }
    assert!(
        asked.contains(&(OLD, 1)) && asked.contains(&(NEW, 1)),
        "{asked:?}"
    );
}
