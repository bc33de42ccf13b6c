//! Templates: what they may say, what is refused and on which line, what they cost at the most, and that data is never markup.

mod limits;

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
