//! Settings: read with what an office has that said nothing, written where they differ and nowhere else.

use sesi_engine::store::PendingChange;

use super::{OfficeSettings, ReadOffice, SaveOffice};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{DocKey, OfficePatch};
use crate::testkit::Toili;

fn read(device: &Device) -> OfficeSettings {
    ReadOffice {}.answer(device).unwrap()
}

fn save(device: &mut Device, settings: &OfficeSettings) -> Result<(), &'static str> {
    let settings = settings.clone();
    let done = SaveOffice { settings }.run(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

fn said(device: &Device) -> Vec<(String, String)> {
    let conn = device.reader();
    let mut statement = conn
        .prepare("SELECT key, value FROM rm_setting ORDER BY key")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn an_office_that_said_nothing_has_the_usual_settings() {
    let toili = Toili::new(601);
    let settings = read(&toili.stage.office.device);
    assert_eq!(settings.name, "Dinas Sosial");
    assert_eq!(settings.utc_offset_minutes, 480);
    assert_eq!((settings.silent_days, settings.teguran_months), (7, 2));
    assert!(settings.roles.is_empty() && settings.letterhead.is_empty());
}

#[test]
fn only_what_differs_is_written_and_reaches_the_phones() {
    let mut toili = Toili::new(602);
    let device = &mut toili.stage.office.device;
    let mut settings = read(device);
    let before = PendingChange::count(device.reader(), None).unwrap();
    save(device, &settings).unwrap();
    assert_eq!(
        PendingChange::count(device.reader(), None).unwrap(),
        before,
        "nothing differs"
    );
    settings.silent_days = 10;
    settings.name = " Dinas  Sosial Kab. Banggai ".into();
    settings.roles = [
        ("korkab".to_owned(), "Katim Kab".to_owned()),
        ("korwil".to_owned(), " ".to_owned()),
    ]
    .into();
    settings.letterhead = vec![
        "PEMERINTAH KABUPATEN BANGGAI".into(),
        " ".into(),
        "DINAS SOSIAL".into(),
    ];
    save(device, &settings).unwrap();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        said(device),
        [
            pair("letterhead", "PEMERINTAH KABUPATEN BANGGAI\nDINAS SOSIAL"),
            pair("role.korkab", "Katim Kab"),
            pair("silent_days", "10")
        ],
        "the teguran's threshold was not touched"
    );
    toili.synced_office();
    toili.synced_phone();
    let there = read(&toili.phone.device);
    assert_eq!(there.name, "Dinas Sosial Kab. Banggai");
    assert_eq!((there.silent_days, there.teguran_months), (10, 2));
    assert_eq!(
        there.letterhead,
        ["PEMERINTAH KABUPATEN BANGGAI", "DINAS SOSIAL"]
    );
    assert_eq!(there.roles.len(), 1);
    // Labels and lines go as they came.
    let device = &mut toili.stage.office.device;
    let mut bare = read(device);
    bare.roles.clear();
    bare.letterhead.clear();
    bare.utc_offset_minutes = 540;
    save(device, &bare).unwrap();
    assert_eq!(said(device), [pair("silent_days", "10")]);
    assert_eq!(read(device).utc_offset_minutes, 540);
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let mut toili = Toili::new(603);
    let device = &mut toili.stage.office.device;
    let usual = read(device);
    let with = |change: fn(&mut OfficeSettings)| {
        let mut settings = usual.clone();
        change(&mut settings);
        settings
    };
    for (settings, kind) in [
        (with(|s| s.name = " ".into()), "name_missing"),
        (with(|s| s.silent_days = 0), "threshold"),
        (with(|s| s.silent_days = 367), "threshold"),
        (with(|s| s.teguran_months = 13), "threshold"),
        (with(|s| s.utc_offset_minutes = 900), "number_out_of_range"),
        (with(|s| s.name = "A".repeat(121)), "text_too_long"),
        (
            with(|s| s.roles = [("Ketua Tim".into(), "x".into())].into()),
            "role",
        ),
        (
            with(|s| s.letterhead = vec!["A".repeat(2001)]),
            "text_too_long",
        ),
    ] {
        assert_eq!(save(device, &settings), Err(kind));
    }
    assert_eq!(read(device).name, usual.name);
    let phone = &mut toili.phone.device;
    let mut other = read(phone);
    other.silent_days = 3;
    assert_eq!(save(phone, &other), Err("not_allowed"));
}

#[test]
fn a_value_that_does_not_read_counts_as_not_said() {
    let mut toili = Toili::new(604);
    let device = &mut toili.stage.office.device;
    let patch = OfficePatch {
        settings: [
            ("silent_days".to_owned(), Some("banyak".to_owned())),
            ("teguran_months".to_owned(), Some("99".to_owned())),
            ("from a later version".to_owned(), Some("x".to_owned())),
        ]
        .into(),
        ..OfficePatch::default()
    };
    device.edit(&DocKey::Office, &patch.into()).unwrap();
    let mut settings = read(device);
    assert_eq!((settings.silent_days, settings.teguran_months), (7, 2));
    settings.silent_days = 9;
    save(device, &settings).unwrap();
    assert!(
        said(device).iter().any(|(key, _)| key.starts_with("from")),
        "what this version does not know stays"
    );
}
