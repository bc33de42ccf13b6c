//! Templates: what they may say, what is refused and on which line, what they cost at the most, and that data is never markup.

use super::*;
use crate::forms::document::{BoxRow, Document};
use crate::forms::templates::forms;
use crate::forms::{docx, paper, plain};
use crate::pdf::Size;
use crate::reports::{Cell, Column, Kind, Table};

fn table(rows: usize) -> Table {
    let column = |key, id, kind, value: fn(&usize) -> Cell| Column {
        key,
        label: Words { id, en: id },
        group: None,
        width: 10.0,
        kind,
        summed: false,
        value,
    };
    let columns = [
        column("no", "No", Kind::Place, |no: &usize| Cell::count(*no)),
        column("nama", "Nama", Kind::Text, |no: &usize| {
            Cell::text(format!("# KPM {no}"))
        }),
        column("catatan", "Catatan", Kind::Text, |_| {
            Cell::text("{{ nama }}")
        }),
    ];
    Table::new(&columns, 1..=rows, None)
}

fn data(name: &str, families: usize) -> Fields {
    let about = ("Data", "Data");
    let rows = (1..=families).map(|no| {
        let name = format!("{name} {no}");
        Fields::new()
            .count("no", about, no)
            .text("nama", about, Some(&name), "nama")
            .list(
                "anak",
                about,
                [Fields::new().text("nama", about, Some("Anak"), "nama")],
            )
    });
    Fields::new()
        .text("nama", about, Some(name), "nama")
        .text("nomor", about, None, "nomor surat")
        .count("banyak", about, families)
        .with("penting", about, Data::Yes(families > 1))
        .list("kpm", about, rows)
        .with("daftar", about, Data::Table(table(families), &[]))
}

fn sample() -> Fields {
    data("Siti", 2)
}

static FORM: Form = Form {
    name: "uji",
    title: Words {
        id: "Uji",
        en: "Test",
    },
    source: "!kertas F4 mendatar\n# BAWAAN {{ nama }}\n",
    turns: true,
    sample,
};

fn filled(source: &str, fields: &Fields) -> Vec<Block> {
    let template = Template::read(source, &FORM).unwrap();
    template
        .fill(fields, &"Penutup.".into(), Budget::OFFICE)
        .unwrap()
}

fn wrong(source: &str) -> (u32, FaultKind) {
    let faults = Template::read(source, &FORM).err().unwrap();
    (faults[0].line, faults[0].kind)
}

#[test]
fn a_template_says_titles_facts_boxes_tables_frames_and_who_signs() {
    let source = "\
# SURAT {{ nama besar }}
= nomor {{ nomor }}
## A. BAB
Baris satu
baris dua {{ banyak }}

Paragraf lain
: Nama | {{ nama }} | lagi
: Nomor | {{ nomor }}
[] BATANG
[18] Satu | {{ nama }} | Dua |
!tabel daftar
!kolom nama | Nama KPM | 30
!kolom no
!bingkai 88 x 66 | foto {{ nama }}
!bingkai 88 x 66 | foto
!penutup
@ Mengetahui, | Ketua || {{ nama }} | NIP {{ nomor }}
@ Di sini || {{ nama }}
!halaman
> kecil
\\# bukan judul, \\{{ bukan data
";
    let blocks = filled(source, &sample());
    let text = |text: &str| text.to_owned();
    let [chosen] = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table { table, .. } => Some(table),
            _ => None,
        })
        .collect::<Vec<_>>()[..]
    else {
        panic!("a table");
    };
    let heads: Vec<&str> = chosen
        .columns
        .iter()
        .map(crate::reports::Head::words)
        .collect();
    assert_eq!(heads, ["Nama KPM", "No"]);
    assert!((chosen.columns[0].width - 30.0).abs() < f64::EPSILON);
    assert_eq!(chosen.rows[1], [Cell::text("# KPM 2"), Cell::count(2)]);
    let others: Vec<Block> = blocks
        .iter()
        .filter(|block| !matches!(block, Block::Table { .. }))
        .cloned()
        .collect();
    assert_eq!(
        others,
        [
            Block::Title(text("SURAT SITI")),
            Block::Middle(text("nomor (isi nomor surat)")),
            Block::Chapter(text("A. BAB")),
            Block::Text(text("Baris satu\nbaris dua 2")),
            Block::Text(text("Paragraf lain")),
            Block::facts([
                ("Nama", text("Siti | lagi")),
                ("Nomor", text("(isi nomor surat)")),
            ]),
            Block::Boxes(vec![
                BoxRow::bar("BATANG"),
                BoxRow::two(("Satu", text("Siti")), ("Dua", String::new())).at_least(18),
            ]),
            Block::Frames {
                size: (88.0, 66.0),
                captions: vec![text("foto Siti"), text("foto")],
            },
            Block::Small(text("Penutup.")),
            Block::Signatures(vec![
                (
                    vec![text("Mengetahui,"), text("Ketua")],
                    vec![text("Siti"), text("NIP (isi nomor surat)")],
                ),
                (vec![text("Di sini")], vec![text("Siti")]),
            ]),
            Block::NewPage,
            Block::Small(text("kecil")),
            Block::Text(text("# bukan judul, {{ bukan data")),
        ]
    );
}

/// What the program itself says of a form stands once, wherever the template puts it or does not.
#[test]
fn what_the_program_says_can_be_placed_and_not_left_out() {
    let closing = Closing {
        counted: "Dihitung.".to_owned(),
        remarks: vec!["Satu hal.".to_owned(), "Dua hal.".to_owned()],
    };
    let said = |source: &str, families: usize| -> Vec<String> {
        let template = Template::read(source, &FORM).unwrap();
        let fields = data("Siti", families);
        let blocks = template.fill(&fields, &closing, Budget::OFFICE).unwrap();
        let texts = blocks.into_iter().map(|block| match block {
            Block::Small(text) | Block::Text(text) => text,
            other => panic!("{other:?}"),
        });
        texts.collect()
    };
    let all = ["Satu hal.", "Dua hal.", "Dihitung."];
    assert_eq!(said("x", 1), [&["x"][..], &all].concat());
    assert_eq!(
        said("!catatan\n!penutup\nx", 1),
        [&all[..], &["x"]].concat()
    );
    assert_eq!(
        said("!penutup\nx\n!catatan", 1),
        ["Dihitung.", "x", "Satu hal.", "Dua hal."]
    );
    assert_eq!(
        said("!penutup\nx", 1),
        ["Dihitung.", "x", "Satu hal.", "Dua hal."]
    );
    // Neither a repetition nor a condition makes it two or none.
    let often = "{% untuk k dari kpm %}\n!catatan\n!penutup\n{% akhir %}\nx";
    assert_eq!(said(often, 3), [&all[..], &["x"]].concat());
    assert_eq!(said(often, 0), [&["x"][..], &all].concat());
    let never = "{% jika nomor %}\n!catatan\n!penutup\n{% akhir %}\nx";
    assert_eq!(said(never, 1), [&["x"][..], &all].concat());
}

#[test]
fn rows_are_repeated_and_conditions_choose() {
    let source = "\
{% untuk k dari kpm %}
{{ k.no }}. {{ k.nama }}
{% untuk a dari k.anak %}
- {{ a.nama }} dari {{ k.nama }}
{% akhir %}
{% akhir %}

{% jika penting %}
ya
{% lainnya %}
tidak
{% akhir %}

{% jika bukan nomor %}
tanpa nomor
{% akhir %}
{% jika banyak > 1 %}
lebih dari satu
{% akhir %}
{% jika banyak = 1 %}
satu
{% akhir %}
{% jika nama = \"Siti\" %}
Siti
{% akhir %}
";
    let said = |families| {
        let mut blocks = filled(source, &data("Siti", families));
        assert_eq!(blocks.pop(), Some(Block::Small("Penutup.".into())));
        blocks
    };
    let text = |text: &str| Block::Text(text.to_owned());
    assert_eq!(
        said(2),
        [
            text("1. Siti 1\n- Anak dari Siti 1\n2. Siti 2\n- Anak dari Siti 2"),
            text("ya"),
            text("tanpa nomor\nlebih dari satu\nSiti"),
        ]
    );
    assert_eq!(said(1).last(), Some(&text("tanpa nomor\nsatu\nSiti")));
    assert_eq!(said(0), [text("tidak"), text("tanpa nomor\nSiti")]);
}

/// What is recorded is put into blocks that were read before: no name makes a heading, a field, a row or a page.
#[test]
fn data_is_never_markup() {
    for name in [
        "# JUDUL",
        "{{ nomor }}",
        "{% akhir %}",
        "!halaman",
        "A | B || C",
        "[] x\n!halaman\n# y",
        "=SUM(A1)",
        "\u{202e}terbalik",
        "مريم",
        "<w:p/>&amp;",
        "😀",
        "\\",
    ] {
        let source = "# {{ nama }}\n= {{ nama }}\n\n{{ nama }}\n: L | {{ nama }}\n[] {{ nama }} | x\n@ {{ nama }} || {{ nama }}\n!tabel daftar\n{% untuk k dari kpm %}\n{{ k.nama }}\n{% akhir %}\n";
        let blocks = filled(source, &data(name, 1));
        let kinds: Vec<_> = blocks.iter().map(std::mem::discriminant).collect();
        let plainly = filled(source, &data("Siti", 1));
        let usual: Vec<_> = plainly.iter().map(std::mem::discriminant).collect();
        assert_eq!(kinds, usual, "{name}");
        assert_eq!(blocks[0], Block::Title(name.trim().to_owned()));
        let document = Document {
            title: "Uji".into(),
            day: NaiveDate::default(),
            wide: false,
            blocks,
            digest: String::new(),
        };
        assert!(plain::text(&document).contains(name.trim()));
        docx::docx(std::slice::from_ref(&document), Size::A4).unwrap();
        paper::pdf(&[document], Size::F4, "Uji", |_, _| Ok(())).unwrap();
    }
}

#[test]
fn a_template_says_its_paper_once_or_leaves_it_to_the_own() {
    let paper = |source: &str| Template::read(source, &FORM).unwrap().paper;
    let of = |size, wide| FormPaper { size, wide };
    assert_eq!(paper("x"), of(Size::F4, true));
    assert_eq!(paper("!kertas A4\nx"), of(Size::A4, true));
    assert_eq!(paper("x\n!kertas A4 tegak"), of(Size::A4, false));
    assert_eq!(paper("!kertas F4 mendatar\nx"), of(Size::F4, true));
    let upright = Form {
        source: "!kertas A4\nx",
        turns: false,
        ..FORM
    };
    let read = |source: &str| Template::read(source, &upright);
    assert_eq!(read("!kertas F4\nx").unwrap().paper, of(Size::F4, false));
    assert!(read("!kertas F4 tegak\nx").is_ok());
    let faults = read("x\n{{ lain }}\n!kertas F4 mendatar").err().unwrap();
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| (fault.line, fault.kind))
        .collect();
    assert_eq!(
        faults,
        [(2, FaultKind::UnknownField), (3, FaultKind::Upright)]
    );
    // In force is what can be used.
    let in_force = |source: &str| {
        let own = [("uji".to_owned(), source.to_owned())].into();
        Templates::new(own, OfficeWords::default()).paper(&FORM)
    };
    assert_eq!(in_force("!kertas A4 tegak\nx"), of(Size::A4, false));
    assert_eq!(in_force("!kertas A4 tegak\n{{ lain }}"), of(Size::F4, true));
    assert_eq!(Templates::default().paper(&FORM), of(Size::F4, true));
}

#[test]
#[allow(clippy::too_many_lines, reason = "one table")]
fn what_is_wrong_is_said_with_its_line_and_in_every_branch() {
    use FaultKind as K;
    for (source, line, kind) in [
        ("", 1, K::Empty),
        ("\n \n", 1, K::Empty),
        ("a\n{{ nama", 2, K::Unclosed),
        ("a\n\n{% jika nama", 3, K::Unclosed),
        ("{{ 7 * 7 }}", 1, K::Expression),
        ("{{ nama.upper() }}", 1, K::Expression),
        ("{{ nama | safe }}", 1, K::Expression),
        ("{{ kpm.0.nama }}", 1, K::Expression),
        ("{{ Nama }}", 1, K::Expression),
        ("{{ }}", 1, K::Expression),
        ("{{ tidak_ada }}", 1, K::UnknownField),
        ("{{ k.nama }}", 1, K::UnknownField),
        (
            "{% jika bukan penting %}\n{{ tidak_ada }}\n{% akhir %}",
            2,
            K::UnknownField,
        ),
        ("{% jika tidak_ada %}\nx\n{% akhir %}", 1, K::UnknownField),
        ("{{ kpm }}", 1, K::OtherKind),
        ("{{ penting }}", 1, K::OtherKind),
        ("{{ daftar }}", 1, K::OtherKind),
        ("!tabel kpm", 1, K::OtherKind),
        ("{% untuk k dari nama %}\nx\n{% akhir %}", 1, K::OtherKind),
        ("{% jika nama > 3 %}\nx\n{% akhir %}", 1, K::OtherKind),
        ("{% jika banyak = \"x\" %}\nx\n{% akhir %}", 1, K::OtherKind),
        ("{% jika banyak > x %}\nx\n{% akhir %}", 1, K::Shape),
        ("{% jika %}\nx\n{% akhir %}", 1, K::Shape),
        ("{% include \"/etc/passwd\" %}", 1, K::Statement),
        ("x\n{% import \"lain\" %}", 2, K::Statement),
        ("{% set x = nama %}", 1, K::Statement),
        ("{% for k in kpm %}", 1, K::Statement),
        ("{% while true %}", 1, K::Statement),
        ("{% untuk k dari range(9) %}\n{% akhir %}", 1, K::Expression),
        ("!berkas /etc/passwd", 1, K::Command),
        ("!include x", 1, K::Command),
        ("!halaman 3", 1, K::Shape),
        ("!catatan x", 1, K::Shape),
        ("!penutup x", 1, K::Shape),
        ("!kertas", 1, K::Shape),
        ("!kertas A5", 1, K::Shape),
        ("!kertas A4 miring", 1, K::Shape),
        ("!kertas A4 tegak x", 1, K::Shape),
        ("!kertasA4", 1, K::Command),
        ("!kertas A4", 1, K::Empty),
        ("!kertas A4\nx\n!kertas A4", 3, K::OnceOutside),
        (
            "{% jika nama %}\n!kertas A4\n{% akhir %}",
            2,
            K::OnceOutside,
        ),
        ("x {% akhir %}", 1, K::NotAlone),
        ("{% jika nama %} x", 1, K::NotAlone),
        ("{% akhir %}", 1, K::EndUnexpected),
        ("{% lainnya %}", 1, K::EndUnexpected),
        (
            "{% untuk k dari kpm %}\n{% lainnya %}\n{% akhir %}",
            2,
            K::EndUnexpected,
        ),
        (
            "{% jika nama %}\nx\n{% lainnya %}\n{% lainnya %}\n{% akhir %}",
            4,
            K::EndUnexpected,
        ),
        ("a\n{% jika nama %}\nx", 2, K::EndMissing),
        (
            "{% untuk k dari kpm %}\n{% jika nama %}\n{% akhir %}",
            1,
            K::EndMissing,
        ),
        (": tanpa isi", 1, K::Shape),
        ("[] a | b | c", 1, K::Shape),
        ("[x] a | b", 1, K::Shape),
        ("[999] a | b", 1, K::Shape),
        ("@ tanpa nama", 1, K::Shape),
        ("!bingkai 5 x 5 | x", 1, K::Shape),
        ("!bingkai 900 x 900 | x", 1, K::Shape),
        ("!bingkai x", 1, K::Shape),
        ("!kolom nama", 1, K::Shape),
        ("!tabel daftar\n\n!kolom nama", 3, K::Shape),
        ("!tabel daftar\n!kolom lain", 2, K::UnknownColumn),
        ("!tabel daftar\n!kolom nama\n!kolom nama", 3, K::ColumnTwice),
        ("!tabel daftar\n!kolom nama | A | 999", 2, K::Shape),
        ("a\nb \u{202e} c", 2, K::Hidden),
        ("a\u{0}b", 1, K::Hidden),
    ] {
        assert_eq!(wrong(source), (line, kind), "{source}");
    }
    // Every letter that is not seen.
    for letter in [
        '\u{200b}', '\u{200f}', '\u{202a}', '\u{2060}', '\u{206f}', '\u{feff}', '\u{7}',
    ] {
        assert_eq!(
            wrong(&format!("a\nb{letter}c")),
            (2, K::Hidden),
            "{letter:?}"
        );
    }
    assert!(Template::read("a\tb", &FORM).is_ok());
    // What is said has a shape and a length.
    let long = "x".repeat(61);
    for (source, line, kind) in [
        ("{% untuk K dari kpm %}\nx\n{% akhir %}", 1, K::Expression),
        ("{% untuk k dari kpm %} x\nx\n{% akhir %}", 1, K::NotAlone),
        ("{% jika nama = \"a\"b\" %}\nx\n{% akhir %}", 1, K::Shape),
        ("{% jika nama > \"a\" %}\nx\n{% akhir %}", 1, K::Shape),
        ("{% jika bukan %}\nx\n{% akhir %}", 1, K::UnknownField),
        (&format!("!tabel daftar\n!kolom nama | {long}"), 2, K::Shape),
        ("!tabel daftar\n!kolom nama | {{ nama }}", 2, K::Shape),
        ("!tabel daftar\n!kolom nama | A | 0", 2, K::Shape),
        ("!tabel daftar\n!kolom nama | A | 201", 2, K::Shape),
        ("!tabel daftar\n!kolom nama | A | 9 | 9", 2, K::Shape),
        ("!tabel daftar\n!kolom  | A", 2, K::Shape),
        ("!tabel", 1, K::Shape),
        (&format!("!tabel daftar | {}", "x".repeat(41)), 1, K::Shape),
        ("!tabel daftar | {{ nama }}", 1, K::Shape),
        ("@ a|b|c|d|e|f|g || x", 1, K::Shape),
        ("@ a || a|b|c|d|e", 1, K::Shape),
        (&format!("{{{{ {} }}}}", "a".repeat(41)), 1, K::Expression),
        (
            &format!("{{{{ {}.nama }}}}", "a".repeat(41)),
            1,
            K::Expression,
        ),
        ("{{ 1nama }}", 1, K::Expression),
        ("{{ k.anak.nama }}", 1, K::Expression),
    ] {
        assert_eq!(wrong(source), (line, kind), "{source}");
    }
    // A row is known inside its repetition alone, and every place of a line is looked at.
    for (source, line) in [
        ("{% untuk k dari kpm %}\nx\n{% akhir %}\n{{ k.nama }}", 4),
        ("{% untuk k dari kpm %}\n{{ k.banyak }}\n{% akhir %}", 2),
        (
            "{% untuk k dari kpm %}\n{% untuk a dari k.kpm %}\nx\n{% akhir %}\n{% akhir %}",
            2,
        ),
        (
            "{% jika nama %}\nx\n{% lainnya %}\n{{ lain }}\n{% akhir %}",
            4,
        ),
        ("{% jika k.nama %}\nx\n{% akhir %}", 1),
        ("# {{ lain }}", 1),
        ("## {{ lain }}", 1),
        ("= {{ lain }}", 1),
        ("> {{ lain }}", 1),
        (": {{ lain }} | x", 1),
        (": x | {{ lain }}", 1),
        ("[] x | x | x | {{ lain }}", 1),
        ("@ {{ lain }} || x", 1),
        ("@ x || {{ lain }}", 1),
        ("!bingkai 88 x 66 | {{ lain }}", 1),
        ("!tabel lain", 1),
        ("\\# {{ lain besar }}", 1),
    ] {
        assert_eq!(wrong(source), (line, K::UnknownField), "{source}");
    }
    // All that is wrong is said at once, by line.
    let faults = Template::read("{{ satu }}\nx\n{{ dua }}", &FORM)
        .err()
        .unwrap();
    let lines: Vec<u32> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [1, 3]);
    assert_eq!(
        faults[0].to_string(),
        "baris 1: formulir ini tidak punya data satu"
    );
}

#[test]
fn a_text_that_is_too_long_or_too_deep_is_refused() {
    let long = "# JUDUL\n".repeat(10 * 1024 * 1024 / 8);
    assert_eq!(wrong(&long), (1, FaultKind::TooLong));
    let most = "a".repeat(MOST_SOURCE);
    assert!(Template::read(&most, &FORM).is_ok());
    assert_eq!(wrong(&format!("{most}a")).1, FaultKind::TooLong);
    let deep = |many: usize| {
        let begin = "{% jika nama %}\n".repeat(many);
        format!("{begin}x\n{}", "{% akhir %}\n".repeat(many))
    };
    assert!(Template::read(&deep(8), &FORM).is_ok());
    assert_eq!(wrong(&deep(9)), (9, FaultKind::TooDeep));
    assert_eq!(
        wrong(&"{% jika nama %}\n".repeat(1000)).1,
        FaultKind::TooDeep
    );
}

/// Lists inside each other over two hundred families end at a bound, with a word and a line, whatever they make.
#[test]
fn what_goes_on_for_too_long_ends() {
    let nested = |inner: &str| {
        let mut begin = String::new();
        for no in 0..4 {
            begin.extend(["{% untuk k", &no.to_string(), " dari kpm %}\n"]);
        }
        format!("{begin}{inner}\n{}", "{% akhir %}\n".repeat(4))
    };
    let fault = |source: &str, families: usize| {
        let template = Template::read(source, &FORM).unwrap();
        let fault = template.fill(&data("Siti", families), &"Penutup.".into(), Budget::OFFICE);
        fault.unwrap_err().kind
    };
    assert_eq!(fault(&nested(""), 200), FaultKind::Steps);
    assert_eq!(fault(&nested("{{ nama }}"), 200), FaultKind::Size);
    assert_eq!(fault(&nested("!halaman"), 200), FaultKind::Pages);
    assert_eq!(
        fault(&nested("!bingkai 180 x 180 | x"), 200),
        FaultKind::Pages
    );
    assert_eq!(fault(&nested("[200] a | b"), 200), FaultKind::Pages);
    assert_eq!(fault(&nested("!tabel daftar"), 200), FaultKind::Size);
    // Each bound by itself, to the last of what it allows.
    let cost = |source: &str, budget: Budget| {
        let template = Template::read(source, &FORM).unwrap();
        let made = template.fill(&data("Siti", 2), &"Penutup.".into(), budget);
        made.map_err(|fault| (fault.line, fault.kind)).err()
    };
    let budget = Budget::OFFICE;
    let each = "{% untuk k dari kpm %}\nx\n{% akhir %}\n{% jika nama %}\ny\n{% akhir %}";
    // The repetition, its rows, their lines, the condition and its line.
    let steps = |steps| Budget { steps, ..budget };
    assert_eq!(cost(each, steps(7)), None);
    assert_eq!(cost(each, steps(6)), Some((5, FaultKind::Steps)));
    assert_eq!(cost(each, steps(5)), Some((4, FaultKind::Steps)));
    assert_eq!(cost(each, steps(0)), Some((1, FaultKind::Steps)));
    let parts = |parts| Budget { parts, ..budget };
    assert_eq!(cost("x\n\n!tabel daftar", parts(4)), None);
    assert_eq!(
        cost("x\n\n!tabel daftar", parts(3)),
        Some((3, FaultKind::Size))
    );
    let letters = |letters| Budget { letters, ..budget };
    assert_eq!(cost("abc\n{{ nama }}", letters(7)), None);
    assert_eq!(
        cost("abc\n{{ nama }}", letters(6)),
        Some((2, FaultKind::Size))
    );
    let cells = 2 * ("# KPM 1".len() + "{{ nama }}".len());
    assert_eq!(cost("!tabel daftar", letters(cells)), None);
    assert_eq!(
        cost("!tabel daftar", letters(cells - 1)),
        Some((1, FaultKind::Size))
    );
    let paper = |paper_mm| Budget { paper_mm, ..budget };
    for (source, mm) in [
        ("x", 3),
        ("[20] x", 23),
        ("!halaman", 253),
        ("!bingkai 80 x 60 | x", 33),
        ("!bingkai 180 x 60 | x", 63),
        ("!tabel daftar", 9),
    ] {
        assert_eq!(cost(source, paper(mm)), None, "{source}");
        assert_eq!(
            cost(source, paper(mm - 1)),
            Some((1, FaultKind::Pages)),
            "{source}"
        );
    }
    let long = format!(
        "{{% untuk k dari kpm %}}\n{}\n{{% akhir %}}",
        "{{ nama }}".repeat(2000)
    );
    let template = Template::read(&long, &FORM).unwrap();
    let name = "A".repeat(60);
    let made = template.fill(&data(&name, 200), &"Penutup.".into(), Budget::OFFICE);
    assert_eq!(made.unwrap_err().kind, FaultKind::Size);
    // Two hundred families once are within it.
    let once = filled(
        "{% untuk k dari kpm %}\n{{ k.no }} {{ k.nama }}\n{% akhir %}\n!tabel daftar",
        &data("Siti", 200),
    );
    assert_eq!(once.len(), 3);
}

#[test]
fn one_of_an_office_that_cannot_be_used_leaves_the_own_in_force_and_says_so() {
    let said = |source: Option<&str>, families: usize| {
        let own = source.map(|source| ("uji".to_owned(), source.to_owned()));
        let templates = Templates::new(own.into_iter().collect(), OfficeWords::default());
        let filled = templates.fill(&FORM, &data("Siti", families), &"Penutup.".into());
        filled.unwrap().blocks
    };
    let closing = |blocks: &[Block]| match blocks.last() {
        Some(Block::Small(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    let own = said(None, 2);
    assert_eq!(own[0], Block::Title("BAWAAN Siti".into()));
    assert!(closing(&own).starts_with("Penutup. Templat bawaan "));
    let good = said(Some("# KANTOR {{ nama }}"), 2);
    assert_eq!(good[0], Block::Title("KANTOR Siti".into()));
    let version = &template_version("# KANTOR {{ nama }}")[..8];
    assert_eq!(
        closing(&good),
        format!("Penutup. Templat kantor {version}.")
    );
    // What a later version of the app knows and this one does not.
    let unknown = said(Some("x\n{{ data_baru }}"), 2);
    assert_eq!(unknown[0], own[0]);
    assert!(
        closing(&unknown)
            .ends_with("tidak dapat dipakai: baris 2: formulir ini tidak punya data data_baru.")
    );
    let endless = "{% untuk a dari kpm %}\n{% untuk b dari kpm %}\n{% untuk c dari kpm %}\nx\n{% akhir %}\n{% akhir %}\n{% akhir %}";
    let bounded = said(Some(endless), 200);
    assert_eq!(bounded[0], own[0]);
    assert!(closing(&bounded).contains("tidak dapat dipakai"));
    assert_eq!(
        said(Some(endless), 2).len(),
        2,
        "of few families it can be used"
    );
}

/// More than three who sign have no room beside each other; frames of one size stand together, others apart.
#[test]
fn what_stands_beside_each_other_has_room() {
    let blocks = filled(&"@ a || b\n".repeat(4), &sample());
    let [Block::Signatures(first), Block::Signatures(second), _] = &blocks[..] else {
        panic!("{blocks:?}");
    };
    assert_eq!((first.len(), second.len()), (3, 1));
    let frames = "!bingkai 88 x 66 | a\n!bingkai 88 x 66 | b\n!bingkai 160 x 66 | c\n";
    let blocks = filled(frames, &sample());
    let [
        Block::Frames {
            captions: first, ..
        },
        Block::Frames {
            captions: second, ..
        },
        _,
    ] = &blocks[..]
    else {
        panic!("{blocks:?}");
    };
    assert_eq!((first.len(), second.len()), (2, 1));
}

/// The name of the sums takes the place of no sum, whatever columns an office keeps.
#[test]
fn no_figure_gives_way_to_the_name_of_the_sums() {
    let column = |key, kind, summed, value: fn(&usize) -> Cell| Column {
        key,
        label: Words { id: key, en: key },
        group: None,
        width: 10.0,
        kind,
        summed,
        value,
    };
    let columns = [
        column("no", Kind::Place, false, |no: &usize| Cell::count(*no)),
        column("nama", Kind::Text, false, |_| Cell::text("Siti")),
        column("hadir", Kind::Figure, true, |no: &usize| Cell::count(*no)),
    ];
    let named = |kept: &[usize]| {
        let mut table = Table::new(&columns, 1..=2, Some(&30));
        let keep = |cells: &Vec<Cell>| kept.iter().map(|at| cells[*at].clone()).collect();
        table.columns = kept.iter().map(|at| table.columns[*at].clone()).collect();
        table.total = table.total.as_ref().map(keep);
        table.named_total("JUMLAH").unwrap()
    };
    let (empty, name, sum) = (Cell::Empty, Cell::text("JUMLAH"), Cell::count(30));
    assert_eq!(named(&[0, 1, 2]), [empty, name.clone(), sum.clone()]);
    assert_eq!(named(&[2, 1]), [sum.clone(), name.clone()]);
    assert_eq!(named(&[0, 2]), [name, sum]);
    assert_eq!(named(&[2]), [Cell::text("JUMLAH 30")]);
}

#[test]
fn every_own_template_reads_and_every_field_is_named_once() {
    fn once(fields: &Fields, of: &str) {
        let keys: Vec<&str> = fields.items().iter().map(|item| item.key).collect();
        let mut distinct = keys.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), keys.len(), "{of}");
        for item in fields.items() {
            match &item.data {
                Data::List(rows) => once(
                    rows.first().unwrap_or_else(|| panic!("{of} {}", item.key)),
                    of,
                ),
                Data::Table(table, _) => assert!(!table.rows.is_empty(), "{of} {}", item.key),
                Data::Text(said, _) => assert!(said.is_some(), "{of} {}", item.key),
                Data::Number(_) | Data::Yes(_) => {}
            }
        }
    }
    for form in forms() {
        once(&form.sample(), form.name);
        match Template::read(form.source, form) {
            Ok(_) => assert!(form.source.starts_with("!kertas "), "{}", form.name),
            Err(faults) => panic!("{}: {faults:?}", form.name),
        }
    }
}
