//! How long the desk's heavy answers take in a kabupaten of 63 pendamping, 650 groups, 13,081 families and a year of meetings.
//! Run it optimised: `cargo run --release -p sesi-core --example desk_speed`. The read model is filled by hand.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use data_encoding::BASE64URL_NOPAD;
use rusqlite::{Connection, params};
use serde_json::json;
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_core::office::OfficeDetails;
use sesi_engine::ambient::{Ambient, System, random};
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::store::StoreError;

const PENDAMPING: usize = 63;
const GROUPS: usize = 650;
const FAMILIES: usize = 13_081;
const MONTHS: usize = 12;
const NAMES: [&str; 12] = [
    "SITI", "NUR", "RATNA", "WAYAN", "HASNA", "MARIA", "DEWI", "AISYAH", "LINA", "YULIANA", "SRI",
    "FATMA",
];
const MORE: [&str; 15] = [
    "LAMADJIDO",
    "HARUN",
    "PUTRI",
    "MANSUR",
    "LATIF",
    "SARI",
    "BAKRI",
    "TAHIR",
    "WULANDARI",
    "DJAFAR",
    "HAMID",
    "RAHMAN",
    "ABDULLAH",
    "USMAN",
    "KARIM",
];

fn main() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("office.db");
    let ambient = Arc::new(System);
    let key = DbKey::generate(&*ambient);
    let details = OfficeDetails {
        name: "Dinas Sosial".into(),
        kabupaten: "72.01".into(),
        utc_offset_minutes: 480,
        founder: "RATNA".into(),
        founder_role: "korkab".into(),
    };
    drop(sesi_core::office::found(
        &path,
        &key,
        ambient.clone(),
        &RelayAddress::unpinned("http://relay.test"),
        &details,
    )?);
    // The first start after founding projects the documents; what is filled by hand comes after that.
    let mut device = Device::open(&path, &key, ambient.clone())?;
    device.write(|conn, _| fill(conn, &*ambient).map_err(StoreError::from))?;
    drop(device);
    let device = Device::open(&path, &key, ambient)?;
    for (name, question) in [
        ("ringkasan", json!({"month": "2026-11"})),
        ("rekap", json!({"month": "2026-11"})),
        ("people", json!({})),
        (
            "check_list",
            json!({"which": "waiting", "month": "2026-11", "kecamatan": null, "pendamping": null}),
        ),
        (
            "check_list",
            json!({"which": "all", "month": null, "kecamatan": null, "pendamping": null}),
        ),
        ("duplicates", json!({})),
    ] {
        for turn in ["cold", "warm", "warm"] {
            let (started, worked) = (Instant::now(), on_cpu());
            let answer = calls::query(&device, name, question.clone());
            let took = started.elapsed().as_secs_f64() * 1000.0;
            let worked = on_cpu() - worked;
            match answer {
                Ok(answer) => println!(
                    "{name:12} {turn}: {took:7.1} ms, {worked:7.1} ms of work, {} bytes",
                    answer.to_string().len()
                ),
                Err(error) => println!("{name:12} {turn}: {}", error.message),
            }
        }
    }
    Ok(())
}

/// Milliseconds that this thread has worked (Linux; elsewhere 0): what the clock shows on a machine that does nothing else.
fn on_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|text| text.parse().ok());
    nanos.unwrap_or(0.0) / 1_000_000.0
}

fn fill(conn: &Connection, ambient: &dyn Ambient) -> rusqlite::Result<()> {
    let id = || random::<16>(ambient);
    let kecamatan = |at: usize| format!("72.01.{:02}", 1 + at % 24);
    let staff: Vec<[u8; 16]> = (0..PENDAMPING).map(|_| id()).collect();
    for (at, doc) in staff.iter().enumerate() {
        let name = format!("PENDAMPING {at}");
        conn.execute(
            "INSERT INTO rm_staff (doc, name, role) VALUES (?1, ?2, 'pendamping')",
            params![doc, name],
        )?;
        conn.execute(
            "INSERT INTO rm_staff_kecamatan VALUES (?1, ?2)",
            params![doc, kecamatan(at)],
        )?;
    }
    let groups: Vec<[u8; 16]> = (0..GROUPS).map(|_| id()).collect();
    for (at, doc) in groups.iter().enumerate() {
        let leader = at % PENDAMPING;
        conn.execute(
            "INSERT INTO rm_group (doc, name, kecamatan, desa) VALUES (?1, ?2, ?3, ?4)",
            params![
                doc,
                format!("MELATI {at}"),
                kecamatan(leader),
                format!("{}.2001", kecamatan(leader))
            ],
        )?;
        conn.execute(
            "INSERT INTO rm_group_pendamping VALUES (?1, '', ?2)",
            params![doc, staff[leader]],
        )?;
    }
    let mut members: Vec<Vec<String>> = vec![Vec::new(); GROUPS];
    for at in 0..FAMILIES {
        let (doc, group) = (id(), at % GROUPS);
        let at = usize::from(doc[0]) * 256 + usize::from(doc[1]);
        let name = format!(
            "{} {} {}",
            NAMES[at % 12],
            NAMES[at / 12 % 12],
            MORE[at / 144 % 15]
        );
        let key8 = BASE64URL_NOPAD.encode(&doc)[..8].to_owned();
        let leader = group % PENDAMPING;
        conn.execute(
            "INSERT INTO rm_family (doc, key8, name, nik, kk, pkh_id, address, desa, kecamatan, hamil, aud, sd, smp, sma,
             disabilitas, lansia, folded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'Dusun 2', ?7, ?8, 0, 1, 1, 0, 0, 0, 0, lower(?3))",
            params![
                doc,
                key8,
                name,
                format!("{:016}", 7_201_000_000_000_000u64 + at as u64),
                format!("{:016}", 7_201_500_000_000_000u64 + at as u64),
                format!("72{at:09}"),
                format!("{}.20{:02}", kecamatan(leader), 1 + group % 5),
                kecamatan(leader)
            ],
        )?;
        conn.execute(
            "INSERT INTO rm_family_group VALUES (?1, '', ?2)",
            params![doc, groups[group]],
        )?;
        conn.execute(
            "INSERT INTO rm_family_status VALUES (?1, '', 'aktif')",
            params![doc],
        )?;
        members[group].push(key8);
    }
    for back in 0..MONTHS {
        // The latest first: 2026-11 down to 2025-12.
        let (year, month) = match 11 - back.min(11) {
            0 => (2025, 12),
            month => (2026, month),
        };
        for (at, group) in groups.iter().enumerate() {
            let doc = id();
            if doc[0] < 30 {
                continue;
            }
            let date = format!("{year:04}-{month:02}-{:02}", 1 + at % 28);
            conn.execute(
                "INSERT INTO rm_meeting (doc, grp, date, session, starts, ends, place, cancelled, heads, changed_since_check)
                 VALUES (?1, ?2, ?3, ?4, 540, 630, 'Balai Desa', 0, ?5, 0)",
                params![doc, group, date, format!("M1.{}", 1 + back % 4), [doc, doc].concat()],
            )?;
            for key in &members[at] {
                let mark = ["H", "H", "H", "H", "S", "A"][usize::from(key.as_bytes()[0]) % 6];
                let rating = (mark == "H").then_some("B");
                conn.prepare_cached("INSERT INTO rm_mark VALUES (?1, ?2, ?2, ?3, ?4)")?
                    .execute(params![doc, key, mark, rating])?;
            }
        }
    }
    Ok(())
}
