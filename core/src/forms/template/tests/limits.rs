//! What a template may cost, and what is refused, each with its line.

use super::*;

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
