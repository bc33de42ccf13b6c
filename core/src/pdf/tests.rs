//! What paper is promised, looked at on the pages before they become a file, and in the file.

use super::ops::Op;
use super::*;
use chrono::NaiveDate;

fn grid(rows: usize, text: &str) -> Grid {
    let cell = |text: String| GridCell {
        text,
        align: Align::Left,
        bold: false,
    };
    let head = |at, text: &str| HeadCell {
        at: (0, at),
        over: (1, 1),
        text: text.to_owned(),
        color: None,
    };
    Grid {
        columns: vec![GridColumn { share: 1.0 }, GridColumn { share: 4.0 }],
        head_rows: 1,
        heads: vec![head(0, "NO"), head(1, "NAMA")],
        rows: (1..=rows)
            .map(|no| vec![cell(no.to_string()), cell(format!("{text} {no}"))])
            .collect(),
        size: 8.0,
        least_mm: 8.5,
        tail: Flow::signing(5),
    }
}

fn signed(rows: usize, text: &str) -> Flow {
    let mut flow = Flow::new(Paper::portrait(Size::A4)).unwrap();
    flow.section("DAFTAR HADIR (lanjutan)", "tanda hitungan 12345678")
        .unwrap();
    flow.heading("DAFTAR HADIR", 12.0).unwrap();
    flow.table(&grid(rows, text)).unwrap();
    flow.signatures(&[
        (
            vec!["Mengetahui,".into(), "Ketua".into()],
            vec![String::new()],
        ),
        (
            vec!["Toili,".into(), "Pendamping".into()],
            vec!["ANI".into(), "NIP 1".into()],
        ),
    ])
    .unwrap();
    flow
}

#[test]
fn no_word_of_a_head_is_broken_while_there_is_room() {
    let mut narrow = grid(2, "SITI");
    narrow.columns[0].share = 0.2;
    narrow.heads[0].text = "LANSIA dan DISABILITAS".into();
    let mut flow = Flow::new(Paper::portrait(Size::A4)).unwrap();
    flow.section("", "").unwrap();
    flow.table(&narrow).unwrap();
    let said = texts(&flow, 0);
    assert!(
        said.contains(&"DISABILITAS") && said.contains(&"LANSIA dan"),
        "{said:?}"
    );
}

fn texts(flow: &Flow, page: usize) -> Vec<&str> {
    let ops = flow.pages[page].ops.iter();
    ops.filter_map(|op| match op {
        Op::Text { text, .. } => Some(text.as_str()),
        _ => None,
    })
    .collect()
}

fn meta() -> Meta {
    Meta {
        title: "Daftar hadir".into(),
        day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(),
    }
}

#[test]
fn signatures_are_never_alone_and_never_split_and_every_page_has_the_heads() {
    for rows in 0..=90 {
        let mut flow = signed(rows, "SITI");
        flow.finish_pages();
        let last = flow.pages.len() - 1;
        let signing = texts(&flow, last);
        assert!(
            signing.contains(&"Mengetahui,") && signing.contains(&"NIP 1"),
            "{rows}"
        );
        if rows > 0 {
            let row = format!("SITI {rows}");
            assert!(
                signing.contains(&row.as_str()),
                "{rows}: the last row stands above them"
            );
        }
        let mut seen = 0;
        for page in 0..=last {
            let said = texts(&flow, page);
            assert!(said.contains(&"NAMA"), "{rows}: heads on page {page}");
            assert_eq!(
                said.contains(&"DAFTAR HADIR (lanjutan)"),
                page > 0,
                "{rows}"
            );
            let number = format!("Halaman {} dari {}", page + 1, last + 1);
            assert_eq!(said.contains(&number.as_str()), last > 0, "{rows}");
            seen += said.iter().filter(|text| text.starts_with("SITI ")).count();
            for op in &flow.pages[page].ops {
                if let Op::Text {
                    y, part: Some(_), ..
                } = op
                {
                    assert!(*y <= flow.bottom(), "{rows}: below the foot");
                }
            }
        }
        assert_eq!(seen, rows, "every row once");
    }
}

#[test]
fn a_text_longer_than_a_page_is_split_over_pages_and_not_cut() {
    let words: Vec<String> = (0..3_000).map(|no| format!("kata{no}")).collect();
    let flow = signed(1, &words.join(" "));
    assert!(flow.pages.len() > 2);
    let all: Vec<&str> = (0..flow.pages.len())
        .flat_map(|page| texts(&flow, page))
        .collect();
    let said = all.join(" ");
    for word in &words {
        assert!(said.split(' ').any(|said| said == word), "{word}");
    }
}

#[test]
fn a_word_wider_than_its_cell_is_broken_and_lines_fit() {
    let fonts = Fonts::own().unwrap();
    let name = "A".repeat(60);
    for width in [3.0, 20.0, 55.5, 200.0] {
        let lines = fonts
            .regular
            .lines(&format!("SITI {name}\nkedua"), 8.0, width);
        assert_eq!(lines.concat().replace(' ', ""), format!("SITI{name}kedua"));
        assert!(lines.iter().all(
            |line| line.chars().count() == 1 || fonts.regular.width(line, 8.0) <= width + 0.01
        ));
    }
    assert_eq!(fonts.bold.lines("", 8.0, 10.0), [""]);
}

#[test]
fn the_same_blocks_give_the_same_bytes_and_any_text_makes_a_file() {
    let strange =
        "Nur'aini \u{1f600} \u{5d0}\u{5d1} \u{645}\u{631} \u{e9}\u{1ea5}\u{142} \u{0}\u{7}\t=1+1";
    let once = signed(30, strange).pdf(&meta()).unwrap();
    let again = signed(30, strange).pdf(&meta()).unwrap();
    assert!(once == again, "the same bytes");
    assert!(once.starts_with(b"%PDF-1.7"));
    let other = signed(31, strange).pdf(&meta()).unwrap();
    assert!(once != other);
}

#[test]
fn a_document_without_end_is_refused() {
    let mut flow = Flow::new(Paper::portrait(Size::F4)).unwrap();
    let refused = (0..=MOST_PAGES).try_for_each(|_| flow.section("", ""));
    assert!(matches!(refused, Err(PdfError::TooLong(MOST_PAGES))));
}

#[test]
fn whoever_signs_stays_within_a_block_of_their_own_and_what_follows_is_below() {
    let long = "PENDAMPING BERNAMA SANGAT PANJANG SEKALI SAMPAI SEMBILAN PULUH HURUF BINTI LA ODE ABDURRAHMAN";
    let mut flow = Flow::new(Paper::portrait(Size::A4)).unwrap();
    flow.section("", "").unwrap();
    let one = || {
        (
            vec!["Mengetahui,".into(), long.to_lowercase(), "Toili".into()],
            vec![long.into(), "NIP 1".into()],
        )
    };
    flow.signatures(&[one(), one()]).unwrap();
    flow.paragraph("Dihitung", 7.5, false).unwrap();
    let page = &flow.pages[0];
    let middle = page.width / 2.0;
    let (mut lowest, mut follows) = (0.0_f32, 0.0);
    for op in &page.ops {
        let Op::Text {
            x,
            y,
            size,
            bold,
            text,
            ..
        } = op
        else {
            continue;
        };
        if text == "Dihitung" {
            follows = y - size;
            continue;
        }
        let ends = x + flow.face(*bold).width(text, *size);
        let edge = if *x < middle { middle } else { page.width };
        assert!(ends < edge, "{text}");
        lowest = lowest.max(*y);
    }
    assert!(lowest > 0.0 && lowest < follows, "{lowest} {follows}");
    let said = texts(&flow, 0).concat().replace(' ', "");
    assert_eq!(said.matches(&long.replace(' ', "")).count(), 2);
}
