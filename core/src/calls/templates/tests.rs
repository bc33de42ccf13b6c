//! Templates as an office has them: listed, tried, published, taken back, and by which a form is written.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    FormPapers, ListTemplates, PrintTrial, PublishTemplate, ReadTemplate, RestoreTemplate, TrialOf,
    TryTemplate,
};
use crate::calls::printing::meetings::{MeetingForm, MeetingsOf, MeetingsText};
use crate::calls::printing::{ExportAttendance, ListOf};
use crate::calls::{Command, Job, Query, command};
use crate::device::Device;
use crate::error::ApiError;
use crate::forms::attendance::Variant;
use crate::forms::template::{FaultKind, FormPaper};
use crate::forms::templates::FormGroup;
use crate::kinds::{BUILT_IN, DocKey, FormName, Mark, TemplatePatch, template_version};
use crate::pdf::Size;
use crate::testkit::Toili;

const OWN: &str = "# LAPORAN KAMI\nKelompok {{ kelompok }}: {{ hadir }} dari {{ total }} hadir.\n";

fn publish(device: &mut Device, source: &str, base: Option<&str>) -> Result<(), ApiError> {
    let publish = PublishTemplate {
        form: "kegiatan".into(),
        source: source.into(),
        base: base.map(str::to_owned),
    };
    let done = publish.run(device);
    done.map(|_| ()).map_err(|error| ApiError::from(&error))
}

fn restore(device: &mut Device, base: Option<&str>) -> Result<(), &'static str> {
    let restore = RestoreTemplate {
        form: "kegiatan".into(),
        base: base.map(str::to_owned),
    };
    let done = restore.run(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

fn read(device: &Device) -> super::TemplateView {
    let form = "kegiatan".into();
    ReadTemplate { form }.answer(device).unwrap()
}

fn written(device: &Device, meeting: uuid::Uuid) -> String {
    let text = MeetingsText {
        of: MeetingsOf::Meeting(meeting),
        form: MeetingForm::Kegiatan,
    };
    text.answer(device).unwrap()
}

/// A meeting on a phone, sent to the office.
fn met(seed: u64) -> (Toili, uuid::Uuid) {
    let mut toili = Toili::new(seed);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let key = toili.group.meeting(1);
    let office = toili.stage.office.device.office();
    let id = key.id(&office).0;
    (toili, id)
}

#[test]
fn a_template_of_the_office_writes_its_forms_here_and_on_the_phones() {
    let (mut toili, meeting) = met(9701);
    let office = &mut toili.stage.office.device;
    let before = written(office, meeting);
    assert!(before.contains("LAPORAN KEGIATAN P2K2") && before.contains("Templat bawaan"));
    publish(office, OWN, None).unwrap();
    let version = template_version(OWN);
    let after = written(office, meeting);
    assert!(after.starts_with("LAPORAN KAMI\nKelompok "), "{after}");
    assert!(after.contains("1 dari "), "{after}");
    assert!(
        after.ends_with(&format!("Templat kantor {}.", &version[..8])),
        "{after}"
    );
    assert_eq!(
        after,
        written(office, meeting),
        "the same data, the same bytes"
    );
    let view = read(office);
    assert_eq!(view.row.version.as_deref(), Some(version.as_str()));
    assert!(view.row.day.is_some());
    assert_eq!((view.source.as_str(), view.versions.len()), (OWN, 1));
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(written(&toili.phone.device, meeting), after);
    // One tap back, and every text is still there.
    let office = &mut toili.stage.office.device;
    restore(office, Some(&version)).unwrap();
    assert_eq!(written(office, meeting), before);
    let view = read(office);
    assert_eq!((view.row.version, view.versions.len()), (None, 1));
    assert!(view.row.day.is_some(), "that is a choice too, with its day");
    publish(office, &view.versions[0].source, None).unwrap();
    assert_eq!(written(office, meeting), after);
    assert_eq!(
        read(office).versions.len(),
        1,
        "the same text is the same version"
    );
}

#[test]
fn the_paper_of_a_template_is_what_every_device_prints_on_where_nobody_says_otherwise() {
    let (mut toili, _) = met(9706);
    let paper = |device: &Device| {
        let papers = FormPapers {}.answer(device).unwrap();
        let of_form = papers.into_iter().find(|row| row.form == "kegiatan");
        of_form.unwrap().paper
    };
    let upright = |size| FormPaper { size, wide: false };
    let trial = |device: &Device, source: &str| {
        let ask = TryTemplate {
            form: "kegiatan".into(),
            source: source.into(),
        };
        ask.answer(device).unwrap()
    };
    let office = &mut toili.stage.office.device;
    assert_eq!(paper(office), upright(Size::A4));
    let folio = format!("!kertas F4\n{OWN}");
    assert_eq!(trial(office, &folio).paper, upright(Size::F4));
    assert_eq!(trial(office, OWN).paper, upright(Size::A4));
    let turned = trial(office, &format!("{OWN}!kertas F4 mendatar\n"));
    assert_eq!(
        (turned.faults[0].line, turned.faults[0].kind),
        (3, FaultKind::Upright)
    );
    publish(office, &folio, None).unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(paper(&toili.phone.device), upright(Size::F4));
    let folder = tempfile::tempdir().unwrap();
    let print = PrintTrial {
        form: "kegiatan".into(),
        source: folio.clone(),
        of: TrialOf::Sample,
        path: folder.path().join("coba.pdf"),
    };
    let office = &mut toili.stage.office.device;
    let printed = print.run(&mut *office, &mut |_| Ok(())).unwrap();
    let pdf = std::fs::read(printed.path).unwrap();
    // 330 mm in points.
    assert!(pdf.windows(6).any(|bytes| bytes == b"935.43"), "folio");
    // One that was published before templates spoke of paper is printed on the form's own.
    publish(office, OWN, Some(&template_version(&folio))).unwrap();
    assert_eq!(paper(office), upright(Size::A4));
}

#[test]
fn a_list_to_sign_is_written_by_the_template_of_the_office_here_and_on_the_phones() {
    let (mut toili, meeting) = met(9707);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hadir.pdf");
    // Whether the paper lies on its side: its longer edge is named first.
    let turned = |device: &mut Device| {
        let export = ExportAttendance {
            of: ListOf::Meeting(meeting),
            variant: Variant::A,
            paper: Size::F4,
            path: path.clone(),
        };
        let printed = export.run(device, &mut |_| Ok(())).unwrap();
        let pdf = std::fs::read(&printed.path).unwrap();
        let place = |edge: &[u8]| pdf.windows(edge.len()).position(|bytes| bytes == edge);
        (
            place(b"935.43").unwrap() < place(b"609.44").unwrap(),
            printed.digest,
        )
    };
    let (lies, digest) = turned(&mut toili.stage.office.device);
    assert!(lies, "the product's own A lies on its side");
    let publish = PublishTemplate {
        form: "hadir_a".into(),
        source: "!kertas F4 tegak\n# {{ kelompok }}\n!tabel kpm\n!kolom nama\n!kolom ttd\n".into(),
        base: None,
    };
    publish.run(&mut toili.stage.office.device).unwrap();
    toili.synced_office();
    toili.synced_phone();
    let same = (false, digest);
    assert_eq!(turned(&mut toili.stage.office.device), same);
    assert_eq!(turned(&mut toili.phone.device).0, same.0);
}

#[test]
fn what_is_wrong_is_refused_and_nothing_changes() {
    let (mut toili, meeting) = met(9702);
    let office = &mut toili.stage.office.device;
    let before = written(office, meeting);
    for source in [
        "",
        "{{ tidak_ada }}",
        "{% include \"/etc/passwd\" %}",
        "{% untuk a dari pemateri %}",
        &"x".repeat(10 * 1024 * 1024),
    ] {
        assert_eq!(publish(office, source, None).unwrap_err().kind, "template");
        let trial = TryTemplate {
            form: "kegiatan".into(),
            source: source.into(),
        };
        let trial = trial.answer(office).unwrap();
        assert_eq!((trial.faults.len(), trial.sample), (1, None));
    }
    let message = publish(office, "a\n{{ tidak_ada }}", None)
        .unwrap_err()
        .message;
    assert!(message.contains("baris 2"), "{message}");
    assert_eq!(written(office, meeting), before);
    assert!(read(office).versions.is_empty());
    // Nobody replaces what they have not seen, and nobody but the office speaks.
    publish(office, OWN, None).unwrap();
    assert_eq!(
        publish(office, "# LAIN", None).unwrap_err().kind,
        "decided_meanwhile"
    );
    assert_eq!(restore(office, None), Err("decided_meanwhile"));
    let phone = &mut toili.phone.device;
    assert_eq!(publish(phone, OWN, None).unwrap_err().kind, "not_allowed");
    assert_eq!(restore(phone, None), Err("not_allowed"));
    assert!(ListTemplates {}.answer(phone).is_err());
    let other = command(
        phone,
        "publish_template",
        json!({ "form": "lain", "source": "x", "base": null }),
    );
    assert_eq!(other.unwrap_err().kind, "not_allowed");
}

#[test]
fn a_text_is_tried_over_invented_and_over_recorded_data() {
    let (mut toili, _) = met(9703);
    let office = &mut toili.stage.office.device;
    let trial = |office: &Device, form: &str| {
        let source = crate::forms::templates::form(form).unwrap().source.into();
        let form = form.into();
        TryTemplate { form, source }.answer(office).unwrap()
    };
    for (form, recorded) in [
        ("kegiatan", true),
        ("rhk2", true),
        ("rhk3", true),
        ("rhk7", true),
        ("surat_teguran", false),
        ("komitmen", false),
    ] {
        let trial = trial(office, form);
        assert_eq!(trial.faults, []);
        assert!(trial.pages >= 1 && trial.sample.is_some(), "{form}");
        assert_eq!(trial.recorded.is_some(), recorded, "{form}");
    }
    let group =
        toili
            .stage
            .office
            .device
            .reader()
            .query_row("SELECT name FROM rm_group", [], |row| {
                row.get::<_, String>(0)
            });
    let group = group.unwrap();
    let office = &mut toili.stage.office.device;
    assert!(
        trial(office, "kegiatan")
            .recorded
            .unwrap()
            .contains("Tanggal Kegiatan")
    );
    let own = TryTemplate {
        form: "kegiatan".into(),
        source: "Kelompok {{ kelompok }}".into(),
    };
    let own = own.answer(office).unwrap();
    assert!(
        own.recorded
            .unwrap()
            .starts_with(&format!("Kelompok {group}"))
    );
    let folder = tempfile::tempdir().unwrap();
    let print = |source: &str, of| PrintTrial {
        form: "kegiatan".into(),
        source: source.into(),
        of,
        path: folder.path().join("coba.pdf"),
    };
    for of in [TrialOf::Sample, TrialOf::Recorded] {
        let printed = print(OWN, of).run(&mut *office, &mut |_| Ok(())).unwrap();
        assert!(std::fs::read(&printed.path).unwrap().starts_with(b"%PDF"));
        std::fs::remove_file(printed.path).unwrap();
    }
    let refused = print("{{ x }}", TrialOf::Sample).run(&mut *office, &mut |_| Ok(()));
    assert!(refused.is_err() && !folder.path().join("coba.pdf").exists());
}

/// A version that this app cannot use, as a later one may write it, is shown with what is wrong; the forms are written by the product's own.
#[test]
fn a_template_of_a_later_app_leaves_the_own_in_force() {
    let (mut toili, meeting) = met(9704);
    let office = &mut toili.stage.office.device;
    let source = "# BARU\n!grafik {{ hadir }}\n";
    let version = template_version(source);
    let patch = TemplatePatch {
        current: sesi_engine::documents::Set::To(version.clone()),
        versions: [(version, Some(source.to_owned()))].into(),
        ..TemplatePatch::default()
    };
    let form = FormName::new("kegiatan").unwrap();
    office
        .edit(&DocKey::Template { form }, &patch.into())
        .unwrap();
    let row = read(office).row;
    assert_eq!(
        row.fault.map(|fault| (fault.line, fault.kind)),
        Some((2, FaultKind::Command))
    );
    let text = written(office, meeting);
    assert!(
        text.contains("LAPORAN KEGIATAN P2K2") && text.contains("tidak dapat dipakai: baris 2")
    );
    assert_ne!(BUILT_IN, read(office).row.version.unwrap());
    let listed = ListTemplates {}.answer(office).unwrap();
    assert_eq!(listed.iter().filter(|row| row.version.is_some()).count(), 1);
}

#[test]
fn every_form_is_listed_once_beside_what_belongs_together() {
    let (toili, _) = met(9713);
    let office = &toili.stage.office.device;
    let listed = ListTemplates {}.answer(office).unwrap();
    let names: BTreeSet<&str> = listed.iter().map(|row| row.form.as_str()).collect();
    assert_eq!((names.len(), listed.len()), (35, 35));
    let mut groups: Vec<FormGroup> = listed.iter().map(|row| row.group).collect();
    groups.dedup();
    assert_eq!(
        groups,
        [
            FormGroup::Meetings,
            FormGroup::Tasks,
            FormGroup::Plans,
            FormGroup::Families,
            FormGroup::Staff,
            FormGroup::Rekap,
            FormGroup::Recaps,
        ]
    );
    let of = |name: &str| {
        let ask = ReadTemplate { form: name.into() };
        ask.answer(office).unwrap().row.group
    };
    assert_eq!(of("rhk8"), FormGroup::Tasks);
    assert_eq!(of("surat_teguran"), FormGroup::Families);
    assert_eq!(of("perubahan_rekap"), FormGroup::Rekap);
}

#[test]
fn a_recap_is_tried_with_whoever_signs_its_sheet() {
    let (toili, _) = met(9712);
    let trial = TryTemplate {
        form: "rekap_tahunan".into(),
        source: "{% untuk p dari penanda_tangan %}\nTanda tangan {{ p.nama }}\n{% akhir %}\n"
            .into(),
    };
    let said = trial.answer(&toili.stage.office.device).unwrap().recorded;
    assert!(said.unwrap().starts_with("Tanda tangan Ani"));
}

#[test]
fn legal_bases_of_the_office_stand_in_its_reports() {
    use crate::calls::office::{ReadOffice, SaveOffice};
    let (mut toili, meeting) = met(9705);
    let office = &mut toili.stage.office.device;
    let report = |office: &Device| {
        let text = MeetingsText {
            of: MeetingsOf::Meeting(meeting),
            form: MeetingForm::Rhk2,
        };
        text.answer(office).unwrap()
    };
    assert!(report(office).contains("1. Undang-Undang Nomor 11 Tahun 2009"));
    let mut settings = ReadOffice {}.answer(office).unwrap();
    settings.legal_bases = vec![" Peraturan  Bupati 5/2026. ".into(), String::new()];
    SaveOffice { settings }.run(office).unwrap();
    let text = report(office);
    assert!(text.contains("\n1. Peraturan Bupati 5/2026.\n"), "{text}");
    assert!(!text.contains("Undang-Undang"), "{text}");
}

/// Another app's version, or one whose text was taken out: the paper and the list say that it is not what the office chose.
#[test]
fn a_version_whose_text_is_not_here_is_told_and_not_taken_for_the_products_own() {
    let (mut toili, meeting) = met(9711);
    let office = &mut toili.stage.office.device;
    let version = template_version("# LAIN\n");
    for text in [None, Some("# BUKAN ITU\n".to_owned())] {
        let patch = TemplatePatch {
            current: sesi_engine::documents::Set::To(version.clone()),
            versions: [(version.clone(), text)].into(),
            ..TemplatePatch::default()
        };
        let form = FormName::new("kegiatan").unwrap();
        let key = DocKey::Template { form };
        office.edit(&key, &patch.into()).unwrap();
        let paper = written(office, meeting);
        assert!(paper.contains("LAPORAN KEGIATAN P2K2"), "{paper}");
        let told = format!("teks templat {} tidak terbaca", &version[..8]);
        assert!(paper.contains(&told), "{paper}");
        let row = read(office).row;
        let fault = row.fault.unwrap();
        assert_eq!((row.version, fault.kind), (None, FaultKind::Lost));
    }
    restore(office, None).unwrap();
    assert!(!written(office, meeting).contains("tidak terbaca"));
    assert_eq!(read(office).row.fault, None);
}
