//! What a welcome keeps, how large it may be, and with what it opens.

use super::*;
use crate::ambient::Seeded;
use crate::keys::feed_kind::Members;
use crate::keys::invite::InviteSecret;

const OFFICE: FeedKind = FeedKind {
    number: 0,
    of_place: false,
    of_year: false,
    members: Members::Read,
};
const PLACE: FeedKind = FeedKind {
    number: 1,
    of_place: true,
    of_year: false,
    members: Members::Invited,
};
const YEARS: FeedKind = FeedKind {
    number: 2,
    of_place: true,
    of_year: true,
    members: Members::Of(1),
};
const FORUM: FeedKind = FeedKind {
    number: 3,
    of_place: false,
    of_year: true,
    members: Members::Write,
};

fn sample(ambient: &Seeded, feeds: u8) -> (InviteKeys, Welcome) {
    let root = SignKey([4; 32]);
    let feed = |number| WelcomeFeed {
        feed: FeedId([number; 8]),
        purpose: YEARS.purpose(Some("72.01.05"), Some(2026)),
        rights: Rights::Write,
        keys: (1..=10)
            .map(|epoch| (epoch, FeedKey::generate(ambient)))
            .collect(),
    };
    let welcome = Welcome {
        office_name: "Office of the North".into(),
        office: OfficeId::of_root(&root),
        root,
        person: [5; 16],
        person_name: "Ni Luh Sulastri".into(),
        role_label: "Keeper".into(),
        utc_offset_minutes: 480,
        feeds: (0..feeds).map(feed).collect(),
    };
    (InviteSecret::generate(ambient).keys().unwrap(), welcome)
}

#[test]
fn a_welcome_keeps_what_is_urgent_and_stays_small_whatever_the_history() {
    let ambient = Seeded::new(7, chrono::DateTime::UNIX_EPOCH);
    let (invite, mut welcome) = sample(&ambient, 0);
    let unknown = Purpose {
        kind: 9,
        place: None,
        year: None,
    };
    let mut purposes = vec![unknown, FORUM.purpose(None, Some(2025))];
    for place in 10..34 {
        let place = format!("72.01.{place}");
        let years = 2017..=2026;
        purposes.extend(years.map(|year| YEARS.purpose(Some(&place), Some(year))));
        purposes.push(PLACE.purpose(Some(&place), None));
    }
    purposes.push(OFFICE.purpose(None, None));
    welcome.feeds = (0_u64..)
        .zip(purposes)
        .map(|(number, purpose)| WelcomeFeed {
            feed: FeedId(number.to_be_bytes()),
            purpose,
            rights: Rights::Write,
            keys: vec![(700, FeedKey::generate(&ambient))],
        })
        .collect();
    let carried = welcome.bound(&[OFFICE, PLACE, YEARS, FORUM], 2026);
    assert_eq!(carried.len(), welcome.feeds.len());
    let sealed = welcome.seal(&invite, &ambient).unwrap();
    assert!(sealed.len() < ROOM + 512, "{}", sealed.len());
    let kept: Vec<(u64, Option<u16>)> = welcome
        .feeds
        .iter()
        .map(|feed| (feed.purpose.kind, feed.purpose.year))
        .collect();
    assert_eq!(kept[0], (0, None));
    assert!(kept[1..25].iter().all(|of| *of == (1, None)));
    assert!(kept.len() > 30, "{}", kept.len());
    assert!(kept[25..].iter().all(|of| *of == (2, Some(2026))));
}

#[test]
fn a_welcome_opens_with_its_invite_alone_and_whole_alone() {
    let ambient = Seeded::new(8, chrono::DateTime::UNIX_EPOCH);
    let (invite, welcome) = sample(&ambient, 3);
    let sealed = welcome.seal(&invite, &ambient).unwrap();
    assert_eq!(Welcome::open(&sealed, &invite).unwrap(), welcome);
    assert_eq!(welcome.feeds[1].epoch_keys().count(), 10);

    let other = InviteSecret::generate(&ambient).keys().unwrap();
    assert_eq!(Welcome::open(&sealed, &other), Err(WelcomeFault::WrongKey));
    for at in 0..sealed.len() {
        let mut flipped = sealed.clone();
        flipped[at] ^= 0x10;
        assert_eq!(
            Welcome::open(&flipped, &invite),
            Err(WelcomeFault::WrongKey),
            "byte {at}"
        );
        assert_eq!(
            Welcome::open(&sealed[..at], &invite),
            Err(WelcomeFault::WrongKey),
            "cut {at}"
        );
    }
}

#[test]
fn what_no_invite_can_hold_and_a_foreign_root_are_refused() {
    let ambient = Seeded::new(9, chrono::DateTime::UNIX_EPOCH);
    let (invite, large) = sample(&ambient, 80);
    assert!(matches!(
        large.seal(&invite, &ambient),
        Err(WelcomeFault::TooLarge(_))
    ));
    let (_, mut foreign) = sample(&ambient, 1);
    foreign.root = SignKey([6; 32]);
    let sealed = foreign.seal(&invite, &ambient).unwrap();
    assert_eq!(
        Welcome::open(&sealed, &invite),
        Err(WelcomeFault::ForeignRoot)
    );
}

#[test]
fn a_welcome_may_fill_an_invite_and_not_by_a_byte_more() {
    let ambient = Seeded::new(10, chrono::DateTime::UNIX_EPOCH);
    let (invite, mut welcome) = sample(&ambient, 1);
    let sealed = welcome.seal(&invite, &ambient).unwrap().len();
    let long = "n".repeat(MAX_WELCOME / 2);
    welcome.office_name = long.clone();
    let spare = MAX_WELCOME - welcome.seal(&invite, &ambient).unwrap().len();
    assert!(
        sealed < spare,
        "the head of a text is as long for both names"
    );
    welcome.office_name = format!("{long}{}", "n".repeat(spare));
    let full = welcome.seal(&invite, &ambient).unwrap();
    assert_eq!(full.len(), MAX_WELCOME);
    assert_eq!(Welcome::open(&full, &invite).unwrap(), welcome);
    welcome.office_name.push('n');
    let more = welcome.seal(&invite, &ambient);
    assert_eq!(more, Err(WelcomeFault::TooLarge(MAX_WELCOME + 1)));
    let given = vec![0; MAX_WELCOME + 1];
    let read = Welcome::open(&given, &invite);
    assert_eq!(read, Err(WelcomeFault::TooLarge(MAX_WELCOME + 1)));
    let read = Welcome::open(&given[1..], &invite);
    assert_eq!(read, Err(WelcomeFault::WrongKey));
}

#[test]
fn every_key_of_a_feed_takes_its_room() {
    let ambient = Seeded::new(11, chrono::DateTime::UNIX_EPOCH);
    let (_, mut welcome) = sample(&ambient, 3);
    let purpose = welcome.feeds[0].purpose.to_bytes().len();
    let fits = (ROOM - ENTRY_ROOM - purpose) / KEY_ROOM;
    let keys = |many: usize| -> Vec<_> {
        (1..=u32::try_from(many).unwrap())
            .map(|epoch| (epoch, FeedKey::generate(&ambient)))
            .collect()
    };
    welcome.feeds[0].keys = keys(fits);
    let kept = welcome.clone().bound(&[YEARS], 2026);
    assert_eq!(kept.len(), fits, "the first feed, whole, and no other");
    welcome.feeds[0].keys = keys(fits + 1);
    assert!(welcome.bound(&[YEARS], 2026).is_empty());
}
#[test]
fn what_a_newer_app_says_of_a_feed_besides_is_passed_over() {
    let ambient = Seeded::new(12, chrono::DateTime::UNIX_EPOCH);
    let (_, welcome) = sample(&ambient, 1);
    let mut plain = secret_cbor(2 * MAX_WELCOME, |e| welcome.put(e)).to_vec();
    let read = |plain: &[u8]| Welcome::take(&mut Decoder::new(plain)).ok();
    assert_eq!(read(&plain).as_ref(), Some(&welcome));
    // The one feed stands at the end: an array of four that begins with the eight bytes of its id.
    let (four, five) = ([0x84, 0x48, 0, 0], 0x85);
    let at = plain.windows(4).position(|four_of| four_of == four);
    plain[at.unwrap()] = five;
    plain.push(0xf6);
    assert_eq!(read(&plain).as_ref(), Some(&welcome));
}
