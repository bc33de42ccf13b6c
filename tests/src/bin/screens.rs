//! Plays the main job in the real window and takes a picture of every screen, as a phone shows it (390 x 844) and as a desk does
//! (1440 x 900). `screens [FOLDER]`; needs a display.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sesi_tests::window::Window;
use sesi_tests::window::story::{Stage, a_pendamping, found, import, invite, join, sync};

const SIZES: [(&str, u32, u32); 2] = [("390x844", 390, 844), ("1440x900", 1440, 900)];

/// Places of the sample office, by the name of their picture. `{family}` and the like stand for the first one there is.
const PLACES: [(&str, &str); 24] = [
    ("ringkasan", "ringkasan"),
    ("rekap", "rekap"),
    ("rekap-kecamatan", "rekap/{month}/72.01.09"),
    ("periksa", "periksa"),
    ("periksa-pertemuan", "periksa/{meeting}"),
    ("perbedaan", "perbedaan"),
    ("impor", "impor"),
    ("tugas", "tugas"),
    ("ganda", "ganda"),
    ("orang", "orang"),
    ("orang-satu", "orang/{staff}"),
    ("kantor", "kantor"),
    ("kurikulum", "kurikulum"),
    ("beranda", "beranda"),
    ("kelompok", "kelompok"),
    ("kelompok-satu", "kelompok/{group}"),
    ("kpm", "kpm"),
    ("kpm-satu", "kpm/{family}"),
    ("pertemuan", "pertemuan/{meeting}"),
    ("modul", "modul"),
    ("bulan", "bulan/{month}"),
    ("sinkronisasi", "sinkronisasi"),
    ("pengaturan", "pengaturan"),
    ("catat", "catat"),
];

#[tokio::main]
async fn main() {
    let album = Album(
        std::env::args_os()
            .nth(1)
            .map_or_else(|| "out/screens".into(), PathBuf::from),
    );
    let folder = tempfile::tempdir().expect("a folder for profiles");
    let mut stage = Stage::new(folder.path());
    main_job(&mut stage, &album).await;
    look_around(&stage, &album).await;
    println!("pictures are in {}", album.0.display());
}

/// Where the pictures go.
struct Album(PathBuf);

impl Album {
    async fn keep(&self, window: &Window, name: &str) {
        for (size, width, height) in SIZES {
            window.size(width, height).await;
            settle().await;
            window
                .shot(&self.0.join(Path::new(size)).join(format!("{name}.png")))
                .await;
        }
    }
}

async fn main_job(stage: &mut Stage, album: &Album) {
    let office = stage.open("kantor").await;
    office.see("found-office").await;
    album.keep(&office, "mulai").await;
    found(&office).await;
    import(&office, &stage.roster()).await;
    album.keep(&office, "impor-selesai").await;
    let person = a_pendamping(&office).await;
    let invited = invite(&office, &person).await;
    let phone = stage.open("hp").await;
    join(&phone, &invited).await;
    sync(&office).await;
    sync(&phone).await;
    stage.no_signal();
    phone.go("beranda").await;
    phone.see("record").await;
    album.keep(&phone, "hp-beranda").await;
    phone.tap("record").await;
    phone.see("next-step").await;
    album.keep(&phone, "hp-catat-1").await;
    phone.tap("next-step").await;
    for mark in [
        "mark-hadir-1",
        "mark-hadir-2",
        "mark-sakit-3",
        "mark-hadir-4",
        "mark-alfa-5",
    ] {
        phone.tap(mark).await;
    }
    album.keep(&phone, "hp-catat-2").await;
    phone.tap("all-present").await;
    phone.tap("next-step").await;
    phone.tap("rate-baik-1").await;
    album.keep(&phone, "hp-catat-3").await;
    phone.tap("next-step").await;
    phone
        .write(
            "notes-hasil",
            "Ibu-ibu dapat menyebut kembali pesan utama sesi.",
        )
        .await;
    album.keep(&phone, "hp-catat-4").await;
    phone.tap("save-meeting").await;
    phone.go("beranda").await;
    phone.see("safe-here").await;
    album.keep(&phone, "hp-tersimpan").await;
    phone.go("sinkronisasi").await;
    phone.see("sync-now").await;
    album.keep(&phone, "hp-menunggu").await;
    stage.signal();
    sync(&phone).await;
    phone.go("beranda").await;
    phone.see("safe-office").await;
    album.keep(&phone, "hp-di-kantor").await;
    phone.close().await;
    office.close().await;
}

async fn look_around(stage: &Stage, album: &Album) {
    let window = stage.open("contoh").await;
    window.tap("open-sample").await;
    window.see("sample-notice").await;
    let [group, family, meeting, staff, month] = firsts(&window).await;
    for (name, place) in PLACES {
        let place = place
            .replace("{group}", &group)
            .replace("{family}", &family)
            .replace("{meeting}", &meeting)
            .replace("{staff}", &staff)
            .replace("{month}", &month);
        window.go(&place).await;
        settle().await;
        album.keep(&window, name).await;
    }
    window.close().await;
}

/// The first group, family, meeting and person that the lists show, and the month.
async fn firsts(window: &Window) -> [String; 5] {
    let first = async |list: &str, kind: &str| {
        window.go(list).await;
        let find = format!(
            "return [...document.querySelectorAll('main a[href*=\"{kind}/\"]')]
               .map((link) => link.getAttribute('href').split('/').pop().split('?')[0])
               .find((id) => id.length === 36) ?? ''"
        );
        for _ in 0..100 {
            let found = window.script(&find).await;
            if let Some(id) = found.as_str().filter(|id| !id.is_empty()) {
                return id.to_owned();
            }
            settle().await;
        }
        String::new()
    };
    let month = window
        .script("return new Date().toISOString().slice(0, 7)")
        .await;
    [
        first("kelompok", "kelompok").await,
        first("kpm", "kpm").await,
        first("beranda", "pertemuan").await,
        first("orang", "orang").await,
        month.as_str().unwrap_or_default().to_owned(),
    ]
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}
