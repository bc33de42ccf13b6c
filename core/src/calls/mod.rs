//! What a window can ask: every call with its request and its answer, as data. It knows no window and no Tauri; a shell
//! passes a name and JSON in and JSON out, and the TypeScript of `ui/src/shell/schema.ts` is written from these types.
//!
//! - A [`Query`] reads and changes nothing.
//! - A [`Command`] changes something; when it answers, that is durable.
//! - A [`Job`] may take seconds. It says how far it is, can be stopped, and lets others have the device in between.
//!
//! The calls that work before there is an open device are in [`crate::app`].

pub mod arranging;
pub mod badges;
pub mod beranda;
pub mod checking;
pub mod compliance;
pub mod curriculum;
pub mod differences;
pub mod duplicates;
mod events;
pub mod families;
mod folded;
pub mod groups;
mod ids;
pub mod importing;
pub mod letters;
pub mod meeting;
pub mod modul;
pub mod month;
mod months;
mod numbering;
pub mod office;
pub mod own_data;
mod participants;
pub mod people;
mod places;
pub mod plans;
pub mod printing;
pub mod province;
pub mod rakor;
pub mod recaps;
pub mod recording;
pub mod refusal;
pub mod register;
pub mod rekap;
pub mod relay;
pub mod ringkasan;
mod rows;
pub mod scores;
pub mod searching;
pub mod security;
mod seen;
pub mod semester;
pub mod sending;
pub mod sent;
mod signing;
pub mod siks;
pub mod staff_list;
pub mod supervision;
pub mod templates;
pub mod terms;
pub mod training;
pub mod unmet;
pub mod unsaved;
pub mod visits;
pub mod voices;
pub(crate) mod warnings;
mod who;

#[cfg(test)]
mod agreement_tests;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod shown_tests;
#[cfg(test)]
pub(crate) use schema::Schema;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
#[cfg(test)]
use sesi_engine::job::JobProgress;
use sesi_engine::job::Watch;

use crate::device::Device;
use crate::device::SharedDevice;
use crate::error::{ApiError, Error};

/// A question. It reads and changes nothing.
pub trait Query: DeserializeOwned {
    /// What is answered.
    type Answer: Serialize;

    /// Answers.
    fn answer(self, device: &Device) -> Result<Self::Answer, Error>;
}

/// A command. When it answers, what it changed is durable on this device.
pub trait Command: DeserializeOwned {
    /// What is answered.
    type Answer: Serialize;

    /// Does it.
    fn run(self, device: &mut Device) -> Result<Self::Answer, Error>;
}

/// A job that may take seconds. When it answers, what it changed is durable on this device.
pub trait Job: DeserializeOwned {
    /// What is answered.
    type Answer: Serialize;

    /// Does it, step by step: `watch` is told before each, and the device is free between them. If it is stopped, either nothing
    /// of it is left ([`Error::Cancelled`]), or the answer says that it was and what is done.
    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<Self::Answer, Error>;
}

macro_rules! calls {
    (
        query { $($query:ident: $Query:ty),+ $(,)? }
        command { $($command:ident: $Command:ty),+ $(,)? }
        job { $($job:ident: $Job:ty),+ $(,)? }
    ) => {
        /// Answers the question of that name.
        pub fn query(device: &Device, name: &str, question: Value) -> Result<Value, ApiError> {
            match name {
                $(stringify!($query) => {
                    let question = read::<$Query>(question)?;
                    answer(device.query(|device| question.answer(device)))
                })+
                _ => Err(ApiError::no_such_call(name)),
            }
        }

        /// Does the command of that name.
        pub fn command(device: &mut Device, name: &str, command: Value) -> Result<Value, ApiError> {
            match name {
                $(stringify!($command) => answer(read::<$Command>(command)?.run(device)),)+
                _ => Err(ApiError::no_such_call(name)),
            }
        }

        /// Does the job of that name.
        pub fn job(
            device: &mut impl SharedDevice,
            name: &str,
            command: Value,
            watch: &mut Watch<'_>,
        ) -> Result<Value, ApiError> {
            match name {
                $(stringify!($job) => answer(read::<$Job>(command)?.run(device, watch)),)+
                _ => Err(ApiError::no_such_call(name)),
            }
        }

        #[cfg(test)]
        fn write_schema(schema: &mut schema::Schema) {
            schema.calls("Queries", |calls| {
                $(calls.call::<$Query, <$Query as Query>::Answer>(stringify!($query));)+
            });
            schema.calls("Commands", |calls| {
                $(calls.call::<$Command, <$Command as Command>::Answer>(stringify!($command));)+
            });
            schema.calls("Jobs", |calls| {
                $(calls.call::<$Job, <$Job as Job>::Answer>(stringify!($job));)+
            });
            schema.add::<JobProgress>();
        }
    };
}

calls! {
    query {
        beranda: beranda::Beranda,
        record_new: recording::RecordNew,
        record_warnings: recording::RecordWarnings,
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
        arrangements: arranging::Arrangements,
        arranging_effects: arranging::ArrangingEffects,
        handover: arranging::Handover,
        search: searching::Search,
        modul: modul::Modul,
        my_month: month::MyMonth,
        unsaved: unsaved::Unsaved,
        sending: sending::SendingState,
        diagnostics: sending::Diagnostics,
        relay: relay::ReadRelay,
        ringkasan: ringkasan::Ringkasan,
        rekap: rekap::ReadRekap,
        unmet: unmet::Unmet,
        badges: badges::Badges,
        data_tables: own_data::DataTables,
        family_table: families::FamilyTable,
        rekap_text: rekap::RekapText,
        rhk_text: printing::rhk::RhkText,
        meetings_text: printing::meetings::MeetingsText,
        check_list: checking::CheckList,
        check: checking::Check,
        differences: differences::Differences,
        todos: importing::Todos,
        closed_todos: importing::ClosedTodos,
        imports: importing::Imports,
        list_profiles: importing::ListProfiles,
        duplicates: duplicates::Duplicates,
        people: people::People,
        staff_register: register::StaffRegister,
        staff_facts: register::StaffFacts,
        trainings: training::Trainings,
        training: training::ReadTraining,
        untrained: training::Untrained,
        training_results: scores::TrainingResults,
        training_history: scores::TrainingHistory,
        supervision_plan: supervision::SupervisionPlan,
        supervised: supervision::Supervised,
        supervision: supervision::ReadSupervision,
        instrument: supervision::ReadInstrument,
        rakors: rakor::Rakors,
        rakor: rakor::ReadRakor,
        enrolment_questions: people::EnrolmentQuestions,
        security: security::Security,
        semester_groups: semester::SemesterGroups,
        semester: semester::Semester,
        compliance: compliance::Compliance,
        curriculum: curriculum::ReadCurriculum,
        office: office::ReadOffice,
        voices: voices::Voices,
        plans: plans::Plans,
        plan: plans::Plan,
        schedule: plans::Schedule,
        plans_text: plans::PlansText,
        visit: visits::Visit,
        siks: siks::Siks,
        siks_month: siks::SiksMonth,
        voices_evaluation: voices::VoicesEvaluation,
        sent_rekap: sent::SentRekap,
        sent_tables: sent::SentTables,
        sent_changes_text: sent::SentChangesText,
        letters: letters::Letters,
        letter: letters::Letter,
        letter_form: letters::LetterForm,
        letter_text: printing::letters::LetterText,
        templates: templates::ListTemplates,
        form_papers: templates::FormPapers,
        template: templates::ReadTemplate,
        try_template: templates::TryTemplate,
        province_sums: province::ProvinceSums,
        own_months: province::OwnMonths,
        kabupaten_months: province::KabupatenMonths,
        province_month: province::ProvinceMonth,
    }
    command {
        keep_draft: recording::KeepDraft,
        drop_draft: recording::DropDraft,
        restore_draft: recording::RestoreDraft,
        save_meeting: recording::SaveMeeting,
        cancel_meeting: meeting::CancelMeeting,
        save_group: groups::SaveGroup,
        save_family: families::SaveFamily,
        move_family: families::MoveFamily,
        set_status: families::SetStatus,
        move_families: arranging::MoveFamilies,
        set_statuses: arranging::SetStatuses,
        split_group: arranging::SplitGroup,
        merge_groups: arranging::MergeGroups,
        hand_over: arranging::HandOver,
        close_group: arranging::CloseGroup,
        reopen_group: arranging::ReopenGroup,
        undo_arrangement: arranging::UndoArrangement,
        save_my_month: month::SaveMyMonth,
        keep_unsaved: unsaved::KeepUnsaved,
        save_semester: semester::SaveSemester,
        save_plan: plans::SavePlan,
        save_visit: visits::SaveVisit,
        withdraw_visit: visits::WithdrawVisit,
        tick_siks: siks::TickSiks,
        say_siks: siks::SaySiks,
        give_verdict: checking::GiveVerdict,
        settle: differences::Settle,
        settle_todo: importing::SettleTodo,
        settle_todos: importing::SettleTodos,
        forget_list_profile: importing::ForgetListProfile,
        merge_families: duplicates::MergeFamilies,
        unmerge_family: duplicates::UnmergeFamily,
        new_pengurus: duplicates::NewPengurus,
        not_same_family: duplicates::NotSameFamily,
        maybe_same_family: duplicates::MaybeSameFamily,
        save_staff: people::SaveStaff,
        save_staff_facts: register::SaveStaffFacts,
        save_posting: register::SavePosting,
        drop_posting: register::DropPosting,
        save_training: training::SaveTraining,
        save_training_people: training::SaveTrainingPeople,
        mark_training: training::MarkTraining,
        save_training_rule: training::SaveTrainingRule,
        save_training_results: scores::SaveTrainingResults,
        save_supervision: supervision::SaveSupervision,
        sign_supervision: supervision::SignSupervision,
        reply_supervision: supervision::ReplySupervision,
        withdraw_supervision: supervision::WithdrawSupervision,
        prove_follow_up: supervision::ProveFollowUp,
        close_follow_up: supervision::CloseFollowUp,
        save_instrument: supervision::SaveInstrument,
        save_rakor: rakor::SaveRakor,
        mark_rakor: rakor::MarkRakor,
        save_rakor_point: rakor::SaveRakorPoint,
        close_rakor: rakor::CloseRakor,
        task_of_rakor: rakor::TaskOfRakor,
        invite: people::Invite,
        withdraw_invite: people::WithdrawInvite,
        answer_enrolment: people::AnswerEnrolment,
        revoke: people::Revoke,
        accept_beyond_end: security::AcceptBeyondEnd,
        seen_findings: security::SeenFindings,
        save_curriculum: curriculum::SaveCurriculum,
        save_office: office::SaveOffice,
        saw_relay: relay::SawRelay,
        say_voice: voices::SayVoice,
        decide_voice: voices::DecideVoice,
        prove_task: voices::ProveTask,
        join_voices: voices::JoinVoices,
        send_rekap: sent::SendRekap,
        write_letter: letters::WriteLetter,
        save_letter: letters::SaveLetter,
        publish_template: templates::PublishTemplate,
        restore_template: templates::RestoreTemplate,
        add_kabupaten: province::AddKabupaten,
    }
    job {
        import_preview: importing::ImportPreview,
        import_roster: importing::ImportRoster,
        undo_import: importing::UndoImport,
        export_entries: sending::ExportEntries,
        import_entries: sending::ImportEntries,
        export_rekap: rekap::ExportRekap,
        give_verdicts: checking::GiveVerdicts,
        export_data: own_data::ExportData,
        export_attendance: printing::ExportAttendance,
        export_meetings: printing::meetings::ExportMeetings,
        print_rekap: printing::rekap::PrintRekap,
        read_school: printing::school::ReadSchool,
        print_school: printing::school::PrintSchool,
        export_rhk: printing::rhk::ExportRhk,
        export_sent: sent::ExportSent,
        export_sent_changes: sent::ExportSentChanges,
        count_recap: recaps::CountRecap,
        recap_text: recaps::RecapText,
        export_recap: recaps::ExportRecap,
        export_calendar: plans::ExportCalendar,
        print_plans: plans::PrintPlans,
        export_training: training::ExportTraining,
        export_rakor: rakor::ExportRakor,
        export_letters: printing::letters::ExportLetters,
        export_register: printing::letters::ExportRegister,
        staff_list_preview: staff_list::StaffListPreview,
        import_staff_list: staff_list::ImportStaffList,
        print_trial: templates::PrintTrial,
        export_sums: province::ExportSums,
        import_sums: province::ImportSums,
        export_province: province::ExportProvince,
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
