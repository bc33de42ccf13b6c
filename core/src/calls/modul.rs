//! Modul: the curriculum, what each group has had, and what comes next for it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Query;
use super::terms::{GroupName, SessionName};
use crate::device::Device;
use crate::error::Error;
use crate::queries::delivered::Delivered;
use crate::queries::groups::Groups;
use crate::queries::sessions::Sessions;

/// Asks for the curriculum with the groups of the asking person.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Modul {}

/// The curriculum.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ModulView {
    /// Name of the edition.
    pub edition: String,
    /// Modules in order.
    pub modules: Vec<ModuleProgress>,
    /// What comes next for each group.
    pub next: Vec<NextSession>,
}

/// A module.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ModuleProgress {
    /// Title.
    pub title: String,
    /// Sessions in order.
    pub sessions: Vec<SessionProgress>,
}

/// A session with the groups.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionProgress {
    /// The session.
    pub session: SessionName,
    /// Groups that had it.
    pub done: u32,
    /// Groups.
    pub groups: u32,
    /// Each group, and when it had it.
    pub of: Vec<GroupDone>,
}

/// A group and a session.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupDone {
    /// The group.
    pub group: GroupName,
    /// When it had it.
    pub date: Option<NaiveDate>,
    /// At which meeting.
    pub meeting: Option<Uuid>,
}

/// A session, for one group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionDone {
    /// The session.
    pub session: SessionName,
    /// When the group had it.
    pub date: Option<NaiveDate>,
    /// At which meeting.
    pub meeting: Option<Uuid>,
}

/// What comes next for a group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NextSession {
    /// The group.
    pub group: GroupName,
    /// The session; none if it had all.
    pub session: Option<SessionName>,
}

impl Query for Modul {
    type Answer = ModulView;

    fn answer(self, device: &Device) -> Result<ModulView, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
        let delivered = Delivered::read(conn)?;
        let mut own = groups.own(device, today)?;
        own.retain(|group| group.open_on(today));
        let progress = |session: SessionName| {
            let of: Vec<GroupDone> = own
                .iter()
                .map(|group| {
                    let given = delivered.when(group.id, &session.code);
                    GroupDone {
                        group: group.named(),
                        date: given.map(|given| given.date),
                        meeting: given.map(|given| given.meeting),
                    }
                })
                .collect();
            let done = of.iter().filter(|group| group.meeting.is_some()).count();
            SessionProgress {
                session,
                done: u32::try_from(done).unwrap_or(u32::MAX),
                groups: u32::try_from(of.len()).unwrap_or(u32::MAX),
                of,
            }
        };
        let modules = sessions.by_module().into_iter();
        let next = own.iter().map(|group| NextSession {
            group: group.named(),
            session: delivered.next(group.id, &sessions),
        });
        Ok(ModulView {
            edition: sessions.in_force().edition.clone(),
            modules: modules
                .map(|(title, sessions)| ModuleProgress {
                    title,
                    sessions: sessions.into_iter().map(progress).collect(),
                })
                .collect(),
            next: next.collect(),
        })
    }
}

/// Every session of the curriculum, and when one group had it.
pub(super) fn sessions_of(
    group: Uuid,
    sessions: &Sessions,
    delivered: &Delivered,
) -> Vec<SessionDone> {
    let all = sessions.all().into_iter();
    all.map(|session| {
        let given = delivered.when(group, &session.code);
        SessionDone {
            date: given.map(|given| given.date),
            meeting: given.map(|given| given.meeting),
            session,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{CurriculumPatch, DocKey, FamilyKey, Mark, MeetingPatch, SessionCode};
    use crate::testkit::{TOILI, Toili};
    use sesi_engine::documents::Set;

    fn held(toili: &mut Toili, group: Uuid, day: u32, session: &str, patch: MeetingPatch) -> Uuid {
        let date = NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
        let key = DocKey::meeting(group, date, SessionCode::new(session).unwrap()).unwrap();
        let patch = MeetingPatch {
            marks: [(FamilyKey::of(toili.group.families[0]), Some(Mark::Hadir))].into(),
            ..patch
        };
        let device = &mut toili.phone.device;
        device.edit(&key, &patch.into()).unwrap();
        key.id(&device.office()).0
    }

    #[test]
    fn it_says_what_each_group_had_and_what_comes_next() {
        let mut toili = Toili::new(331);
        let ani = toili.phone.device.person().unwrap().unwrap();
        let mawar = toili.stage.group(TOILI, "MAWAR", ani, 1);
        let closed = toili.stage.group(TOILI, "TULIP", ani, 1);
        toili.stage.close(&closed, "2026-11-01");
        toili.synced_office();
        toili.synced_phone();
        let melati = toili.group.id;
        held(&mut toili, melati, 2, "M1.1", MeetingPatch::default());
        let two = MeetingPatch {
            more_sessions: Set::To(vec![SessionCode::new("M1.3").unwrap()]),
            ..MeetingPatch::default()
        };
        let both = held(&mut toili, melati, 9, "M1.2", two);
        let cancelled = MeetingPatch {
            cancelled: Set::To(true),
            ..MeetingPatch::default()
        };
        held(&mut toili, melati, 16, "M1.4", cancelled);
        held(&mut toili, mawar.id, 3, "MX", MeetingPatch::default());
        let view = Modul {}.answer(&toili.phone.device).unwrap();
        let first = &view.modules[0];
        assert_eq!(first.title, "Pengasuhan dan Pendidikan Anak");
        let done: Vec<(u32, u32)> = first
            .sessions
            .iter()
            .map(|it| (it.done, it.groups))
            .collect();
        assert_eq!(done, [(1, 2), (1, 2), (1, 2), (0, 2)]);
        let third = first.sessions[2]
            .of
            .iter()
            .find(|of| of.group.name == "MELATI")
            .unwrap();
        assert_eq!(
            (third.meeting, third.date.unwrap().to_string()),
            (Some(both), "2026-10-09".into())
        );
        let next: Vec<(&str, &str)> = view
            .next
            .iter()
            .map(|next| {
                (
                    next.group.name.as_str(),
                    next.session.as_ref().unwrap().code.as_str(),
                )
            })
            .collect();
        assert_eq!(next, [("MAWAR", "M1.1"), ("MELATI", "M1.4")]);
        let open = view.modules.last().unwrap();
        assert_eq!(
            (
                open.sessions.len(),
                open.sessions[0].session.number,
                open.sessions[0].done
            ),
            (1, 0, 1)
        );
    }

    #[test]
    fn the_newest_edition_that_reads_is_in_force() {
        let mut toili = Toili::new(332);
        let json = r#"{"edition":"2027-1","siks_materi":{"1":"A."},"modules":[
            {"id":"M7","title":"BARU","siks_materi":1,"sessions":[{"no":1,"title":"SATU"}]},
            {"id":"M1","title":"LAMA","siks_materi":1,"sessions":[{"no":2,"title":"DUA"}]}]}"#;
        let editions = [("2027-1", json), ("2099-1", "{}")];
        let patch = CurriculumPatch {
            editions: editions
                .iter()
                .map(|(name, json)| ((*name).to_owned(), Some((*json).to_owned())))
                .collect(),
        };
        let office = &mut toili.stage.office.device;
        office.edit(&DocKey::Curriculum, &patch.into()).unwrap();
        toili.synced_office();
        toili.synced_phone();
        let view = Modul {}.answer(&toili.phone.device).unwrap();
        assert_eq!(view.edition, "2027-1");
        let numbers: Vec<_> = view
            .modules
            .iter()
            .flat_map(|module| &module.sessions)
            .map(|it| {
                (
                    it.session.code.as_str(),
                    it.session.number,
                    it.session.title.as_str(),
                )
            })
            .collect();
        assert_eq!(numbers, [("M7.1", 1, "SATU"), ("M1.2", 2, "DUA")]);
        assert_eq!(view.next[0].session.as_ref().unwrap().code, "M7.1");
        let sessions = Sessions::read(toili.phone.device.reader()).unwrap();
        let old = sessions.name("M1.1");
        assert_eq!(
            (old.title.as_str(), old.number),
            ("Menjadi Orangtua yang Lebih Baik", 0)
        );
        assert_eq!(
            (sessions.count(), sessions.materi("M7.1").as_deref()),
            (2, Some("A."))
        );
    }
}
