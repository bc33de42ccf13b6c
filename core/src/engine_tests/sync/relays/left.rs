//! A relay that was left: it hears who was revoked and whom an invite lets in, again where it lost that, and leads nobody astray.

use super::*;

fn knows_invite(relay: &FakeRelay, id: InviteId) -> bool {
    said(relay).any(|said| matches!(said, Statement::Invite(invite) if invite.invite == id))
}

fn said(relay: &FakeRelay) -> impl Iterator<Item = Statement> {
    let log = relay.log(FeedId::CONTROL).iter();
    log.flat_map(|entry| said_in(entry))
}

#[test]
fn a_thief_whose_word_came_by_a_file_moves_nobody_who_stayed_at_the_relay_that_was_left() {
    let mut scene = Scene::new(710);
    let laptop = scene.laptop();
    // The office moves before the relay has heard of the revocation.
    scene.revokes(laptop.device.id());
    scene.moves(NEW);
    let later = says(&laptop, &[(1, EVIL), (2, EVIL)]);
    let phone = &mut scene.toili.phone.device;
    file::import_batch(phone, &later, &mut Report::default()).unwrap();
    // The thief's relay lets nobody in.
    scene.net.spot(EVIL).off = true;
    scene.phone_ran();
    assert!(is_at(&scene.toili.phone, OLD));
    scene.office_ran();
    for _ in 0..3 {
        scene.phone_ran();
    }
    let phone = &scene.toili.phone;
    assert_eq!(
        phone.device.membership().state(laptop.device.id()),
        DeviceState::Revoked
    );
    assert!(is_at(phone, NEW));
    scene.converge(NEW);
}

#[test]
fn a_relay_that_was_left_hears_of_whom_the_office_revokes_later_and_of_nothing_twice() {
    let mut scene = Scene::new(711);
    let (laptop, tablet) = (scene.laptop(), scene.laptop());
    let invited = scene.invites();
    scene.office_ran();
    assert!(knows_invite(scene.net.relay(OLD), invited.id));
    scene.moves(NEW);
    scene.brought(OLD);
    scene.office_ran();
    // The move alone: all else it has.
    assert_eq!(scene.brought(OLD), [1]);
    for device in [laptop.device.id(), tablet.device.id()] {
        scene.revokes(device);
        let mut brought = Vec::new();
        for _ in 0..17 {
            scene.office_ran();
            brought.extend(scene.brought(OLD));
        }
        assert!(knows_revoked(scene.net.relay(OLD), device));
        assert_eq!(brought, [1]);
    }
}

#[test]
fn a_phone_tells_a_relay_that_was_left_where_the_office_is_and_nothing_else() {
    let mut scene = Scene::new(712);
    let laptop = scene.laptop();
    scene.revokes(laptop.device.id());
    scene.moves(NEW);
    scene.net.spot(OLD).off = true;
    scene.office_ran();
    let mut bytes = Vec::new();
    let office = &mut scene.toili.stage.office.device;
    file::export(office, Extent::All, &mut bytes).unwrap();
    file::import(&mut scene.toili.phone.device, &mut &bytes[..]).unwrap();
    scene.brought(OLD);
    scene.phone_ran();
    scene.net.spot(OLD).off = false;
    for _ in 0..17 {
        scene.phone_ran();
    }
    assert!(is_at(&scene.toili.phone, NEW));
    assert_eq!(scene.brought(OLD), [1]);
    let old = scene.net.relay(OLD);
    assert!(!knows_revoked(old, laptop.device.id()));
    assert!(said(old).any(|said| matches!(said, Statement::Relay(_))));
}

#[test]
fn an_invite_that_had_not_reached_the_relay_to_which_it_leads_lets_its_phone_in_there() {
    let mut scene = Scene::new(713);
    let invited = scene.invites();
    assert_eq!(invited.link.relay(), OLD);
    scene.moves(NEW);
    // This one leads to where the office is now.
    let later = scene.invites();
    scene.office_ran();
    let old = scene.net.relay(OLD);
    assert!(knows_invite(old, invited.id) && !knows_invite(old, later.id));

    let (path, ambient) = scene.toili.stage.next();
    let key = DbKey::generate(&*ambient);
    let old = scene.net.relay(OLD);
    let device = Device::join(&path, &key, ambient.clone(), &invited.link, old).unwrap();
    let mut newcomer = Station {
        device,
        ambient,
        path,
        key,
    };
    for _ in 0..17 {
        scene.office_ran();
        ran(&mut newcomer, &mut scene.net);
    }
    assert!(is_at(&newcomer, NEW));
    scene.phone_ran();
    assert_eq!(newcomer.dump(), scene.toili.phone.dump());
    assert_eq!(newcomer.device.membership().waiting(), []);
}

#[test]
fn an_invite_that_was_withdrawn_on_the_way_opens_nothing_at_the_relay_to_which_it_leads() {
    let mut scene = Scene::new(714);
    let invited = scene.invites();
    scene.moves(NEW);
    scene
        .toili
        .stage
        .office
        .device
        .withdraw_invite(invited.id)
        .unwrap();
    scene.office_ran();
    assert!(!knows_invite(scene.net.relay(OLD), invited.id));
}

#[test]
fn whoever_stayed_at_the_first_relay_follows_however_often_the_office_moved_since() {
    let mut scene = Scene::new(715);
    scene.net.spot(OLD).off = true;
    // Serials climb by sixteen at the most, so the last of these alone leads nowhere.
    for no in 0..21 {
        scene.moves(if no % 2 == 0 { NEW } else { EVIL });
        scene.office_ran();
    }
    scene.net.spot(OLD).off = false;
    for _ in 0..17 {
        scene.office_ran();
    }
    scene.phone_ran();
    assert!(is_at(&scene.toili.phone, NEW));
    scene.converge(NEW);
}

#[test]
fn a_relay_that_was_left_and_lost_what_it_was_told_is_told_again() {
    let mut scene = Scene::new(716);
    let laptop = scene.laptop();
    let backup = scene.net.relay(OLD).twin();
    scene.revokes(laptop.device.id());
    scene.moves(NEW);
    for _ in 0..3 {
        scene.office_ran();
    }
    assert!(knows_revoked(scene.net.relay(OLD), laptop.device.id()));
    scene.net.add(OLD, backup);
    assert!(!knows_revoked(scene.net.relay(OLD), laptop.device.id()));
    for _ in 0..17 {
        scene.office_ran();
    }
    assert!(knows_revoked(scene.net.relay(OLD), laptop.device.id()));
    scene.phone_ran();
    assert!(is_at(&scene.toili.phone, NEW));
}

#[test]
fn what_a_relay_that_was_left_refuses_is_told_again_later() {
    let mut scene = Scene::new(717);
    let laptop = scene.laptop();
    scene.revokes(laptop.device.id());
    let control = scene.toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    let mut revocations = control
        .iter()
        .filter(|entry| is_revocation(entry, laptop.device.id()));
    let revocation = EntryId::of(revocations.next().unwrap());
    scene.moves(NEW);
    let old = scene.net.relay(OLD);
    old.refuses.insert(revocation, Rejection::Quota);
    for _ in 0..17 {
        scene.office_ran();
    }
    assert!(!knows_revoked(scene.net.relay(OLD), laptop.device.id()));
    scene.net.relay(OLD).refuses.clear();
    for _ in 0..17 {
        scene.office_ran();
    }
    assert!(knows_revoked(scene.net.relay(OLD), laptop.device.id()));
}

#[test]
fn a_relay_that_was_left_and_takes_the_office_for_revoked_is_told_who_revokes_whom() {
    let mut scene = Scene::new(718);
    let laptop = scene.laptop();
    scene.revokes(laptop.device.id());
    scene.moves(NEW);
    let old = scene.net.relay(OLD);
    old.calls.clear();
    old.turns.push_back(Turn::fault(Code::Revoked, None));
    scene.office_ran();
    let old = scene.net.relay(OLD);
    assert_eq!(old.calls, ["/v1/sync", "/v1/found", "/v1/sync"]);
    assert!(knows_revoked(old, laptop.device.id()));
    // Once in a run.
    scene.revokes(scene.colleague.device.id());
    let old = scene.net.relay(OLD);
    old.calls.clear();
    old.always = Some(|| Turn::fault(Code::Revoked, None));
    for _ in 0..17 {
        scene.office_ran();
    }
    for asked in scene.net.relay(OLD).calls.chunks(3) {
        assert_eq!(asked, ["/v1/sync", "/v1/found", "/v1/sync"]);
    }
}

#[test]
fn what_a_relay_that_was_left_answers_without_an_end_is_no_answer() {
    let mut scene = Scene::new(719);
    scene.moves(NEW);
    scene.brought(OLD);
    let without_end = Turn::frames(|mut frames| {
        assert_eq!(frames.pop(), Some(Frame::End));
        frames
    });
    scene.net.relay(OLD).turns.push_back(without_end);
    for _ in 0..17 {
        scene.office_ran();
    }
    assert_eq!(scene.brought(OLD), [1, 1]);
}

#[test]
fn a_relay_that_was_left_and_says_something_else_is_told_nothing_of_revocations() {
    let mut scene = Scene::new(720);
    scene.moves(NEW);
    let old = scene.net.relay(OLD);
    old.calls.clear();
    old.turns.push_back(Turn::fault(Code::TooMany, None));
    scene.office_ran();
    assert_eq!(scene.net.relay(OLD).calls, ["/v1/sync"]);
}

#[test]
fn what_came_to_a_relay_that_was_left_is_fetched_whole_in_one_run() {
    let mut scene = Scene::new(721);
    scene.moves(NEW);
    scene.net.spot(OLD).off = true;
    scene.office_ran();
    scene.net.spot(OLD).off = false;
    for day in 10..=22 {
        // Hardly compresses.
        let letters = (0..990).map(|at| 0x4E00 + (at + day) * 7919 % 20_000);
        let note = MeetingPatch {
            notes: [(Aspect::Proses, letters.map(char::from_u32).collect())].into(),
            ..MeetingPatch::default()
        };
        let meeting = scene.toili.group.meeting(day);
        let phone = &mut scene.toili.phone.device;
        phone.edit(&meeting, &note.into()).unwrap();
        scene.phone_ran();
    }
    let meetings = |scene: &Scene| {
        let rows = scene.toili.stage.office.rows("SELECT doc FROM rm_meeting");
        rows.len()
    };
    let before = meetings(&scene);
    let feed = scene.toili.meetings_feed();
    let there = scene.net.relay(NEW).log(feed).len();
    for _ in 0..17 {
        scene.office_ran();
        if meetings(&scene) > before {
            break;
        }
    }
    assert_eq!(meetings(&scene), before + 13);
    // And brought to the present one at once.
    assert_eq!(scene.net.relay(NEW).log(feed).len(), there + 13);
}
