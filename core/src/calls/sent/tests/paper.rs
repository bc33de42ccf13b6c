//! A sending on paper: it says what was sent, by the templates and the office of its day, and what changed since.

use super::*;

/// Every text and number of a workbook, sheet by sheet.
fn cells_of(path: &std::path::Path) -> BTreeMap<String, Vec<String>> {
    use calamine::Reader as _;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let names = book.sheet_names();
    let of = names.into_iter().map(|name| {
        let range = book.worksheet_range(&name).unwrap();
        let cells = range.cells().map(|(_, _, cell)| cell.to_string());
        (name, cells.filter(|cell| !cell.is_empty()).collect())
    });
    of.collect()
}

#[test]
fn a_version_prints_what_was_sent_whatever_is_set_or_recorded_later() {
    use crate::calls::Job;
    use crate::calls::office::{ReadOffice, SaveOffice};
    use sesi_engine::job::unwatched;
    let mut toili = scene(1304);
    let dir = toili.stage.dir.path().to_owned();
    let office = &mut toili.stage.office.device;
    let letterhead = |office: &mut Device, line: &str, signer: &str| {
        let mut settings = ReadOffice {}.answer(office).unwrap();
        settings.letterhead = vec![line.to_owned()];
        settings.signers = vec![signer.to_owned()];
        SaveOffice { settings }.run(office).unwrap();
    };
    letterhead(office, "DINAS LAMA", "Kepala; Drs. AMIR; 1965");
    let first = send(office).unwrap();
    let print = |office: &mut Device, send: Uuid, format: SentFormat| {
        let path = dir.join(format!("{send}.{format:?}"));
        let export = ExportSent {
            month: MONTH.to_owned(),
            send,
            format,
            paper: Size::F4,
            path: path.clone(),
        };
        export.run(office, &mut unwatched).map(|done| {
            let bytes = std::fs::read(&done.path).unwrap();
            (path, bytes)
        })
    };
    let formats = [SentFormat::Pdf, SentFormat::Xlsx];
    let then = formats.map(|format| print(office, first, format).unwrap().1);
    let sent = cells(&rekap(office));
    // Other settings, another meeting, another version.
    letterhead(office, "DINAS BARU", "Plt. Kepala; SITI; 1970");
    toili.record(9, 2, Mark::Hadir);
    toili.record(9, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let second = send(office).unwrap();
    let now = formats.map(|format| print(office, first, format).unwrap().1);
    assert!(then == now, "the same bytes");
    let (path, _) = print(office, first, SentFormat::Xlsx).unwrap();
    let read = cells_of(&path);
    let toili_sheet = &read["Toili"];
    for ((_, who, key), value) in &sent {
        if key != "kecamatan" {
            assert!(
                toili_sheet.contains(value),
                "{who} {key} {value}: {toili_sheet:?}"
            );
        }
    }
    let said = toili_sheet.join("|");
    assert!(
        said.contains("DINAS LAMA") && said.contains("NIP 1965"),
        "{said}"
    );
    assert!(!said.contains("DINAS BARU") && said.contains("Versi: 1, terkirim 3 November 2026"));
    assert!(
        read["Kabupaten"]
            .join("|")
            .contains("Dihitung dari 1 pertemuan")
    );
    let (path, bytes) = print(office, second, SentFormat::Xlsx).unwrap();
    assert!(bytes != then[1]);
    assert!(cells_of(&path)["Toili"].join("|").contains("DINAS BARU"));
    // A sending of which something is missing is not printed as if it were whole.
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: first,
    };
    let cut = SentPatch {
        lines: [("total".to_owned(), None)].into(),
        ..SentPatch::default()
    };
    office.edit(&key, &cut.into()).unwrap();
    let refused = print(office, first, SentFormat::Pdf).map(|(path, _)| path);
    assert_eq!(kind(refused), "sent_not_whole");
}

#[test]
#[allow(clippy::too_many_lines, reason = "one month told in three formats")]
fn what_changed_is_a_paper_a_workbook_and_a_text_with_the_difference() {
    use crate::calls::Job;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1305);
    let dir = toili.stage.dir.path().to_owned();
    let office = &mut toili.stage.office.device;
    let first = send(office).unwrap();
    let text = |office: &Device, send: Uuid| {
        let month = MONTH.to_owned();
        SentChangesText { month, send }.answer(office)
    };
    let same = text(office, first).unwrap();
    assert!(same.contains("Tidak ada angka yang berubah."), "{same}");
    assert!(same.contains("Tidak ada uraian yang berubah."), "{same}");
    assert!(same.contains(": 0 angka dan 0 uraian berubah;"), "{same}");

    // One more is Hadir, another meeting is held, and something is said of the month.
    toili.record(3, 1, Mark::Hadir);
    let month = DocKey::Month {
        staff: toili.phone.device.person().unwrap().unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let said = MonthPatch {
        dynamics: Set::To("=Hujan\nbanjir".to_owned()),
        ..MonthPatch::default()
    };
    toili.phone.device.edit(&month, &said.into()).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let changes = view(office).changes;
    let told = text(office, first).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    // A line for each figure of the screen, with what is counted now less what was sent.
    let figures = changes.iter().filter(|change| change.key != DYNAMICS);
    let mut wanted: Vec<String> = Vec::new();
    for change in figures {
        let [sent, now] = [&change.sent, &change.now].map(|cell| cell.parse::<i64>().unwrap());
        let who = change.who.clone().unwrap_or_else(|| "Jumlah".to_owned());
        let said = format!(
            "{} | {who} | {} | {sent} | {now} | {}",
            change.place,
            change.column.id,
            now - sent
        );
        // One kecamatan: its sums are those of the kabupaten.
        if change.who.is_none() {
            wanted.push(said.replacen(&change.place, "Semua kecamatan", 1));
        }
        wanted.push(said);
    }
    assert_eq!(wanted.len(), 6, "hadir and tidak hadir: {wanted:?}");
    for one in &wanted {
        let there = |line: &&str| line.split_once(" | ").is_some_and(|(_, rest)| rest == one);
        assert_eq!(
            lines.iter().filter(|line| there(line)).count(),
            1,
            "{one}: {told}"
        );
    }
    assert!(told.contains("Toili, seluruh kecamatan: Catatan dinamika\nTerkirim: (kosong)\nSekarang: Ani: =Hujan\nbanjir"), "{told}");
    assert!(
        told.contains("Versi 1, terkirim 3 November 2026 kepada Dinsos Provinsi"),
        "{told}"
    );
    assert!(
        told.contains(": 6 angka dan 1 uraian berubah; dihitung kembali dari 1 pertemuan per "),
        "{told}"
    );

    let write = |office: &mut Device, format: SentFormat| {
        let path = dir.join(format!("perubahan.{format:?}"));
        let export = ExportSentChanges {
            month: MONTH.to_owned(),
            send: first,
            format,
            paper: Size::F4,
            signed: None,
            path: path.clone(),
        };
        let done = export.run(office, &mut unwatched).unwrap();
        (path, done.digest)
    };
    let (paper, digest) = write(office, SentFormat::Pdf);
    let bytes = std::fs::read(&paper).unwrap();
    assert!(bytes.starts_with(b"%PDF-1."));
    assert!(
        told.contains(&format!("tanda lembar {}", &digest[..8])),
        "{told}"
    );
    let (book, _) = write(office, SentFormat::Xlsx);
    let cells = &cells_of(&book)["Perubahan"];
    for figure in [
        "Hadir",
        "-1",
        "1",
        "Semua kecamatan",
        "Sekarang: Ani: =Hujan\nbanjir",
    ] {
        assert!(
            cells.iter().any(|cell| cell.contains(figure)),
            "{figure}: {cells:?}"
        );
    }
    // Printed again it is the same.
    write(office, SentFormat::Pdf);
    assert!(std::fs::read(&paper).unwrap() == bytes);
    // The day of signing is the one that was given.
    let signed = ExportSentChanges {
        month: MONTH.to_owned(),
        send: first,
        format: SentFormat::Xlsx,
        paper: Size::F4,
        signed: NaiveDate::from_ymd_opt(2026, 12, 25),
        path: dir.join("bertanggal.xlsx"),
    };
    let signed = signed.run(office, &mut unwatched).unwrap();
    let signed = cells_of(&signed.path)["Perubahan"].join("|");
    assert!(signed.contains(", 25 Desember 2026"), "{signed}");

    // Against the correction nothing differs, against the first all of it.
    let second = send(office).unwrap();
    assert!(
        text(office, second)
            .unwrap()
            .contains(": 0 angka dan 0 uraian berubah;")
    );
    let against_first = text(office, first).unwrap();
    assert!(against_first.contains(": 6 angka dan 1 uraian berubah;"));
    assert!(against_first.contains("Dibandingkan: Versi 1, terkirim 3 November 2026"));
    assert!(
        against_first.contains("Kiriman versi 2:") && against_first.contains("Kiriman versi 1:")
    );
    // A sending of which something is missing is not compared as if it were whole.
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: first,
    };
    let cut = SentPatch {
        lines: [("total".to_owned(), None)].into(),
        ..SentPatch::default()
    };
    office.edit(&key, &cut.into()).unwrap();
    assert_eq!(kind(text(office, first)), "sent_not_whole");
    assert_eq!(kind(text(office, Uuid::nil())), "missing");
}

#[test]
fn a_sending_is_printed_by_the_templates_of_its_day() {
    use crate::calls::Job;
    use crate::calls::templates::PublishTemplate;
    use crate::forms::sent::KECAMATAN;
    use crate::kinds::template_version;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1306);
    let dir = toili.stage.dir.path().to_owned();
    let own = |word: &str| {
        let title = "# REKAP KECAMATAN";
        KECAMATAN
            .source
            .replace(title, &format!("# {word}\n{title}"))
    };
    let publish = |office: &mut Device, source: &str, base: Option<String>| {
        let publish = PublishTemplate {
            form: KECAMATAN.name.to_owned(),
            source: source.to_owned(),
            base,
        };
        publish.run(office).unwrap();
    };
    let said = |device: &mut Device, send: Uuid| {
        let export = ExportSent {
            month: MONTH.to_owned(),
            send,
            format: SentFormat::Xlsx,
            paper: Size::F4,
            path: dir.join("lembar.xlsx"),
        };
        let done = export.run(device, &mut unwatched).unwrap();
        cells_of(&done.path)["Toili"].join("|")
    };
    let office = &mut toili.stage.office.device;
    let first = send(office).unwrap();
    let printed = said(office, first);
    publish(office, &own("KATA PERTAMA"), None);
    assert_eq!(said(office, first), printed, "it was sent before");
    assert!(printed.contains("Templat bawaan "), "{printed}");
    toili.record(3, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let second = send(office).unwrap();
    let version = template_version(&own("KATA PERTAMA"));
    publish(office, &own("KATA KEDUA"), Some(version.clone()));
    let printed = said(office, second);
    assert!(
        printed.contains("KATA PERTAMA") && !printed.contains("KATA KEDUA"),
        "{printed}"
    );
    assert!(
        printed.contains(&format!("Templat kantor {}.", &version[..8])),
        "{printed}"
    );
    // Each by its own, whichever of them is older.
    toili.record(3, 2, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let third = send(office).unwrap();
    assert!(said(office, third).contains("KATA KEDUA"));
    assert_eq!(said(office, second), printed);
    // The pendamping's phone prints the same.
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(said(&mut toili.phone.device, second), printed);
}

#[test]
fn a_sending_whose_template_is_not_here_is_not_printed_by_another() {
    use crate::calls::Job;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1310);
    let path = toili.stage.dir.path().join("lembar.pdf");
    let office = &mut toili.stage.office.device;
    let sent = send(office).unwrap();
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: sent,
    };
    // A version that this device has not got; the cells are whole.
    let document = office.document(&key).unwrap().unwrap();
    let View::Sent(sheet) = document.view() else {
        unreachable!()
    };
    let mut paper: Value = serde_json::from_str(&sheet.lines["paper"]).unwrap();
    paper["templates"] = serde_json::json!({ "terkirim_kabupaten": "00".repeat(32) });
    // One that does not read here is not replaced by another either.
    for paper in [paper.to_string(), "{\"letterhead\":7}".to_owned()] {
        let lacking = SentPatch {
            lines: [("paper".to_owned(), Some(paper))].into(),
            ..SentPatch::default()
        };
        office.edit(&key, &lacking.into()).unwrap();
        assert!(view(office).versions[0].whole);
        let export = ExportSent {
            month: MONTH.to_owned(),
            send: sent,
            format: SentFormat::Pdf,
            paper: Size::F4,
            path: path.clone(),
        };
        assert_eq!(kind(export.run(office, &mut unwatched)), "sent_not_whole");
    }
    assert!(!path.exists());
}

/// A template of these forms is tried with the latest month's latest sending that is whole.
#[test]
fn a_template_is_tried_with_the_latest_that_is_whole() {
    use crate::calls::templates::TryTemplate;
    let mut toili = scene(1311);
    let office = &mut toili.stage.office.device;
    let tried = |office: &Device, form: &str| {
        let trial = TryTemplate {
            form: form.to_owned(),
            source: "Bulan {{ bulan }}, versi {{ versi }}".to_owned(),
        };
        trial.answer(office).unwrap().recorded
    };
    let forms = [
        "perubahan_rekap",
        "terkirim_kabupaten",
        "terkirim_kecamatan",
    ];
    for form in forms {
        assert_eq!(tried(office, form), None, "nothing was sent");
    }
    let send_of = |office: &mut Device, month: &str| {
        let asked = SentRekap {
            month: month.to_owned(),
        };
        let seen = asked.answer(office).unwrap().now;
        let sending = SendRekap {
            month: month.to_owned(),
            seen,
            day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(),
            receiver: String::new(),
            note: String::new(),
        };
        sending.run(office).unwrap()
    };
    send_of(office, "2026-09");
    send_of(office, MONTH);
    toili.record(3, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let cut = send_of(office, MONTH);
    let says = |office: &Device, words: &str| {
        for form in forms {
            let said = tried(office, form).unwrap();
            assert!(said.starts_with(words), "{form}: {said}");
        }
    };
    says(office, "Bulan Oktober 2026, versi 2");
    let key = DocKey::Sent {
        kecamatan: KecamatanCode::new(TOILI).unwrap(),
        month: YearMonth::new(2026, 10).unwrap(),
        send: cut,
    };
    let gone = SentPatch {
        lines: [("total".to_owned(), None)].into(),
        ..SentPatch::default()
    };
    office.edit(&key, &gone.into()).unwrap();
    says(office, "Bulan Oktober 2026, versi 1");
}

#[test]
fn what_an_own_template_says_of_the_office_is_what_it_was_on_the_day_of_sending() {
    use crate::calls::Job;
    use crate::calls::office::{ReadOffice, SaveOffice};
    use crate::calls::templates::PublishTemplate;
    use sesi_engine::job::unwatched;
    let mut toili = scene(1312);
    let path = toili.stage.dir.path().join("lembar.xlsx");
    let office = &mut toili.stage.office.device;
    let base = |office: &mut Device, line: &str| {
        let mut settings = ReadOffice {}.answer(office).unwrap();
        settings.legal_bases = vec![line.to_owned()];
        SaveOffice { settings }.run(office).unwrap();
    };
    base(office, "Peraturan Bupati 5/2026.");
    let publish = PublishTemplate {
        form: "terkirim_kecamatan".to_owned(),
        source: "{% untuk d dari dasar_hukum %}\nDasar: {{ d.teks }}\n{% akhir %}\nKantor: {{ kabupaten_kantor }}\n!penutup"
            .to_owned(),
        base: None,
    };
    publish.run(office).unwrap();
    let sent = send(office).unwrap();
    base(office, "Peraturan Bupati 9/2026.");
    let export = ExportSent {
        month: MONTH.to_owned(),
        send: sent,
        format: SentFormat::Xlsx,
        paper: Size::F4,
        path,
    };
    let done = export.run(office, &mut unwatched).unwrap();
    let said = cells_of(&done.path)["Toili"].join("|");
    assert!(said.contains("Dasar: Peraturan Bupati 5/2026."), "{said}");
    assert_eq!(said.matches("Dasar: ").count(), 1, "{said}");
    assert!(said.contains("Kantor: Banggai"), "{said}");
}
