//! The window itself, as people use it: real copies of the app in a `WebKit` view, a real relay, `kill -9` and no signal. Needs a display;
//! `make test` gives it one in memory.

use std::path::Path;

use calamine::{Data, DataType, Reader, open_workbook_auto};
use sesi_tests::window::Window;
use sesi_tests::window::story::{
    Stage, a_pendamping, found, import, invite, join, learn_of_revocation, leave_words,
    say_founding, sync, unlock,
};

/// How often a draft is kept: enough to meet a fault that shows once in five times.
const DRAFTS: usize = 30;
/// The window of a phone.
const PHONE: &str = "390x844";
const ASKED: &str = "Jembatan putus, bolehkah bertemu di balai desa?";
const ANSWER: &str = "Boleh, selama jembatan belum diperbaiki.";
const TASK: &str = "Pindahkan pertemuan ke balai desa";
const PROOF: &str = "Pertemuan sudah di balai desa";

#[tokio::test]
async fn the_main_job_from_founding_to_the_rekap_with_no_signal_and_a_flat_battery_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::new(folder.path(), "1180x820");
    let office = stage.open("kantor").await;
    found(&office).await;
    import(&office, &stage.roster()).await;
    let person = a_pendamping(&office).await;
    let invited = invite(&office, &person).await;
    let phone = stage.open("hp").await;
    join(&phone, &invited).await;
    sync(&office).await;
    sync(&phone).await;

    // No signal, and the battery is empty in the middle of marking.
    stage.no_signal();
    phone.go("beranda").await;
    phone.tap("record").await;
    phone.tap("next-step").await;
    phone.tap("mark-hadir-1").await;
    phone.tap("mark-sakit-2").await;
    phone.tap("mark-alfa-3").await;
    wait_for_draft(&phone).await;
    phone.kill();
    let phone = stage.open("hp").await;
    unlock(&phone).await;
    // It opens where she was.
    phone.see("counts").await;
    assert!(pressed(&phone, "mark-hadir-1").await);
    assert!(pressed(&phone, "mark-sakit-2").await);
    assert!(pressed(&phone, "mark-alfa-3").await);
    assert!(!pressed(&phone, "mark-hadir-4").await);
    phone.tap("all-present").await;
    assert!(pressed(&phone, "mark-alfa-3").await, "what is marked stays");
    let hadir = leading_number(&phone.text("counts").await);
    phone.tap("next-step").await;
    phone.tap("rate-baik-1").await;
    phone.tap("next-step").await;
    phone.write("notes-hasil", "Semua paham").await;
    phone.tap("save-meeting").await;
    phone.go("beranda").await;
    phone.see("safe-here").await;
    assert!(!phone.sees("safe-office").await);

    // The signal is back.
    stage.signal();
    sync(&phone).await;
    phone.go("beranda").await;
    phone.see("safe-office").await;

    // It arrives, is checked and counted.
    sync(&office).await;
    office.go("periksa").await;
    office.see("check-list").await;
    let meeting = first_meeting(&office).await;
    office.go(&format!("periksa/{meeting}")).await;
    office.tap("verdict-sesuai").await;
    let month = office
        .script("return new Date().toISOString().slice(0, 7)")
        .await;
    let month = month.as_str().unwrap();
    let file = stage.path("rekap.xlsx");
    office.answer_dialogs(&[&file]);
    office.go(&format!("rekap/{month}")).await;
    office.see("as-of").await;
    office.tap("export-rekap").await;
    office.see("exported").await;
    let marked = read_rekap(&file);
    let counted = (marked.groups_met, marked.hadir);
    assert_eq!(counted, (1.0, hadir), "groups met and families present");

    // The phone is lost.
    office.go(&format!("orang/{person}")).await;
    office.tap("revoke").await;
    office.tap("revoke-yes").await;
    office.see("revoked").await;
    sync(&office).await;
    learn_of_revocation(&phone).await;
    office.close().await;
    phone.close().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, step by step")]
async fn a_voice_from_a_phone_with_no_signal_is_answered_at_the_rakor_and_comes_back_as_a_task() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::new(folder.path(), "1180x820");
    let office = stage.open("kantor").await;
    found(&office).await;
    import(&office, &stage.roster()).await;
    let person = a_pendamping(&office).await;
    let invited = invite(&office, &person).await;
    let phone = stage.open_at("hp", PHONE).await;
    join(&phone, &invited).await;
    sync(&office).await;
    sync(&phone).await;

    // No signal: she writes, and the battery is empty a moment later.
    stage.no_signal();
    phone.go("suara").await;
    phone.tap("voice-new").await;
    phone.tap("kind-pertanyaan").await;
    phone.choose("topic", "Jarak/lokasi").await;
    phone.write("voice-text", ASKED).await;
    stage.picture(&phone, "suara-1-tanpa-sinyal");
    phone.tap("voice-send").await;
    phone.see_text("voice-1", ASKED).await;
    phone.kill();
    let phone = stage.open_at("hp", PHONE).await;
    unlock(&phone).await;
    phone.go("suara").await;
    phone.see_text("voice-1", ASKED).await;
    stage.picture(&phone, "suara-2-tersimpan");
    phone.go("sinkronisasi").await;
    // What waits can go by a file meanwhile.
    let carried = stage.path("titip.sesi");
    phone.answer_dialogs(&[&carried]);
    phone.tap("export-entries").await;
    phone.see("file-said").await;
    assert!(std::fs::metadata(&carried).is_ok_and(|file| file.len() > 0));
    phone.tap("sync-now").await;
    phone.see("sync-stopped").await;
    assert!(!office.page().await.contains(ASKED));
    stage.signal();
    sync(&phone).await;
    phone.close().await;

    // At the office a rakor is opened: what is open stands there before anybody has spoken.
    sync(&office).await;
    office.go("rakor-baru").await;
    office.write("rakor-title", "Rakor Evaluasi").await;
    office.write("rakor-place", "Aula Dinas Sosial").await;
    office.tap("save-rakor").await;
    office.see("rakor-state").await;
    let rakor = last_part(&address(&office).await);
    assert!(office.page().await.contains(ASKED), "it opens the agenda");
    stage.picture(&office, "suara-3-rakor");
    office
        .tap(&format!("mark-s{}-hadir", person.replace('-', "")))
        .await;
    office.tap("save-marks").await;
    office.see_gone("unsaved").await;
    office.write("point-speaker", "Ratna Dewi").await;
    office
        .write("point-said", "Jembatan putus sejak Oktober")
        .await;
    office
        .write("point-decided", "Pertemuan dipindah ke balai desa")
        .await;
    office.tap("point-save").await;
    office.see("point").await;
    stage.picture(&office, "suara-4-notulen");
    let matter = office
        .script("return document.querySelector('a.matter[href*=\"suara/\"]').getAttribute('href')")
        .await;
    let matter = last_part(matter.as_str().expect("the matter is a link"));
    office.go(&format!("suara/{matter}")).await;
    office.write("decide-answer", ANSWER).await;
    office.write("decide-task", TASK).await;
    office.choose("decide-who", &person).await;
    office.write("decide-due", "31-12-2026").await;
    stage.picture(&office, "suara-5-jawaban");
    office.tap("decide-save").await;
    office.see_gone("decide-save").await;
    office.go(&format!("rakor/{rakor}")).await;
    office.tap("rakor-close").await;
    office.see("rakor-closed").await;
    stage.picture(&office, "suara-6-ditutup");
    sync(&office).await;

    // On the phone: the answer under the question, the task on top, and what was decided.
    let phone = stage.open_at("hp", PHONE).await;
    unlock(&phone).await;
    sync(&phone).await;
    phone.go("suara").await;
    phone.see_text("voice-1", ANSWER).await;
    phone.see_text("task-1", TASK).await;
    stage.picture(&phone, "suara-7-dijawab");
    phone.go(&format!("rakor/{rakor}")).await;
    see_on_page(&phone, "Pertemuan dipindah ke balai desa").await;
    stage.picture(&phone, "suara-8-rakor-di-hp");
    phone.go(&format!("suara/{matter}")).await;
    phone.see_text("answer", ANSWER).await;
    phone.write("proof-text", PROOF).await;
    stage.picture(&phone, "suara-9-bukti");
    phone.tap("proof-save").await;
    phone.see_text("proof", PROOF).await;
    sync(&phone).await;
    sync(&office).await;
    office.go(&format!("suara/{matter}")).await;
    office.see_text("proof", PROOF).await;
    office.tap("decide-closed").await;
    office.tap("decide-save").await;
    office.see_gone("decide-save").await;
    sync(&office).await;
    sync(&phone).await;
    phone.go("suara").await;
    phone.see("voice-1").await;
    phone.see_gone("task-1").await;
    office.close().await;
    phone.close().await;
}

async fn see_on_page(window: &Window, text: &str) {
    for _ in 0..600 {
        if window.page().await.contains(text) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{text:?} does not come:\n{}", window.page().await);
}

fn last_part(address: &str) -> String {
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn anybody_can_look_around_in_a_sample_and_leave_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), "1180x820");
    let window = stage.open("contoh").await;
    window.tap("open-sample").await;
    window.see("sample-notice").await;
    window.go("ringkasan").await;
    window.see("figure-groups").await;
    window.tap("leave-sample").await;
    window.see("found-office").await;
    window.close().await;
}

#[tokio::test]
async fn a_draft_that_is_kept_leads_back_to_the_list_however_often() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), "390x844");
    let window = stage.open("contoh").await;
    window.tap("open-sample").await;
    window.see("sample-notice").await;
    let mut stayed = Vec::new();
    for round in 0..DRAFTS {
        window.go("beranda").await;
        // A new one, one that is taken up again and changed, one that is only looked at.
        let way = ["new", "changed", "looked at"][round % 3];
        window
            .tap(if way == "new" { "record" } else { "draft-1" })
            .await;
        window.see("draft").await;
        if way != "looked at" {
            window.tap("step-1").await;
            window.tap(&format!("mark-alfa-{}", 1 + round % 5)).await;
        }
        // From a draft the steps lead back one by one.
        for _ in 0..3 {
            window.tap("back").await;
            if window.sees_soon_for("keep-draft", 10).await {
                break;
            }
        }
        window.tap("keep-draft").await;
        if !window.sees_soon("draft-1").await {
            stayed.push(format!("{round} ({way}): {}", address(&window).await));
        }
    }
    assert!(
        stayed.is_empty(),
        "{} of {DRAFTS} stayed: {stayed:?}",
        stayed.len()
    );
    window.close().await;
}

async fn address(window: &Window) -> String {
    let address = window.script("return location.hash").await;
    address.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn whoever_waits_for_a_relay_that_never_answers_turns_back_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), "390x844");
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = format!("http://{}", silent.local_addr().unwrap());
    let office = stage.open("kantor").await;
    office.tap("found-office").await;
    say_founding(&office).await;
    office.write("relay", &relay).await;
    office.tap("found-submit").await;
    let _held = silent.accept().await.unwrap();
    office.tap("stop-job").await;
    // It is founded; the relay hears of it later.
    office.see("words").await;
    leave_words(&office).await;
    office.go("sinkronisasi").await;
    // The window may exchange by itself meanwhile: then there is nothing to tap.
    if office.sees_soon("sync-now").await {
        office.try_tap("sync-now").await;
    }
    let _held = silent.accept().await.unwrap();
    office.tap("sync-stop").await;
    office.see("sync-now").await;
    assert!(!office.sees("sync-stopped").await, "nobody failed");
    office.close().await;
}

/// Waits until the last tap is durable.
async fn wait_for_draft(phone: &Window) {
    for _ in 0..100 {
        let kept = phone.see("draft").await.attr("data-kept").await;
        if kept.is_ok_and(|kept| kept.as_deref() == Some("true")) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the taps are never kept:\n{}", phone.page().await);
}

fn leading_number(text: &str) -> f64 {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().expect("it begins with a number")
}

async fn pressed(window: &Window, what: &str) -> bool {
    let element = window.see(what).await;
    element.attr("aria-pressed").await.unwrap().as_deref() == Some("true")
        || element.attr("aria-checked").await.unwrap().as_deref() == Some("true")
}

async fn first_meeting(office: &Window) -> String {
    let link = office
        .script("return document.querySelector('[data-test=check-list] a[href*=\"periksa/\"]').getAttribute('href')")
        .await;
    let link = link.as_str().expect("a meeting waits").to_owned();
    link.rsplit('/').next().unwrap_or_default().to_owned()
}

/// What the rows of the kecamatan's sheets add up to.
#[derive(Debug, Default)]
struct Total {
    groups_met: f64,
    hadir: f64,
}

fn read_rekap(file: &Path) -> Total {
    let mut book = open_workbook_auto(file).expect("a workbook was written");
    let mut total = Total::default();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("a sheet reads");
        let head = |title: &str| -> Option<(usize, usize)> {
            range.rows().enumerate().find_map(|(at, row)| {
                let cell = row
                    .iter()
                    .position(|cell| *cell == Data::String(title.into()))?;
                Some((at, cell))
            })
        };
        let (Some((first, met)), Some((_, hadir)), Some((_, name))) = (
            head("Jumlah Kelompok Terealisasi"),
            head("Hadir"),
            head("Nama Pendamping"),
        ) else {
            continue;
        };
        for row in range.rows().skip(first + 1) {
            if matches!(&row[name], Data::String(text) if !text.is_empty()) {
                total.groups_met += row[met].as_f64().unwrap_or(0.0);
                total.hadir += row[hadir].as_f64().unwrap_or(0.0);
            }
        }
    }
    total
}
