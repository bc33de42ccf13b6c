//! The relay can read nothing: no name, NIK, desa, note or document id is in its files, its logs or its traffic, in plain,
//! UTF-16, base64 or hex.

use std::path::Path;

use chrono::DateTime;
use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use sesi_core::kinds::{Aspect, FamilyKey, Mark, MeetingPatch, Patch, SpeakerPatch};
use sesi_engine::documents::Set;
use sesi_tests::line::Line;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{World, meeting};

const TOILI: &str = "72.01.09";
const NOTE: &str = "Ibu-ibu antusias, dua keluarga terlambat karena hujan deras.";

#[test]
fn nothing_of_the_content_is_in_files_logs_or_traffic() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let line = Line::to(relay.address);
    line.record();
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &line.url(), 41, now);
    let staff = world.hire("NURHAYATI LAMADJIDO", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "FLAMBOYAN", staff, 6);
    let mut phone = world.join(staff, &[TOILI]);
    phone.synced();
    let key = meeting(kelompok.id, "2026-10-05", "M1.1");
    let patch = MeetingPatch {
        marks: kelompok
            .families
            .iter()
            .map(|id| (FamilyKey::of(*id), Some(Mark::Hadir)))
            .collect(),
        notes: [(Aspect::ALL[0], Some(NOTE.into()))].into(),
        place: Set::To("Balai Desa Samalore".into()),
        speakers: [(
            1,
            SpeakerPatch {
                name: Set::To("BIDAN ROSMAWATI".into()),
                ..SpeakerPatch::default()
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    phone.device.edit(&key, &Patch::Meeting(patch)).unwrap();
    phone.synced();
    world.office.synced();
    world.office.device.revoke(phone.device.id()).unwrap();
    world.office.synced();
    phone.sync();

    let mut secrets = texts(&world);
    secrets.extend(
        [NOTE, "Balai Desa Samalore", "BIDAN ROSMAWATI", "RATNA DEWI"]
            .map(|s| s.as_bytes().to_vec()),
    );
    secrets.extend(
        [
            "Dinas Sosial Banggai",
            TOILI,
            "Menjadi Orangtua yang Lebih Baik",
        ]
        .map(|s| s.as_bytes().to_vec()),
    );
    let office = world.office.device.office();
    for id in kelompok.families.iter().chain([&kelompok.id, &staff]) {
        secrets.push(id.as_bytes().to_vec());
        secrets.push(id.to_string().into_bytes());
    }
    secrets.push(key.id(&office).as_bytes().to_vec());
    assert!(secrets.len() > 25, "there is something to look for");

    let mut haystacks = vec![("traffic".to_owned(), line.recorded())];
    collect(&relay.data, &mut haystacks);
    haystacks.push(("log".into(), std::fs::read(&relay.log).unwrap()));
    assert!(
        haystacks
            .iter()
            .map(|(_, bytes)| bytes.len())
            .sum::<usize>()
            > 20_000
    );
    for secret in &secrets {
        for (form, needle) in forms(secret) {
            for (name, bytes) in &haystacks {
                let found = memchr::memmem::find(bytes, &needle).is_some();
                assert!(
                    !found,
                    "{:?} as {form} in {name}",
                    String::from_utf8_lossy(secret)
                );
            }
        }
    }
}

/// The search itself finds what is there, at any offset of base64.
#[test]
fn every_form_is_found_where_it_is() {
    let secret = b"FLAMBOYAN KELUARGA 3";
    for pad in 0..3 {
        let mut inside = vec![b'x'; pad];
        inside.extend_from_slice(secret);
        inside.extend_from_slice(b"yy");
        let hay = [BASE64.encode(&inside), HEXUPPER.encode(&inside)]
            .concat()
            .into_bytes();
        let found = |name: &str| {
            forms(secret).iter().any(|(form, needle)| {
                form.starts_with(name) && memchr::memmem::find(&hay, needle).is_some()
            })
        };
        assert!(found("base64") && found("hex"));
    }
    let utf16: Vec<u8> = "FLAMBOYAN KELUARGA 3"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(forms(secret).iter().any(|(_, needle)| *needle == utf16));
}

/// Names, NIK and desa as the office has them.
fn texts(world: &World) -> Vec<Vec<u8>> {
    let mut statement = world
        .office
        .device
        .reader()
        .prepare(
            "SELECT name FROM rm_family UNION SELECT nik FROM rm_family UNION SELECT desa FROM rm_family
             UNION SELECT name FROM rm_group UNION SELECT name FROM rm_staff",
        )
        .unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, Option<String>>(0))
        .unwrap();
    rows.filter_map(|row| Some(row.unwrap()?.into_bytes()))
        .filter(|text| text.len() > 4)
        .collect()
}

fn forms(secret: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = vec![
        ("plain", secret.to_vec()),
        ("hex", HEXLOWER.encode(secret).into_bytes()),
        ("hex", HEXUPPER.encode(secret).into_bytes()),
    ];
    if let Ok(text) = std::str::from_utf8(secret) {
        forms.push(("plain lower", text.to_lowercase().into_bytes()));
        forms.push((
            "utf-16le",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ));
        forms.push((
            "utf-16be",
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ));
    }
    for pad in 0..3 {
        let padded = [&vec![0; pad][..], secret].concat();
        for encoding in [BASE64, BASE64URL] {
            let text = encoding.encode(&padded);
            // Characters that also depend on what stands before or after are left out.
            let (start, end) = ([0, 2, 3][pad], padded.len() * 8 / 6);
            forms.push(("base64", text.as_bytes()[start..end].to_vec()));
        }
    }
    forms
}

fn collect(folder: &Path, haystacks: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, haystacks);
        } else {
            haystacks.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}
