//! What a window can ask: every call with its request and its answer, as data. It knows no window and no Tauri; a shell
//! passes a name and JSON in and JSON out, and the TypeScript of `ui/src/shell/schema.ts` is written from these types.
//!
//! - A [`Look`] reads and changes nothing.
//! - An [`Act`] changes something; when it answers, that is durable.
//! - A [`Work`] may take seconds. It says how far it is, can be stopped, and lets others have the device in between.
//!
//! The calls that work before there is an open device are in [`crate::app`].

pub mod beranda;
pub mod checking;
pub mod curriculum;
mod delivered;
pub mod differences;
pub mod duplicates;
pub mod families;
mod families_of;
mod folded;
pub mod groups;
mod ids;
pub mod importing;
mod kelompok;
pub mod meeting;
mod members;
pub mod modul;
pub mod month;
mod months;
pub mod office;
pub mod own_data;
pub mod people;
mod places;
pub mod printing;
pub mod recording;
pub mod refusal;
pub mod rekap;
pub mod relay;
pub mod ringkasan;
mod rows;
pub mod searching;
pub mod security;
pub mod sending;
mod sessions;
pub mod terms;
mod who;

#[cfg(test)]
mod schema;
#[cfg(test)]
pub(crate) use schema::Schema;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::sync::lend::Lend;
use crate::work::Watch;
#[cfg(test)]
use crate::work::WorkProgress;

/// A question. It reads and changes nothing.
pub trait Look: DeserializeOwned {
    /// What is answered.
    type Answer: Serialize;

    /// Answers.
    fn look(self, device: &Device) -> Result<Self::Answer, Error>;
}

/// A command. When it answers, what it changed is durable on this device.
pub trait Act: DeserializeOwned {
    /// What is answered.
    type Answer: Serialize;

    /// Does it.
    fn act(self, device: &mut Device) -> Result<Self::Answer, Error>;
}

/// Work that may take seconds. When it answers, what it changed is durable on this device.
pub trait Work: DeserializeOwned {
    /// What is answered.
    type Answer: Serialize;

    /// Does it, step by step: `watch` is told before each, and the device is free between them. If it is stopped, either nothing
    /// of it is left ([`Error::Cancelled`]), or the answer says that it was and what is done.
    fn work(self, device: &mut impl Lend, watch: &mut Watch<'_>) -> Result<Self::Answer, Error>;
}

macro_rules! calls {
    (
        look { $($look:ident: $Look:ty),+ $(,)? }
        act { $($act:ident: $Act:ty),+ $(,)? }
        work { $($work:ident: $Work:ty),+ $(,)? }
    ) => {
        /// Answers the question of that name.
        pub fn look(device: &Device, name: &str, question: Value) -> Result<Value, ApiError> {
            match name {
                $(stringify!($look) => {
                    let question = read::<$Look>(question)?;
                    answer(device.query(|device| question.look(device)))
                })+
                _ => Err(ApiError::no_such_call(name)),
            }
        }

        /// Does the command of that name.
        pub fn act(device: &mut Device, name: &str, command: Value) -> Result<Value, ApiError> {
            match name {
                $(stringify!($act) => answer(read::<$Act>(command)?.act(device)),)+
                _ => Err(ApiError::no_such_call(name)),
            }
        }

        /// Does the long work of that name.
        pub fn work(
            device: &mut impl Lend,
            name: &str,
            command: Value,
            watch: &mut Watch<'_>,
        ) -> Result<Value, ApiError> {
            match name {
                $(stringify!($work) => answer(read::<$Work>(command)?.work(device, watch)),)+
                _ => Err(ApiError::no_such_call(name)),
            }
        }

        #[cfg(test)]
        fn write_schema(schema: &mut schema::Schema) {
            schema.calls("Looks", |calls| {
                $(calls.call::<$Look, <$Look as Look>::Answer>(stringify!($look));)+
            });
            schema.calls("Acts", |calls| {
                $(calls.call::<$Act, <$Act as Act>::Answer>(stringify!($act));)+
            });
            schema.calls("Works", |calls| {
                $(calls.call::<$Work, <$Work as Work>::Answer>(stringify!($work));)+
            });
            schema.add::<WorkProgress>();
        }
    };
}

calls! {
    look {
        beranda: beranda::Beranda,
        record_new: recording::RecordNew,
        record_open: recording::RecordOpen,
        record_edit: recording::RecordEdit,
        dropped_drafts: recording::DroppedDrafts,
        meeting: meeting::Meeting,
        groups: groups::Groups,
        group: groups::Group,
        families: families::Families,
        family: families::Family,
        family_numbers: families::FamilyNumbers,
        places: groups::Places,
        search: searching::Search,
        modul: modul::Modul,
        my_month: month::MyMonth,
        sending: sending::SendingState,
        diagnostics: sending::Diagnostics,
        relay: relay::ReadRelay,
        ringkasan: ringkasan::Ringkasan,
        rekap: rekap::ReadRekap,
        rekap_text: rekap::RekapText,
        check_list: checking::CheckList,
        check: checking::Check,
        differences: differences::Differences,
        todos: importing::Todos,
        closed_todos: importing::ClosedTodos,
        imports: importing::Imports,
        duplicates: duplicates::Duplicates,
        people: people::People,
        enrolment_questions: people::EnrolmentQuestions,
        security: security::Security,
        curriculum: curriculum::ReadCurriculum,
        office: office::ReadOffice,
        own_data: own_data::OwnData,
    }
    act {
        keep_draft: recording::KeepDraft,
        drop_draft: recording::DropDraft,
        restore_draft: recording::RestoreDraft,
        save_meeting: recording::SaveMeeting,
        cancel_meeting: meeting::CancelMeeting,
        save_group: groups::SaveGroup,
        save_family: families::SaveFamily,
        move_family: families::MoveFamily,
        set_status: families::SetStatus,
        save_my_month: month::SaveMyMonth,
        give_verdict: checking::GiveVerdict,
        settle: differences::Settle,
        settle_todo: importing::SettleTodo,
        settle_todos: importing::SettleTodos,
        merge_families: duplicates::MergeFamilies,
        unmerge_family: duplicates::UnmergeFamily,
        save_staff: people::SaveStaff,
        invite: people::Invite,
        withdraw_invite: people::WithdrawInvite,
        answer_enrolment: people::AnswerEnrolment,
        revoke: people::Revoke,
        accept_beyond_end: security::AcceptBeyondEnd,
        seen_findings: security::SeenFindings,
        save_curriculum: curriculum::SaveCurriculum,
        save_office: office::SaveOffice,
        saw_relay: relay::SawRelay,
    }
    work {
        import_preview: importing::ImportPreview,
        import_roster: importing::ImportRoster,
        undo_import: importing::UndoImport,
        export_entries: sending::ExportEntries,
        import_entries: sending::ImportEntries,
        export_rekap: rekap::ExportRekap,
        export_own_data: own_data::ExportOwnData,
        export_attendance: printing::ExportAttendance,
    }
}

pub(crate) fn read<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_json::from_value(value).map_err(|error| ApiError::malformed_call(&error))
}

pub(crate) fn answer<T: Serialize, E>(answer: Result<T, E>) -> Result<Value, ApiError>
where
    for<'e> ApiError: From<&'e E>,
{
    let answer = answer.map_err(|error| ApiError::from(&error))?;
    serde_json::to_value(answer).map_err(|error| ApiError::malformed_call(&error))
}
