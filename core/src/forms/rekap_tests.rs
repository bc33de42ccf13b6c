//! The paper against the workbook's count: its own basis for each sheet, reasons whole, and who gave none.

use super::super::paper;
use super::super::template::OfficeWords;
use super::*;
use crate::pdf::Size;

fn row(name: &str, met: u32, unmet: usize, reason: Option<&str>) -> Row {
    let meeting = |no: u32| CountedMeeting {
        doc: Uuid::from_u128(no.into()),
        heads: vec![1; 32],
        group: Uuid::nil(),
        group_name: "MELATI".into(),
        date: NaiveDate::from_ymd_opt(2026, 10, 3).unwrap(),
        starts: None,
        session: "M1.1".into(),
        materi: Vec::new(),
        pemateri: Vec::new(),
    };
    Row {
        pendamping: Some(Uuid::from_u128(9)),
        name: Some(name.into()),
        figures: Figures {
            groups: met + u32::try_from(unmet).unwrap(),
            groups_met: met,
            ..Figures::default()
        },
        reason: reason.map(str::to_owned),
        materi: Vec::new(),
        pemateri: Vec::new(),
        meetings: (0..met).map(meeting).collect(),
        unmet: vec![Uuid::nil(); unmet],
        families: Vec::new(),
    }
}

fn rekap(rows: Vec<Vec<Row>>) -> Rekap {
    let place = |(no, rows): (usize, Vec<Row>)| KecamatanRekap {
        code: format!("72.01.{no:02}"),
        name: format!("Kecamatan {no}"),
        rows,
        total: Figures::default(),
        dynamics: Vec::new(),
    };
    Rekap {
        month: YearMonth::new(2026, 10).unwrap(),
        office: None,
        kecamatan: rows.into_iter().enumerate().map(place).collect(),
        total: Figures::default(),
        unmatched: Vec::new(),
        notes: Vec::new(),
        as_of: AsOf::of(std::iter::empty()),
        waiting_rows: 3,
        called: BTreeMap::new(),
    }
}

#[test]
fn each_sheet_names_its_own_basis_and_whoever_gave_no_reason() {
    let words: Vec<String> = (0..600).map(|no| format!("alasan{no}")).collect();
    let long = words.join(" ");
    let rekap = rekap(vec![
        vec![row("ANI", 2, 1, Some(&long)), row("BUDI", 1, 2, None)],
        vec![row("CITRA", 1, 0, None)],
    ]);
    let wording = Wording::default();
    let tables = Tables::of(&rekap, &wording);
    let sheets = documents(
        &rekap,
        &tables,
        &Signing::default(),
        None,
        &Templates::default(),
    )
    .unwrap();
    assert_eq!(sheets.len(), 3);
    let said: Vec<String> = sheets
        .iter()
        .map(|sheet| {
            let flow = paper::flow(std::slice::from_ref(sheet), Size::A4, |_, _| Ok(())).unwrap();
            flow.said().join(" ")
        })
        .collect();
    for (said, meetings) in said.iter().zip([4, 3, 1]) {
        assert!(
            said.contains(&format!("Dihitung dari {meetings} pertemuan lembar ini")),
            "{said}"
        );
    }
    for said in &said[..2] {
        assert!(said.contains("Belum ada alasan: BUDI (Kecamatan 0), 2 kelompok"));
        assert!(!said.contains("alasan: ANI") && !said.contains("alasan: CITRA"));
        let seen: std::collections::HashSet<&str> = said.split([' ', ';']).collect();
        assert!(
            words.iter().all(|word| seen.contains(word.as_str())),
            "a long reason is whole"
        );
    }
    // An office that leaves the remarks out of its template has them all the same.
    let own = [(
        "rekap_kabupaten".to_owned(),
        "!tabel rekap\n!kolom hadir\n".to_owned(),
    )]
    .into();
    let own = Templates::new(own, OfficeWords::default());
    let sheets = documents(&rekap, &tables, &Signing::default(), None, &own).unwrap();
    let flow = paper::flow(&sheets[..1], Size::A4, |_, _| Ok(())).unwrap();
    let short = flow.said().join(" ");
    assert!(short.contains("3 baris daftar KPM masih menunggu") && short.contains("alasan: BUDI"));
    assert!(short.contains("JUMLAH 0"), "its sum stays: {short}");
    assert!(said[0].contains("3 baris daftar KPM masih menunggu"));
    assert!(said[0].contains("(isi kop surat") && said[0].contains("(isi jabatan)"));
}
