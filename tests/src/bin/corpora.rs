//! Writes the seeds of the fuzz corpora anew, from the protocol's vectors and a few made-up rosters: `corpora FOLDER`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;
use sesi_engine::documents::first_change;
use sesi_tests::fuzzed::seal_known;
use sesi_tests::hostile_member::{PUT, change};
use sesi_tests::sample;

const ROSTER: &str = "DAFTAR KPM PKH KECAMATAN TOILI;;;;;\nNO;NAMA PENGURUS;NIK;DESA;KELOMPOK;STATUS\n1;SITI AMINAH;7201094505900001;Cendana;MELATI 1;AKTIF\n2;NURHAYATI;7201094505900002;Cendana;MELATI 1;GRADUASI\n3;;x;;;\nJUMLAH;2;;;;\n";

/// Lists of several shapes: lines above and totals; two lists below each other; a table beside; merged cells and hidden rows.
const LISTS: [&str; 4] = [
    ROSTER,
    "KECAMATAN TOILI\nNO;NAMA;NIK;NO KK;DESA\n1;SITI;7201094107800001;7201090101050001;Samalore\n2;NUR;7201094107800002;7201090101050001;Samalore\n\nKELOMPOK MAWAR 1\nNO;NAMA;NO KK;NIK;KET\n1;SRI;7201090101050003;7201094107800003;GRADUASI\n2;SITI;7201090101050001;7201094107800001;\n",
    "NO;NAMA;NIK;DESA;KECAMATAN;;KELOMPOK;JUMLAH\n1;SITI;'7201094107800001;1;Toili;;MELATI 1;2\n2;NUR;7201094107800002,0;2;Toili;;MAWAR 1;3\n3;SRI;7,20109E+15;3;Toili\n;JUMLAH;3\nNO;KELOMPOK;JUMLAH\n1;MELATI 1;2\n",
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>KELOMPOK</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>NAMA</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>NIK</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>MELATI 1</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>SITI</t></is></c><c r=\"C2\"><v>7201094107800001</v></c></row><row r=\"3\" hidden=\"1\"><c r=\"B3\" t=\"inlineStr\"><is><t>NUR</t></is></c><c r=\"C3\"><v>7201094107800002</v></c></row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells></worksheet>",
];

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("corpora FOLDER");
        return ExitCode::from(2);
    };
    match write(&folder) {
        Ok(count) => {
            println!("{count} seeds");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::too_many_lines, reason = "a folder a door")]
fn write(folder: &Path) -> std::io::Result<usize> {
    let text = std::fs::read_to_string("docs/vectors.json")?;
    let vectors: Value = serde_json::from_str(&text)?;
    let hex = |value: &Value| -> Vec<u8> {
        let text = value.as_str().unwrap_or_default();
        data_encoding::HEXLOWER
            .decode(text.as_bytes())
            .unwrap_or_default()
    };
    let with = |first: u8, rest: Vec<u8>| [&[first][..], &rest].concat();
    let mut seeds: Vec<(&str, Vec<u8>)> = Vec::new();

    for name in ["entry_stored", "entry_zstd", "entry_dictionary"] {
        seeds.push(("wire", with(0, hex(&vectors[name]["entry"]))));
        seeds.push(("entry", with(0, hex(&vectors[name]["payload"]))));
    }
    seeds.push(("wire", with(0, hex(&vectors["founding"]["entry"]))));
    seeds.push(("wire", with(0, seal_known(b"\x00").into_bytes())));
    seeds.push(("wire", with(1, hex(&vectors["sync"]["request"]))));
    let frames = vectors["sync"]["frames"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let frames: Vec<u8> = frames
        .iter()
        .flat_map(|frame| {
            hex(if frame.is_string() {
                frame
            } else {
                &frame["frame"]
            })
        })
        .collect();
    seeds.push(("wire", with(2, frames)));
    seeds.push(("wire", with(6, hex(&vectors["sync"]["fault"]))));
    for body in vectors["statements"]["bodies"]
        .as_object()
        .into_iter()
        .flatten()
    {
        seeds.push(("wire", with(7, hex(body.1))));
    }

    let changes = vectors["changes"]["changes"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut document = vec![5];
    for change in &changes {
        frame(&mut document, &hex(&change["contents"]));
    }
    seeds.push(("document", document));
    for kind in 0..7 {
        let mut document = vec![kind];
        let key = sesi_tests::fuzzed::key_of(kind);
        let genesis = first_change(key.kind()).1.0;
        let contents = change(&[genesis], &PUT, None);
        frame(
            &mut document,
            &[&[0xff, 0xff][..], &contents[33..]].concat(),
        );
        seeds.push(("document", document));
    }

    seeds.push(("file", hex(&vectors["file"]["file"])));
    seeds.push(("roster", with(0, ROSTER.into())));
    seeds.push(("roster", with(0, ROSTER.replace(';', ",").into())));
    let sheet = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>NAMA PENGURUS</t></is></c><c t=\"inlineStr\"><is><t>NIK</t></is></c><c t=\"inlineStr\"><is><t>DESA</t></is></c></row><row r=\"2\"><c t=\"inlineStr\"><is><t>SITI</t></is></c><c><v>7201094505900001</v></c><c t=\"str\"><v>Cendana</v></c></row></sheetData></worksheet>";
    seeds.push(("roster", with(1, sheet.into())));
    let books = tempfile::tempdir()?;
    sample::write(books.path(), 1).map_err(std::io::Error::other)?;
    if let Some(book) = std::fs::read_dir(books.path())?.next() {
        seeds.push(("roster", with(0, std::fs::read(book?.path())?)));
    }
    for name in ["link", "link_with_pin", "text"] {
        let text = vectors["invite"][name].as_str().unwrap_or_default();
        if let Some(code) = sesi_tests::fuzzed::code(text) {
            seeds.push(("photo", code));
        }
        seeds.push(("invite", text.into()));
    }
    seeds.push((
        "invite",
        vectors["recovery"]["words"]
            .to_string()
            .replace(['"', '[', ']', ','], " ")
            .trim()
            .into(),
    ));

    for text in LISTS {
        // Nothing said; kecamatan, desa and group of every sheet; columns exchanged and rows with a status.
        let said = [
            [0; 16],
            [0, 8 | 16 | 32, 0, 0, 0, 0, 0, 0, 1, 0, 2, 1, 0, 1, 2, 0],
            [0x30, 8, 0x40, 64, 0, 0, 204, 203, 255, 0, 0, 1, 2, 1, 0, 2],
        ];
        for choices in said {
            let first = u8::from(text.starts_with('<'));
            seeds.push(("list", [&[first][..], &choices, text.as_bytes()].concat()));
        }
    }

    for (no, (target, bytes)) in seeds.iter().enumerate() {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("seed-{no:02}")), bytes)?;
    }
    Ok(seeds.len())
}

/// One change behind its length.
fn frame(out: &mut Vec<u8>, contents: &[u8]) {
    let length = u16::try_from(contents.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(contents);
}
