//! All families of an office in one list: looked at, imported, looked at and imported once more. Each in a process of its own, which says how
//! long that took, the most memory that it held, how often it said how far it was, and how soon it turned back when it was stopped. The
//! program starts itself again with `list` as its first word.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use chrono::DateTime;
use rust_xlsxwriter::Workbook;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_core::office::OfficeDetails;
use sesi_core::reference::Regions;
use sesi_engine::ambient::{Seeded, System};
use sesi_engine::job::{Cancelled, JobProgress, Phase};
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;

use super::elapsed::passed_ms;
use super::failure::Failure;
use super::memory;

const FAMILIES: usize = 13_081;
const GROUPS: usize = 650;
const PENDAMPING: usize = 63;
const KABUPATEN: &str = "72.01";
const LABELS: [&str; 20] = [
    "NO",
    "ID PKH",
    "NAMA PENGURUS",
    "NIK",
    "NO KK",
    "ALAMAT",
    "DESA/KELURAHAN",
    "KECAMATAN",
    "NAMA KELOMPOK",
    "STATUS KELOMPOK",
    "HAMIL",
    "AUD",
    "SD",
    "SMP",
    "SMA",
    "DISABILITAS",
    "LANSIA",
    "STATUS KEPESERTAAN",
    "NO HP",
    "PENDAMPING",
];

/// What a list of all families takes.
#[derive(Debug, Clone, Serialize)]
pub struct ListFigures {
    /// Families in it.
    pub families: usize,
    /// Its size, in MB.
    pub file_mb: f64,
    /// Looked at by an office that has nobody yet.
    pub preview: Worked,
    /// Imported there.
    pub import: Worked,
    /// Looked at once more when all are in.
    pub preview_again: Worked,
    /// Imported once more.
    pub import_again: Worked,
    /// An import that was stopped while it read, by an office that has nobody yet.
    pub stopped_reading: Worked,
    /// One that was stopped while it wrote.
    pub stopped_writing: Worked,
}

/// What a process did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Worked {
    /// Until the answer was there, in s.
    pub seconds: f64,
    /// The most memory that the process held before, with the database open, in MB.
    pub memory_open_mb: f64,
    /// The most that it ever held, in MB.
    pub memory_mb: f64,
    /// How often it said how far it was.
    pub said: usize,
    /// The longest time between two of these, in ms.
    pub silent_ms: f64,
    /// From the moment of stopping until it was back, in ms; none if nobody stopped it.
    pub turned_back_ms: Option<f64>,
    /// Rows whose families are new.
    pub imported: u64,
    /// Rows of families that are there as the list says.
    pub unchanged: u64,
    /// Families that are there at the end.
    pub there: u64,
}

/// Measures it all in `folder`.
pub fn run(folder: &Path) -> Result<ListFigures, Failure> {
    eprintln!("one list of {FAMILIES} families");
    std::fs::create_dir_all(folder)?;
    let file = folder.join("daftar.xlsx");
    write(&file)?;
    let mut figures = Vec::new();
    let (all, key) = office(&folder.join("all.db"))?;
    for job in [
        "import_preview",
        "import_roster",
        "import_preview",
        "import_roster",
    ] {
        figures.push(in_own_process(&all, &key, &file, job, "no")?);
    }
    for when in ["reading", "writing"] {
        let (other, key) = office(&folder.join(format!("{when}.db")))?;
        figures.push(in_own_process(&other, &key, &file, "import_roster", when)?);
    }
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    let file_mb = std::fs::metadata(&file)?.len() as f64 / 1_000_000.0;
    match <[Worked; 6]>::try_from(figures) {
        Ok(
            [
                preview,
                import,
                preview_again,
                import_again,
                stopped_reading,
                stopped_writing,
            ],
        ) => Ok(ListFigures {
            families: FAMILIES,
            file_mb,
            preview,
            import,
            preview_again,
            import_again,
            stopped_reading,
            stopped_writing,
        }),
        Err(_) => Err("a process is missing".into()),
    }
}

/// A new office, its device closed again.
fn office(path: &Path) -> Result<(PathBuf, DbKey), Failure> {
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
    let ambient = Arc::new(Seeded::new(13, now));
    let key = DbKey::generate(&*ambient);
    let details = OfficeDetails {
        name: "Dinas Sosial".into(),
        kabupaten: KABUPATEN.into(),
        utc_offset_minutes: 480,
        founder: "RATNA DEWI".into(),
        founder_role: "korkab".into(),
    };
    let relay = RelayAddress::unpinned("http://127.0.0.1:1");
    drop(sesi_core::office::found(path, &key, ambient, &relay, &details)?.device);
    Ok((path.to_owned(), key))
}

/// The list, as offices keep it: identities as text, groups spread over all kecamatan and their desa.
#[allow(
    clippy::too_many_lines,
    reason = "a row of the list is told in one piece"
)]
fn write(path: &Path) -> Result<(), Failure> {
    const FIRST: [&str; 23] = [
        "SITI",
        "NUR",
        "SRI",
        "ASRI",
        "WA ODE",
        "NI LUH",
        "MARIA",
        "HAPSA",
        "DARMI",
        "RUKIAH",
        "SALMA",
        "IDA",
        "ROSITA",
        "YULI",
        "HERLINA",
        "FATMA",
        "SUMIATI",
        "KARTINI",
        "HASNI",
        "NURHAYATI",
        "MULIATI",
        "ERNA",
        "JUMRIA",
    ];
    const LAST: [&str; 19] = [
        "AMINAH",
        "HAYATI",
        "WAHYUNI",
        "LABOBO",
        "DEWI",
        "LADJI",
        "TODO",
        "MANGKE",
        "KARIM",
        "BULILO",
        "PUTRI",
        "ANI",
        "LAODE",
        "SARI",
        "MOKODOMPIT",
        "UTAMI",
        "PAKAYA",
        "LESTARI",
        "RAHMAN",
    ];
    let regions = Regions::own();
    let kecamatan: Vec<_> = regions.parts_of(KABUPATEN).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("KPM")?;
    for (column, label) in (0..).zip(LABELS) {
        sheet.write_string(0, column, label)?;
    }
    for no in 0..FAMILIES {
        let group = no * GROUPS / FAMILIES;
        let who = group % PENDAMPING;
        let place = kecamatan
            .get(who % kecamatan.len().max(1))
            .ok_or("the kabupaten has no kecamatan")?;
        let desa: Vec<_> = regions.parts_of(&place.code).collect();
        let desa = desa.get(group % desa.len().max(1));
        let day = 41 + no % 28;
        let birth = format!("{day:02}{:02}{:02}", 1 + no / 28 % 12, 60 + no / 336 % 40);
        let component = |of: usize| u8::from(no % of == 0).to_string();
        let cells = [
            (no + 1).to_string(),
            format!("7201{:011}", no * 7 + 11),
            format!(
                "{} {} {}",
                FIRST[no % FIRST.len()],
                LAST[no / 23 % LAST.len()],
                LAST[no / 437 % LAST.len()]
            ),
            format!("720109{birth}{:04}", 1 + no % 9_999),
            format!("720109{:02}0117{:04}", 1 + no / 9_999, 1 + no % 9_999),
            format!("Dusun {} RT {}", 1 + no % 6, 1 + no % 9),
            desa.map(|desa| desa.name.clone()).unwrap_or_default(),
            place.name.clone(),
            format!("MELATI {}", 1 + group),
            if no % 20 == 0 { "Ketua" } else { "Anggota" }.to_owned(),
            component(31),
            component(5),
            component(2),
            component(3),
            component(4),
            component(41),
            component(7),
            "Aktif".to_owned(),
            format!("0852{:08}", no * 13 % 100_000_000),
            format!(
                "PENDAMPING {}",
                LAST[who % LAST.len()].to_owned()
                    + &format!(
                        " {}",
                        (b'A' + u8::try_from(who / LAST.len()).unwrap_or_default()) as char
                    )
            ),
        ];
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(u32::try_from(no + 1)?, column, text)?;
        }
    }
    book.save(path)?;
    Ok(())
}

/// Starts the process and reads what it says.
fn in_own_process(
    path: &Path,
    key: &DbKey,
    file: &Path,
    job: &str,
    stop: &str,
) -> Result<Worked, Failure> {
    let secret = data_encoding::HEXLOWER.encode(&*key.to_secret_bytes());
    let output = Command::new(std::env::current_exe()?)
        .arg("list")
        .args([path, file])
        .args([&secret, job, stop])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let worked: Worked = serde_json::from_slice(&output.stdout)?;
    eprintln!("  {job}, stopped: {stop}: {worked:?}");
    Ok(worked)
}

/// What the process does: a call of the window. `stop` says in which phase somebody stops it, half way.
pub fn measure(
    path: &Path,
    file: &Path,
    secret: &str,
    job: &str,
    stop: &str,
) -> Result<Worked, Failure> {
    let key = DbKey::from_secret_bytes(&data_encoding::HEXLOWER.decode(secret.as_bytes())?)?;
    let mut device = Device::open(path, &key, Arc::new(System))?;
    let memory_open_mb = memory::highest_mb(std::process::id())?;
    let mut asked = json!({"path": file, "profile": null});
    if job == "import_roster" {
        asked["hire"] = json!(true);
    }
    let (mut said, mut silent_ms, mut stopped) = (0, 0_f64, None);
    let started = Instant::now();
    let mut last = started;
    let mut watch = |progress: JobProgress| {
        said += 1;
        silent_ms = silent_ms.max(passed_ms(last));
        last = Instant::now();
        let phase = match progress.phase {
            Phase::Reading => "reading",
            Phase::Writing => "writing",
            _ => "",
        };
        if phase == stop && progress.done * 2 >= progress.total && stopped.is_none() {
            stopped = Some(Instant::now());
        }
        if stopped.is_some() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    };
    let answer = calls::job(&mut device, job, asked, &mut watch);
    let seconds = started.elapsed().as_secs_f64();
    let answer = match answer {
        Ok(answer) => answer,
        Err(_) if stopped.is_some() => Value::Null,
        Err(error) => return Err(format!("{error:?}").into()),
    };
    let counted = |name: &str| answer["account"][name].as_u64().unwrap_or_default();
    let there = device
        .reader()
        .query_row("SELECT count(*) FROM rm_family", [], |row| row.get(0))?;
    Ok(Worked {
        seconds,
        memory_open_mb,
        memory_mb: memory::highest_mb(std::process::id())?,
        said,
        silent_ms: silent_ms.max(passed_ms(last)),
        turned_back_ms: stopped.map(passed_ms),
        imported: counted("imported"),
        unchanged: counted("unchanged"),
        there,
    })
}
