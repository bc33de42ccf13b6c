//! How many taps the daily work costs, counted in the real window and held against their limits. What is typed counts as the one tap
//! into its field. Needs a display; `make test` gives it one in memory.

use sesi_tests::sample::write_groups;
use sesi_tests::window::Window;
use sesi_tests::window::story::{Stage, a_pendamping, found, import, invite, join, sync};

/// Families of the group that meets.
const FAMILIES: usize = 25;

/// Counts what a person does at a window.
struct Taps<'w> {
    window: &'w Window,
    counted: u32,
}

impl<'w> Taps<'w> {
    fn at(window: &'w Window) -> Self {
        Self { window, counted: 0 }
    }

    async fn tap(&mut self, what: &str) {
        self.window.tap(what).await;
        self.counted += 1;
    }

    async fn write(&mut self, what: &str, text: &str) {
        self.window.write(what, text).await;
        self.counted += 1;
    }

    /// Prints what it cost, and fails beyond the limit.
    fn within(self, limit: u32, what: &str) {
        println!("taps to {what}: {} (at most {limit})", self.counted);
        let counted = self.counted;
        assert!(counted <= limit, "{what} costs {counted} taps");
    }
}

#[tokio::test]
async fn the_daily_work_costs_so_many_taps() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), "390x844");
    let office = stage.open("kantor").await;
    found(&office).await;
    let roster = stage.path("daftar.xlsx");
    write_groups(&roster, &[("ANGGREK", FAMILIES), ("MAWAR", 8)]).unwrap();
    import(&office, &roster).await;
    let person = a_pendamping(&office).await;
    let invited = invite(&office, &person).await;
    let phone = stage.open("hp").await;
    join(&phone, &invited).await;
    sync(&office).await;
    sync(&phone).await;
    first_meeting(&phone, &group_of(&phone, "ANGGREK").await).await;
    share_rhk2(&stage, &phone).await;
    record(&phone).await;
    correct(&phone).await;
    find(&phone).await;
    phone.close().await;
    office.close().await;

    // At the desk; the window that was opened last lies on top.
    let place = folder.path().join("meja");
    std::fs::create_dir(&place).unwrap();
    let desk = Stage::new(&place, "1180x820");
    let office = desk.open("kantor").await;
    found(&office).await;
    import(&office, &roster).await;
    let person = a_pendamping(&office).await;
    unmet(&office).await;
    export(&desk, &office).await;
    invite_somebody(&office, &person).await;
    office.close().await;
}

/// The document of the group with that name.
async fn group_of(phone: &Window, name: &str) -> String {
    phone.go("beranda").await;
    phone.see("not-met-1").await;
    let find = format!(
        "return [...document.querySelectorAll('a[data-test^=not-met-]')]
           .find((row) => row.textContent.includes('{name}')).getAttribute('href').split('=').pop()"
    );
    let group = phone.script(&find).await;
    group.as_str().expect("the group waits").to_owned()
}

/// The first meeting of a group: what is usual is said once.
async fn first_meeting(phone: &Window, group: &str) {
    phone.go(&format!("catat?kelompok={group}")).await;
    phone.write("starts", "09.00").await;
    phone.write("ends", "10.30").await;
    phone.write("place", "Balai desa").await;
    phone.tap("step-1").await;
    phone.tap("all-present").await;
    phone.tap("step-3").await;
    phone.see("warnings").await;
    phone.tap("save-meeting").await;
    phone.see("edit-meeting").await;
    // The other group has been waiting longer; it meets too, as the first one did but for its place.
    phone.go("beranda").await;
    phone.tap("record").await;
    phone.write("place", "Rumah ketua").await;
    phone.tap("step-3").await;
    phone.tap("save-meeting").await;
    phone.see("edit-meeting").await;
}

/// From "Simpan", which has just been tapped, to the RHK 2 report of the meeting as a PDF to be sent.
async fn share_rhk2(stage: &Stage, phone: &Window) {
    let file = stage.path("rhk2.pdf");
    let mut taps = Taps::at(phone);
    taps.counted = 1;
    phone.answer_dialogs(&[&file]);
    taps.tap("meeting-files").await;
    taps.tap("write-rhk2-pdf").await;
    phone.see("form-written").await;
    taps.tap("file-share").await;
    phone.see_text("toast", "Ctrl V").await;
    taps.within(4, "share the RHK 2 report of a meeting that is saved");
    let written = std::fs::read(&file).expect("the report is written");
    assert!(written.starts_with(b"%PDF"));
}

async fn record(phone: &Window) {
    let group = {
        phone.go("beranda").await;
        phone.see("record").await;
        phone.tap("record").await;
        phone.see("counts").await;
        let rows = phone
            .script("return document.querySelectorAll('[data-row]').length")
            .await;
        phone.tap("back").await;
        phone.see("record").await;
        rows.as_u64()
    };
    assert_eq!(
        group,
        Some(FAMILIES as u64),
        "the group that is due is proposed"
    );
    let mut taps = Taps::at(phone);
    taps.tap("record").await;
    taps.tap("mark-alfa-3").await;
    taps.tap("mark-alfa-8").await;
    taps.tap("all-present").await;
    taps.tap("step-3").await;
    taps.tap("save-meeting").await;
    phone.see("edit-meeting").await;
    taps.within(6, "record a meeting of 25 families, two absent");
    phone.go("beranda").await;
    let saved = phone.text("just-saved").await;
    assert!(
        saved.contains("23 hadir") && saved.contains("2 alfa"),
        "{saved}"
    );
}

async fn correct(phone: &Window) {
    phone.tap("just-saved-row").await;
    let mut taps = Taps::at(phone);
    taps.tap("edit-meeting").await;
    taps.tap("mark-hadir-3").await;
    taps.tap("save-meeting").await;
    phone.see("edit-meeting").await;
    taps.within(3, "correct a mark");
    phone.go("beranda").await;
    let saved = phone.text("just-saved").await;
    assert!(
        saved.contains("24 hadir") && saved.contains("1 alfa"),
        "{saved}"
    );
}

async fn find(phone: &Window) {
    let mut taps = Taps::at(phone);
    taps.tap("nav-kelompok").await;
    taps.write("search", "siti").await;
    taps.tap("hit-1").await;
    phone.see("nik").await;
    taps.within(3, "find a family");
}

async fn unmet(office: &Window) {
    office.go("ringkasan").await;
    office.see("figure-groups").await;
    let mut taps = Taps::at(office);
    taps.tap("figure-unmet").await;
    office.see("unmet-search").await;
    taps.within(1, "see who has not met");
}

async fn export(desk: &Stage, office: &Window) {
    office.go("ringkasan").await;
    office.see("figure-groups").await;
    office.answer_dialogs(&[&desk.path("rekap.xlsx")]);
    let mut taps = Taps::at(office);
    taps.tap("figure-groups").await;
    taps.tap("export-rekap").await;
    office.see("exported").await;
    taps.within(2, "export the rekap");
    for way in ["file-open", "file-folder"] {
        office.see(way).await;
    }
    // What lies on the clipboard then: `src-tauri/src/clipboard.rs`.
    office.tap("file-share").await;
    office.see_text("toast", "Ctrl V").await;
}

async fn invite_somebody(office: &Window, person: &str) {
    office.go("ringkasan").await;
    office.see("figure-groups").await;
    let mut taps = Taps::at(office);
    taps.tap("nav-orang").await;
    taps.tap(&format!("staff-{person}")).await;
    taps.tap("invite").await;
    taps.tap("invite-copy").await;
    let message = office.value("invite-text").await;
    assert!(message.contains("Ani Lestari"), "{message}");
    taps.within(4, "invite a pendamping");
}
