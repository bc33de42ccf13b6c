//! Plays the main job in the real window and takes a picture of every screen, as a phone shows it (390 x 844) and as a desk does
//! (1440 x 900). `screens [FOLDER]`; needs a display.

use std::path::PathBuf;
use std::time::Duration;

use sesi_tests::window::Window;
use sesi_tests::window::places::{PLACES, STAND_INS};
use sesi_tests::window::story::{
    Stage, a_pendamping, fill_founding, found, join, leave_words, make_invite, preview, sync,
    unlock,
};

const SIZES: [&str; 2] = ["390x844", "1440x900"];

#[tokio::main]
async fn main() {
    let pictures = std::env::args_os()
        .nth(1)
        .map_or_else(|| "out/screens".into(), PathBuf::from);
    for size in SIZES {
        let folder = tempfile::tempdir().expect("a folder for profiles");
        let mut stage = Stage::new(folder.path(), size);
        let album = Album(pictures.join(size));
        main_job(&mut stage, &album).await;
        look_around(&stage, &album).await;
        let again = folder.path().join("daftar");
        std::fs::create_dir_all(&again).expect("a folder for profiles");
        a_list_that_comes_again(&Stage::new(&again, size), &album).await;
        println!("pictures are in {}", album.0.display());
    }
}

/// Where the pictures go.
struct Album(PathBuf);

impl Album {
    async fn keep(&self, window: &Window, name: &str) {
        settle().await;
        window.shot(&self.0.join(format!("{name}.png")));
        let wide = window.too_wide().await;
        assert!(wide.is_empty(), "{name} is wider than its window: {wide:?}");
    }
}

async fn main_job(stage: &mut Stage, album: &Album) {
    let office = stage.open("kantor").await;
    let person = an_office(stage, &office, album).await;
    let invited = make_invite(&office, &person).await;
    album.keep(&office, "undangan").await;
    sync(&office).await;
    let phone = stage.open("hp").await;
    phone.tap("join-office").await;
    phone.see("invite").await;
    album.keep(&phone, "mulai-gabung").await;
    phone.tap("back").await;
    join(&phone, &invited).await;
    sync(&office).await;
    sync(&phone).await;
    a_meeting(stage, &phone, album).await;
    sync(&office).await;
    let meeting = a_disagreement(stage, &office, &phone, album).await;
    phone.close().await;
    let phone = stage.open("hp").await;
    phone.see("unlock").await;
    album.keep(&phone, "hp-terkunci").await;
    phone.close().await;
    // Whatever was opened last lies on top.
    office.close().await;
    let office = stage.open("kantor").await;
    unlock(&office).await;
    the_office_decides(&office, &meeting, album).await;
    a_rekap(stage, &office, album).await;
    a_lost_phone(&office, &person, album).await;
    let phone = stage.open("hp").await;
    unlock(&phone).await;
    // It hears of it by itself.
    phone.go("sinkronisasi").await;
    phone.see("revoked").await;
    album.keep(&phone, "hp-dicabut").await;
    phone.close().await;
    office.close().await;
}

/// Founds an office with a roster; gives somebody who leads groups.
async fn an_office(stage: &Stage, office: &Window, album: &Album) -> String {
    office.see("found-office").await;
    album.keep(office, "mulai").await;
    office.tap("recover-office").await;
    office.see("recovery-words").await;
    album.keep(office, "mulai-pulihkan").await;
    office.tap("back").await;
    office.tap("found-office").await;
    office.see("kabupaten").await;
    album.keep(office, "mulai-dirikan").await;
    fill_founding(office).await;
    album.keep(office, "lembar-pemulihan").await;
    leave_words(office).await;
    album.keep(office, "kantor-kosong").await;
    preview(office, &stage.roster()).await;
    album.keep(office, "impor-pratinjau").await;
    office.tap("import-run").await;
    office.see("imported").await;
    album.keep(office, "impor-selesai").await;
    for place in ["tugas", "ganda"] {
        office.go(place).await;
        album.keep(office, &format!("impor-{place}")).await;
    }
    a_pendamping(office).await
}

/// A list is imported and comes again, when both it and a person have changed a name meanwhile.
async fn a_list_that_comes_again(stage: &Stage, album: &Album) {
    let list = |file: &str, name: &str| {
        let path = stage.path(file);
        let text = format!(
            "NO,NAMA PENGURUS,NIK,NO KK,DESA,KECAMATAN,KELOMPOK,KET\n\
             1,{name},7201094505800001,7201090101100001,Singkoyo,Toili,MELATI 1,lunas\n\
             2,SITI HARUN,7201094607810002,7201090101100002,Singkoyo,Toili,MELATI 1,\n\
             3,WAYAN SARI,7201094708820003,7201090101100003,Singkoyo,Toili,MELATI 1,\n"
        );
        std::fs::write(&path, text).expect("a list can be written");
        path
    };
    let office = stage.open("kantor").await;
    found(&office).await;
    preview(&office, &list("tahap-1.csv", "ANI LATIF")).await;
    office
        .script("const columns = document.querySelector('[data-test=columns]'); columns.parentElement.open = true; columns.scrollIntoView()")
        .await;
    album.keep(&office, "impor-kolom").await;
    office.tap("import-run").await;
    office.see("imported").await;
    office.tap("undo-import").await;
    office.see("undo-no").await;
    album.keep(&office, "impor-batalkan").await;
    office.tap("undo-no").await;
    office.see_gone("undo-no").await;
    settle().await;

    let family = first(&office, "kpm", "kpm/").await;
    office.go(&format!("kpm/{family}/ubah")).await;
    office.write("family-name", "ANI LATIF TAHIR").await;
    office.tap("family-save").await;
    office.see_gone("family-name").await;
    preview(&office, &list("tahap-2.csv", "ANI LATIF BAKRI")).await;
    office.see("conflicts").await;
    office
        .script("document.querySelector('[data-test=conflicts]').scrollIntoView()")
        .await;
    album.keep(&office, "impor-dua-sisi").await;
    office.close().await;
}

/// Records a meeting without a signal, and sends it once there is one.
async fn a_meeting(stage: &mut Stage, phone: &Window, album: &Album) {
    stage.no_signal();
    phone.go("beranda").await;
    phone.see("record").await;
    album.keep(phone, "hp-beranda").await;
    phone.tap("record").await;
    phone.see("next-step").await;
    album.keep(phone, "hp-catat-1").await;
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
    album.keep(phone, "hp-catat-2").await;
    phone.tap("all-present").await;
    phone.tap("next-step").await;
    phone.tap("rate-baik-1").await;
    album.keep(phone, "hp-catat-3").await;
    phone.tap("next-step").await;
    phone
        .write(
            "notes-hasil",
            "Ibu-ibu dapat menyebut kembali pesan utama sesi.",
        )
        .await;
    album.keep(phone, "hp-catat-4").await;
    phone.tap("save-meeting").await;
    phone.go("beranda").await;
    phone.see("safe-here").await;
    album.keep(phone, "hp-tersimpan").await;
    phone.go("sinkronisasi").await;
    phone.see("sync-now").await;
    album.keep(phone, "hp-menunggu").await;
    stage.signal();
    sync(phone).await;
    phone.go("beranda").await;
    phone.see("safe-office").await;
    album.keep(phone, "hp-di-kantor").await;
}

/// The office and the phone change the place of one meeting, neither knowing of the other. Gives the meeting.
async fn a_disagreement(
    stage: &mut Stage,
    office: &Window,
    phone: &Window,
    album: &Album,
) -> String {
    let meeting = first(office, "periksa", "periksa/").await;
    stage.no_signal();
    for (window, place) in [(office, "Balai desa"), (phone, "Rumah ketua kelompok")] {
        window.go(&format!("ubah/{meeting}")).await;
        window.tap("step-0").await;
        window.write("place", place).await;
        window.tap("save-meeting").await;
        window.see_gone("save-meeting").await;
    }
    stage.signal();
    sync(office).await;
    sync(phone).await;
    sync(office).await;
    phone.go(&format!("pertemuan/{meeting}")).await;
    phone.see("difference").await;
    album.keep(phone, "hp-berbeda").await;
    meeting
}

async fn the_office_decides(office: &Window, meeting: &str, album: &Album) {
    office.go("perbedaan").await;
    office.see("difference").await;
    album.keep(office, "kantor-perbedaan").await;
    office.go(&format!("periksa/{meeting}")).await;
    office.see("verdict-sesuai").await;
    album.keep(office, "kantor-periksa-berbeda").await;
}

async fn a_rekap(stage: &Stage, office: &Window, album: &Album) {
    office.answer_dialogs(&[&stage.path("rekap.xlsx")]);
    office.go(&format!("rekap/{}", month(office).await)).await;
    office.tap("export-rekap").await;
    office.see("exported").await;
    album.keep(office, "ekspor-selesai").await;
}

/// The phone is lost, and revoked.
async fn a_lost_phone(office: &Window, person: &str, album: &Album) {
    office.go(&format!("orang/{person}")).await;
    office.see("device").await;
    album.keep(office, "perangkat").await;
    office.tap("revoke").await;
    office.see("revoke-dialog").await;
    album.keep(office, "perangkat-cabut").await;
    office.tap("revoke-yes").await;
    office.see("revoked").await;
    album.keep(office, "perangkat-dicabut").await;
    sync(office).await;
}

/// Every place of the sample office.
async fn look_around(stage: &Stage, album: &Album) {
    let window = stage.open("contoh").await;
    window.tap("open-sample").await;
    window.see("sample-notice").await;
    let mut known = vec![("{month}".to_owned(), month(&window).await)];
    let full = |known: &[(String, String)], address: &str| {
        known
            .iter()
            .fold(address.to_owned(), |address, (name, value)| {
                address.replace(name, value)
            })
    };
    for (name, list, begins) in STAND_INS {
        let found = first(&window, &full(&known, list), &full(&known, begins)).await;
        known.push((format!("{{{name}}}"), found));
    }
    for (name, place, taps) in PLACES {
        window.go("entah").await;
        window.go(&full(&known, place)).await;
        settle().await;
        for tap in taps {
            window.tap(tap).await;
        }
        album.keep(&window, name).await;
    }
    window.close().await;
}

/// What follows `begins` in the first link of a list that begins so and leads further.
async fn first(window: &Window, list: &str, begins: &str) -> String {
    window.go(list).await;
    let find = format!(
        "return [...document.querySelectorAll('main a[href^=\"#/{begins}\"]')]
           .map((link) => link.getAttribute('href').slice('#/{begins}'.length).split('?')[0])
           .find((rest) => rest !== '' && rest !== 'baru') ?? ''"
    );
    for _ in 0..50 {
        let found = window.script(&find).await;
        if let Some(rest) = found.as_str().filter(|rest| !rest.is_empty()) {
            return rest.to_owned();
        }
        settle().await;
    }
    panic!("{list} has no link to {begins}…:\n{}", window.page().await);
}

/// This month.
async fn month(window: &Window) -> String {
    let month = window
        .script("return new Date().toISOString().slice(0, 7)")
        .await;
    month.as_str().unwrap_or_default().to_owned()
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}
