//! What leaves is all that is here, the same in each form, and says what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use sesi_engine::documents::Set;
use sesi_engine::job::Cancelled;

use super::{DataFormat, DataTable, DataTables, ExportData};
use crate::calls::{Job, Query};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, FamilyPatch, Mark, MeetingPatch};
use crate::queries::exported::tables;
use crate::testkit::Toili;

/// What is derived from what is exported, or says how two devices are one: by table, or by table and column.
const LEFT_OUT: &[&str] = &[
    "rm_family.key8",
    "rm_family.folded",
    "rm_mark.key8",
    "rm_meeting.heads",
    "rm_meeting.verdict_heads",
    "rm_meeting.verdict_device",
    "rm_siks.families",
    "rm_siks.heads",
    "rm_siks_copied.heads",
    "rm_disagreement.change",
    "rm_not_heard.change",
    "rm_not_heard.device",
    "rm_not_heard.time",
];

fn export(device: &mut Device, path: &Path, format: DataFormat) -> Vec<DataTable> {
    let path = path.to_owned();
    let wish = ExportData { path, format };
    wish.run(device, &mut |_| Ok(())).unwrap().tables
}

fn filled(seed: u64) -> Toili {
    let mut toili = Toili::new(seed);
    let meeting = toili.record(5, 0, Mark::Hadir);
    toili.record(5, 1, Mark::Sakit);
    let said = MeetingPatch {
        starts: Set::To(9 * 60 + 5),
        place: Set::To("=2+2, \"Balai\"\nDesa".into()),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&meeting, &said.into()).unwrap();
    let family = FamilyPatch {
        nik: Set::To("7201045612879213".into()),
        ..FamilyPatch::default()
    };
    let key = DocKey::Family(toili.group.families[0]);
    toili.phone.device.edit(&key, &family.into()).unwrap();
    toili
}

#[test]
fn every_column_of_the_read_model_leaves_or_is_known_not_to() {
    let toili = Toili::new(1301);
    let conn = toili.phone.device.reader();
    let mut there = BTreeSet::new();
    let mut statement = conn
        .prepare("SELECT m.name, p.name FROM sqlite_master m, pragma_table_xinfo(m.name) p WHERE m.type = 'table' AND m.name LIKE 'rm\\_%' ESCAPE '\\'")
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (table, column): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
        there.insert(format!("{table}.{column}"));
    }
    let mut leaves: BTreeSet<String> = LEFT_OUT.iter().map(|name| (*name).to_owned()).collect();
    for table in tables() {
        leaves.extend(
            table
                .columns
                .iter()
                .map(|column| format!("{}.{}", table.from, column.from)),
        );
    }
    assert_eq!(there, leaves);
    let names: BTreeSet<&str> = tables().map(|table| table.name).collect();
    assert_eq!(names.len(), tables().count());
    for table in tables() {
        let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
        assert!(
            table
                .columns
                .iter()
                .all(|column| !column.meaning.is_empty())
        );
    }
}

/// The rows of each table as text, by column; what is empty is left out.
type Told = BTreeMap<String, Vec<BTreeMap<String, String>>>;

fn of_json(path: &Path) -> Told {
    let json: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(
        (&json["format"], &json["version"]),
        (&"sesi-data".into(), &1.into())
    );
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let data = json["data"].as_object().unwrap();
    data.iter()
        .map(|(name, rows)| {
            let rows = rows.as_array().unwrap().iter().map(|row| {
                let row = row.as_object().unwrap().iter();
                row.map(|(name, value)| (name.clone(), text(value)))
                    .collect()
            });
            (name.clone(), rows.collect())
        })
        .collect()
}

fn of_csv(path: &Path) -> Told {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut told = Told::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().trim_end_matches(".csv").to_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(text.as_bytes());
        let heads: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let rows = reader.records().map(|row| {
            let row = row.unwrap();
            let cells = heads
                .iter()
                .zip(row.iter())
                .filter(|(_, cell)| !cell.is_empty());
            cells
                .map(|(head, cell)| {
                    (
                        head.clone(),
                        cell.strip_prefix('\'').unwrap_or(cell).to_owned(),
                    )
                })
                .collect()
        });
        told.insert(name, rows.collect());
    }
    told
}

fn of_xlsx(path: &Path) -> Told {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheets = book.worksheets().into_iter().map(|(name, range)| {
        let mut rows = range.rows();
        let heads: Vec<String> = rows
            .next()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        let rows = rows.map(|row| {
            let cells = heads
                .iter()
                .zip(row)
                .filter(|(_, cell)| **cell != Data::Empty);
            cells
                .map(|(head, cell)| (head.clone(), cell.to_string()))
                .collect()
        });
        (name, rows.collect())
    });
    sheets.collect()
}

#[test]
fn the_three_forms_say_the_same_and_what_the_page_says() {
    let mut toili = filled(1302);
    let folder = tempfile::tempdir().unwrap();
    let device = &mut toili.phone.device;
    let path = |name: &str| folder.path().join(name);
    let listed = DataTables {}.answer(device).unwrap();
    assert_eq!(export(device, &path("a.json"), DataFormat::Json), listed);
    assert_eq!(export(device, &path("a.zip"), DataFormat::Csv), listed);
    assert_eq!(export(device, &path("a.xlsx"), DataFormat::Xlsx), listed);
    let json = of_json(&path("a.json"));
    let (mut csv, mut xlsx) = (of_csv(&path("a.zip")), of_xlsx(&path("a.xlsx")));
    let meanings: usize = tables().map(|table| table.columns.len()).sum();
    assert_eq!(csv.remove("KETERANGAN").unwrap().len(), meanings);
    assert_eq!(xlsx.remove("KETERANGAN").unwrap().len(), meanings);
    assert_eq!(csv, json);
    assert_eq!(xlsx, json);
    for table in &listed {
        assert_eq!(
            json[&table.name].len(),
            table.rows as usize,
            "{}",
            table.name
        );
    }

    let family = toili.group.families[0].to_string();
    let kpm = json["kpm"].iter().find(|row| row["id"] == family).unwrap();
    assert_eq!(kpm["nik"], "7201045612879213", "whole: it is her own data");
    assert_eq!(
        (kpm["desa_kode"].as_str(), kpm["kecamatan"].as_str()),
        ("72.01.09.2001", "Toili")
    );
    let meeting = &json["pertemuan"][0];
    assert_eq!(meeting["mulai"], "09:05");
    assert_eq!(meeting["tempat"], "=2+2, \"Balai\"\nDesa");
    let marks = &json["kehadiran"];
    let hers = marks
        .iter()
        .find(|row| row.get("kpm") == Some(&family))
        .unwrap();
    assert_eq!(
        (hers["tanda"].as_str(), &hers["pertemuan"]),
        ("H", &meeting["id"])
    );
    let stays = &json["kpm_kelompok"];
    let stay = stays.iter().find(|row| row["kpm"] == family).unwrap();
    assert_eq!(stay["kelompok"], toili.group.id.to_string());
    assert!(!stay.contains_key("sejak"), "from the beginning");
}

#[test]
fn a_csv_holds_nothing_that_a_spreadsheet_takes_for_a_formula() {
    let mut toili = filled(1303);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    export(&mut toili.phone.device, &path, DataFormat::Csv);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name("pertemuan.csv")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.contains("\"'=2+2, \"\"Balai\"\""), "{text}");
}

#[test]
fn an_export_that_is_stopped_leaves_nothing() {
    let mut toili = filled(1304);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let mut steps = 0;
    let wish = ExportData {
        path: path.clone(),
        format: DataFormat::Json,
    };
    let stopped = wish.run(&mut toili.phone.device, &mut |_| {
        steps += 1;
        if steps > 3 { Err(Cancelled) } else { Ok(()) }
    });
    assert!(matches!(stopped.unwrap_err(), Error::Cancelled(_)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
