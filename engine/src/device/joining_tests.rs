//! Which welcome lets a phone in, and what an answer of a relay may say.

use sesi_wire::fault::Fault;
use sesi_wire::ids::SignKey;
use sesi_wire::sync::to_vec;

use super::*;
use crate::ambient::Seeded;
use crate::keys::invite::InviteSecret;
use crate::sync::says::{Says, bare, fault};

/// A phone with an invite, and the relay's clock.
struct Phone {
    ambient: Seeded,
    invite: InviteKeys,
    entry: SealedEntry,
}

fn phone() -> Phone {
    let ambient = Seeded::new(1, chrono::DateTime::UNIX_EPOCH);
    let invite = InviteSecret::generate(&ambient).keys().unwrap();
    let identity = DeviceIdentity::generate(&ambient);
    let entry = enrolment::enrol(&identity, &invite, &ambient).unwrap();
    Phone {
        ambient,
        invite,
        entry,
    }
}

impl Phone {
    /// What the office that `root` founded answers, with a welcome for this invite.
    fn answer(&self, root: u8) -> EnrolResponse {
        let root = SignKey([root; 32]);
        let welcome = Welcome {
            office_name: "Office of the North".into(),
            office: OfficeId::of_root(&root),
            root,
            person: [5; 16],
            person_name: "Ni Luh Sulastri".into(),
            role_label: "Keeper".into(),
            utc_offset_minutes: 480,
            feeds: vec![],
        };
        EnrolResponse {
            version: sesi_wire::VERSION,
            relay_time: 0,
            office: welcome.office,
            welcome: welcome.seal(&self.invite, &self.ambient).unwrap().into(),
            seq: 7,
        }
    }

    fn enter(&self, says: &mut Says) -> Result<EnrolResponse, JoinFault> {
        enter(&self.entry, &self.invite, says, &self.ambient).map(|(answer, _)| answer)
    }
}

fn several(offices: &[OfficeId]) -> (u16, Vec<u8>) {
    let fault = Fault {
        offices: Some(offices.to_vec()),
        ..bare(Code::Office)
    };
    (fault.code.status(), to_vec(&fault))
}

#[test]
fn of_several_offices_the_one_whose_welcome_opens_lets_the_phone_in() {
    let phone = phone();
    let right = phone.answer(4);
    let mut sealed_for_others = phone.answer(3);
    sealed_for_others.welcome = vec![0; 80].into();
    let offices = [sealed_for_others.office, OfficeId([2; 16]), right.office];
    for elsewhere in [Code::Invite, Code::Revoked, Code::Malformed, Code::Office] {
        let mut says = Says::these([
            several(&offices),
            (200, to_vec(&sealed_for_others)),
            fault(elsewhere),
            (200, to_vec(&right)),
        ]);
        assert_eq!(phone.enter(&mut says).unwrap(), right);
        let asked = offices.map(|office| at_office(ENROL, &office));
        assert_eq!(says.paths()[0], ENROL);
        assert_eq!(says.paths()[1..], asked);
    }
    let mut none = Says::these([several(&offices[..1]), fault(Code::Invite)]);
    assert!(matches!(phone.enter(&mut none), Err(JoinFault::Invite)));
    // A relay that cannot answer now is asked again another time.
    let mut busy = Says::these([several(&offices), fault(Code::Unavailable)]);
    let stopped = phone.enter(&mut busy);
    assert!(matches!(
        stopped,
        Err(JoinFault::SyncError(SyncError::Busy { .. }))
    ));
}

#[test]
fn a_relay_names_so_many_offices_and_no_more_are_asked() {
    let phone = phone();
    let offices = vec![OfficeId([2; 16]); MAX_OFFICES + 1];
    let refusals = (0..MAX_OFFICES).map(|_| fault(Code::Invite));
    let mut says = Says::these([several(&offices)].into_iter().chain(refusals));
    assert!(matches!(phone.enter(&mut says), Err(JoinFault::Invite)));
    assert_eq!(says.posted.len(), 1 + MAX_OFFICES);
}

#[test]
fn an_answer_says_a_place_in_a_log_and_no_later_version() {
    let phone = phone();
    let call = |change: fn(&mut EnrolResponse)| {
        let mut answer = phone.answer(4);
        change(&mut answer);
        let mut says = Says::these([(200, to_vec(&answer))]);
        phone.enter(&mut says)
    };
    assert!(call(|_| ()).is_ok());
    assert!(call(|answer| answer.seq = u64::MAX / 2).is_ok());
    for change in [
        (|answer| answer.version += 1) as fn(&mut EnrolResponse),
        |answer| answer.seq = 0,
        |answer| answer.seq = u64::MAX / 2 + 1,
    ] {
        let none = call(change);
        assert!(matches!(
            none,
            Err(JoinFault::SyncError(SyncError::NotARelay(_)))
        ));
    }
    let mut refused = Says::these([fault(Code::Invite)]);
    assert!(matches!(phone.enter(&mut refused), Err(JoinFault::Invite)));
}

#[test]
fn a_welcome_of_another_office_lets_nobody_in() {
    let phone = phone();
    let mut answer = phone.answer(4);
    answer.office = OfficeId([2; 16]);
    let stopped = phone.enter(&mut Says::these([(200, to_vec(&answer))]));
    assert!(matches!(
        stopped,
        Err(JoinFault::SyncError(SyncError::NotARelay(_)))
    ));
}
