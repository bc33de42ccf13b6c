//! Editions: read, made, refused. What a meeting was about stays what it was.

use super::{CurriculumView, ModuleText, ReadCurriculum, SaveCurriculum, SessionText};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{CurriculumPatch, DocKey, Mark, SessionCode};
use crate::reference::Curriculum;
use crate::testkit::Toili;

fn read(device: &Device) -> CurriculumView {
    ReadCurriculum {}.answer(device).unwrap()
}

fn save(device: &mut Device, edition: &str, modules: &[ModuleText]) -> Result<(), &'static str> {
    let save = SaveCurriculum {
        edition: edition.into(),
        modules: modules.to_vec(),
    };
    let done = save.run(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

fn session(code: &str, title: &str) -> SessionText {
    SessionText {
        code: code.into(),
        title: title.into(),
    }
}

fn codes(module: &ModuleText) -> Vec<&str> {
    module
        .sessions
        .iter()
        .map(|session| session.code.as_str())
        .collect()
}

#[test]
fn the_first_edition_is_the_products_own() {
    let toili = Toili::new(701);
    let view = read(&toili.stage.office.device);
    let own = Curriculum::own();
    assert_eq!(view.edition, own.edition);
    assert_eq!(view.editions, std::slice::from_ref(&own.edition));
    assert_eq!(view.modules.len(), own.modules.len());
    assert_eq!(codes(&view.modules[0]), ["M1.1", "M1.2", "M1.3", "M1.4"]);
    assert_eq!(view.modules[5].topic, "KESEHATAN DAN GIZI.");
    let open = view.modules.last().unwrap();
    assert_eq!((open.code.as_str(), open.sessions.len()), ("MX", 0));
}

#[test]
fn a_new_edition_keeps_codes_and_gives_new_ones_to_what_is_new() {
    let mut toili = Toili::new(702);
    let device = &mut toili.stage.office.device;
    let mut modules = read(device).modules;
    let first = &mut modules[0];
    first.title = "Pengasuhan  Anak".into();
    first.sessions.swap(0, 1);
    first.sessions.insert(1, session("", "Sesi baru"));
    modules.push(ModuleText {
        code: String::new(),
        title: "Modul baru".into(),
        topic: "MATERI BARU.".into(),
        sessions: vec![session("", "Satu"), session("", "Dua")],
    });
    save(device, "2026-11", &modules).unwrap();
    let view = read(device);
    assert_eq!(view.edition, "2026-11");
    assert_eq!(view.editions.len(), 2);
    assert_eq!(
        codes(&view.modules[0]),
        ["M1.2", "M1.5", "M1.1", "M1.3", "M1.4"]
    );
    assert_eq!(view.modules[0].title, "Pengasuhan Anak");
    let new = view.modules.last().unwrap();
    assert_eq!(
        (new.code.as_str(), new.topic.as_str()),
        ("M7", "MATERI BARU.")
    );
    assert_eq!(codes(new), ["M7.1", "M7.2"]);
    assert_eq!(view.modules[5].topic, "KESEHATAN DAN GIZI.");
    // What was dropped gives its number to nobody else, and may come back.
    let mut shorter = view.modules.clone();
    shorter[0].sessions.remove(1);
    save(device, "2026-12", &shorter).unwrap();
    shorter[0].sessions.push(session("", "Lain"));
    shorter[0].sessions.push(session("M1.5", "Kembali"));
    save(device, "2027-01", &shorter).unwrap();
    let view = read(device);
    assert_eq!(
        codes(&view.modules[0]),
        ["M1.2", "M1.1", "M1.3", "M1.4", "M1.6", "M1.5"]
    );
    // The phones have it.
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(read(&toili.phone.device).edition, "2027-01");
}

#[test]
fn a_session_that_was_held_stays_in_the_list() {
    let mut toili = Toili::new(703);
    toili.record(1, 0, Mark::Hadir);
    let more = crate::kinds::MeetingPatch {
        more_sessions: sesi_engine::documents::Set::To(vec![SessionCode::new("M2.5").unwrap()]),
        ..crate::kinds::MeetingPatch::default()
    };
    let meeting = toili.group.meeting(1);
    toili.phone.device.edit(&meeting, &more.into()).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let device = &mut toili.stage.office.device;
    let without = |device: &Device, code: &str| {
        let mut modules = read(device).modules;
        for module in &mut modules {
            module.sessions.retain(|session| session.code != code);
        }
        modules
    };
    for code in ["M1.1", "M2.5"] {
        let modules = without(device, code);
        assert_eq!(save(device, "2026-11", &modules), Err("session_in_use"));
    }
    let modules: Vec<ModuleText> = read(device).modules.split_off(1);
    assert_eq!(save(device, "2026-11", &modules), Err("session_in_use"));
    let modules = without(device, "M1.2");
    save(device, "2026-11", &modules).unwrap();
}

#[test]
fn what_is_no_edition_is_refused_and_nothing_is_written() {
    let mut toili = Toili::new(704);
    let device = &mut toili.stage.office.device;
    let modules = read(device).modules;
    let own = Curriculum::own().edition.clone();
    let long = "9".repeat(41);
    for edition in ["", " ", "2020", own.as_str(), long.as_str()] {
        assert_eq!(save(device, edition, &modules), Err("edition"), "{edition}");
    }
    let with = |change: fn(&mut Vec<ModuleText>)| {
        let mut changed = modules.clone();
        change(&mut changed);
        changed
    };
    for (changed, kind) in [
        (with(Vec::clear), "curriculum"),
        (with(|m| m[0].title = " ".into()), "curriculum"),
        (with(|m| m[0].topic = String::new()), "curriculum"),
        (
            with(|m| m[0].sessions[0].title = "A".repeat(301)),
            "curriculum",
        ),
        (with(|m| m[1].code = "M1".into()), "curriculum_code"),
        (with(|m| m[0].code = "M99".into()), "curriculum_code"),
        (
            with(|m| m[0].sessions[0].code = "M2.5".into()),
            "curriculum_code",
        ),
        (
            with(|m| m[0].sessions[0].code = "M1.99".into()),
            "curriculum_code",
        ),
        (
            with(|m| m[0].sessions[0].code = "x".into()),
            "curriculum_code",
        ),
        (
            with(|m| {
                let twice = m[0].sessions[0].clone();
                m[0].sessions.push(twice);
            }),
            "curriculum",
        ),
        (
            with(|m| {
                let title = "A".repeat(300);
                m[0].sessions = (0..120).map(|_| session("", &title)).collect();
            }),
            "text_too_long",
        ),
    ] {
        assert_eq!(save(device, "2026-11", &changed), Err(kind));
    }
    assert_eq!(read(device).editions, [own]);
    assert_eq!(
        save(&mut toili.phone.device, "2026-11", &modules),
        Err("not_allowed")
    );
}

#[test]
fn an_edition_that_does_not_read_is_named_and_not_in_force() {
    let mut toili = Toili::new(705);
    let device = &mut toili.stage.office.device;
    let patch = CurriculumPatch {
        editions: [("2030".to_owned(), Some("{".to_owned()))].into(),
    };
    device.edit(&DocKey::Curriculum, &patch.into()).unwrap();
    let view = read(device);
    assert_eq!(view.edition, Curriculum::own().edition);
    assert_eq!(view.editions.last().unwrap(), "2030");
    assert_eq!(save(device, "2029", &view.modules), Err("edition"));
    save(device, "2031", &view.modules).unwrap();
}
