//! What a device of the office says of its people, by the calls of its screens, under the names that [`crate::recount::people`] gives.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sesi_core::device::Device;

use super::Play;
use crate::asked::ask;

use crate::recount::people::{Figures, REGISTER_DAYS, SUMS, before, listed, task_text};

/// A list of an answer.
pub(super) fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text of an answer, `-` for none.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A name without regard to how a screen writes it.
pub(super) fn name(value: &Value) -> String {
    text(value).to_uppercase()
}

/// Everything.
pub fn by_office(play: &Play, device: &Device) -> Figures {
    let mut figures = Figures::new();
    let today = play.today.to_string();
    for back in REGISTER_DAYS {
        register(device, back, &before(&today, back), &mut figures);
    }
    training(play, device, &mut figures);
    rakor(play, device, &mut figures);
    voices(device, &mut figures);
    supervision(play, device, &mut figures);
    figures
}

fn register(device: &Device, back: u64, day: &str, figures: &mut Figures) {
    let shown = ask(device, "staff_register", json!({ "day": day }));
    let posted = each(&shown["staff"]).filter(|row| row["posted"] == true);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = 0;
    for row in posted {
        all += 1;
        for place in each(&row["kecamatan"]) {
            *places.entry(text(&place["name"])).or_default() += 1;
        }
    }
    figures.insert(format!("register {back}: semua"), all.to_string());
    for (place, many) in places {
        figures.insert(format!("register {back}: {place}"), many.to_string());
    }
}

fn trained(count: &Value) -> String {
    let [staff, trained, untrained, coached] =
        ["staff", "trained", "untrained", "coached"].map(|key| &count[key]);
    format!("{staff} staf, {trained} sudah, {untrained} belum, {coached} coaching")
}

fn training(play: &Play, device: &Device, figures: &mut Figures) {
    let shown = ask(device, "untrained", json!({}));
    for place in each(&shown["places"]) {
        figures.insert(
            format!("diklat: {}", text(&place["kecamatan"]["name"])),
            trained(&place["count"]),
        );
    }
    figures.insert("diklat: kabupaten".into(), trained(&shown["total"]));
    let people: Vec<String> = each(&shown["people"])
        .map(|row| name(&row["person"]["name"]))
        .collect();
    figures.insert(
        "belum pernah diklat".into(),
        listed(people.iter().map(String::as_str)),
    );
    for row in each(&ask(device, "trainings", json!({}))) {
        let called = text(&row["name"]);
        figures.insert(
            format!("pelatihan {called}: peserta, yang ikut"),
            format!("{} {}", row["people"], row["took_part"]),
        );
        let one = ask(device, "training", json!({ "id": row["id"] }));
        for half in one["facts"]["halves"].as_object().into_iter().flatten() {
            let [h, i, t] = ["hadir", "izin", "tanpa_keterangan"].map(|mark| {
                let people = each(&one["people"]);
                people
                    .filter(|person| person["marks"][half.0] == mark)
                    .count()
            });
            figures.insert(
                format!("pelatihan {called}: {}", half.0),
                format!("{h} hadir, {i} izin, {t} tanpa keterangan"),
            );
        }
        let results = ask(device, "training_results", json!({ "id": row["id"] }));
        for row in each(&results["people"]).filter(|row| !row["base"].is_null()) {
            figures.insert(
                format!("nilai {called}: {}", name(&row["person"]["name"])),
                result(&row["facts"]),
            );
        }
        figures.insert(
            format!("nilai {called}: keduanya, jumlah"),
            format!(
                "{} {} {}",
                results["both"], results["pre_sum"], results["post_sum"]
            ),
        );
        assert!(play.documents.contains_key(&called), "{called} was entered");
    }
}

/// Scores and certificate.
pub(super) fn result(facts: &Value) -> String {
    format!(
        "{} {} {} {}",
        text(&facts["pre"]),
        text(&facts["post"]),
        text(&facts["outcome"]),
        text(&facts["certificate"])
    )
}

/// Who was there.
pub(super) fn there(count: &Value) -> String {
    let [hadir, izin, absent, unmarked, guests] =
        ["hadir", "izin", "absent", "unmarked", "guests"].map(|key| &count[key]);
    format!(
        "{hadir} hadir, {izin} izin, {absent} tanpa keterangan, {unmarked} belum ditandai, {guests} tamu"
    )
}

fn rakor(play: &Play, device: &Device, figures: &mut Figures) {
    for row in each(&ask(device, "rakors", json!({}))) {
        let title = text(&row["title"]);
        assert!(play.documents.contains_key(&title), "{title} was entered");
        let one = ask(device, "rakor", json!({ "id": row["id"] }));
        let mut say = |what: &str, value: String| {
            figures.insert(format!("rakor {title}: {what}"), value);
        };
        assert_eq!(
            row["count"], one["count"],
            "the list counts as the page does"
        );
        say("kehadiran", there(&one["count"]));
        let reasons = each(&one["people"]).filter(|person| !person["reason"].is_null());
        let reasons: Vec<String> = reasons
            .map(|person| format!("{}: {}", name(&person["name"]), text(&person["reason"])))
            .collect();
        say("alasan", listed(reasons.iter().map(String::as_str)));
        let points: Vec<String> = each(&one["points"])
            .map(|point| {
                format!(
                    "{}: {} {}",
                    text(&point["speaker"]),
                    text(&point["said"]),
                    text(&point["decided"])
                )
            })
            .collect();
        say("notulen", listed(points.iter().map(String::as_str)));
        let tasks: Vec<String> = each(&one["tasks"])
            .map(|task| text(&task["task"]))
            .collect();
        say("tugas", listed(tasks.iter().map(String::as_str)));
        let changed = each(&one["changed"]).count();
        say("ditutup, diubah", format!("{} {changed}", one["closed"]));
        let open: Vec<String> = each(&one["open"]).map(head).collect();
        say("masih terbuka", listed(open.iter().map(String::as_str)));
    }
}

/// The sentence of the voice that a matter is answered with.
pub(super) fn head(matter: &Value) -> String {
    let first = &matter["voices"][0];
    if first["rakor"].is_null() {
        text(&first["text"])
    } else {
        task_text(&text(&matter["task"]))
    }
}

/// Where a matter stands.
pub(super) fn state(matter: &Value) -> String {
    format!(
        "{} orang, {}, lewat {}, dijawab {}",
        matter["people"],
        text(&matter["state"]),
        matter["overdue"],
        text(&matter["answered"])
    )
}

fn dealt(sum: &Value) -> String {
    let median = sum["median_half_days"]
        .as_u64()
        .map_or("-".to_owned(), |twice| {
            format!("{}{}", twice / 2, if twice % 2 == 1 { ",5" } else { "" })
        });
    format!(
        "{} suara, {} dijawab, {} selesai, {} lewat, median {median} hari",
        sum["voices"], sum["answered"], sum["closed"], sum["overdue"]
    )
}

fn voices(device: &Device, figures: &mut Figures) {
    let shown = ask(device, "voices", json!({}));
    let (mut open, mut overdue) = (0, 0);
    for matter in each(&shown["matters"]) {
        figures.insert(format!("suara {}", head(matter)), state(matter));
        open += u32::from(matter["state"] != "closed");
        overdue += u32::from(matter["overdue"] == true);
    }
    figures.insert(
        "suara: terbuka, lewat tenggat".into(),
        format!("{open} {overdue}"),
    );
    let told = ask(
        device,
        "voices_evaluation",
        json!({ "first": null, "last": null }),
    );
    figures.insert("evaluasi suara".into(), dealt(&told["total"]));
    for topic in each(&told["topics"]) {
        let called = text(&topic["topic"]);
        figures.insert(format!("evaluasi topik {called}"), dealt(&topic["sum"]));
        for (month, many) in each(&told["months"]).zip(each(&topic["by_month"])) {
            if *many != 0 {
                figures.insert(
                    format!("evaluasi topik {called} {}", text(month)),
                    many.to_string(),
                );
            }
        }
    }
    for place in each(&told["places"]) {
        figures.insert(
            format!("evaluasi kecamatan {}", text(&place["kecamatan"])),
            dealt(&place["sum"]),
        );
    }
    for task in each(&shown["coaching"]) {
        let one = ask(
            device,
            "supervision",
            json!({ "id": task["supervision"], "staff": null }),
        );
        figures.insert(
            format!(
                "tindak lanjut {} {} {}",
                name(&task["person"]["name"]),
                text(&one["facts"]["day"]),
                text(&task["what"])
            ),
            format!("{}, lewat {}", text(&task["state"]), task["overdue"]),
        );
    }
}

/// A supervision in a list.
pub(super) fn supervised(row: &Value) -> String {
    let points = &row["points"];
    format!(
        "{}, dicabut {}, skor {} {}, {} diamati, {} tugas terbuka",
        text(&row["state"]),
        row["withdrawn"],
        text(&points["score"]),
        text(&points["band"]),
        points["observed"],
        row["open_tasks"]
    )
}

fn supervision(play: &Play, device: &Device, figures: &mut Figures) {
    let planned = ask(device, "supervision_plan", json!({}));
    for row in each(&planned["people"]) {
        figures.insert(
            format!("rencana supervisi {}", name(&row["person"]["name"])),
            format!(
                "{} kali, terakhir {}, {} tugas terbuka, {} kelompok, {} KPM, {} hadir dari {}",
                row["times"],
                text(&row["last"]),
                row["open_tasks"],
                row["groups"],
                row["families"],
                row["hadir"],
                row["expected"]
            ),
        );
    }
    figures.insert(
        "rencana supervisi: belum pernah, bulan ini, tanpa kelompok".into(),
        format!(
            "{} {} {}",
            planned["never"], planned["this_month"], planned["without_groups"]
        ),
    );
    for one in &play.staff {
        let shown = ask(device, "supervised", json!({ "staff": one.id }));
        for row in each(&shown["rows"]) {
            let called = format!("supervisi {} {}", one.name, text(&row["day"]));
            figures.insert(called.clone(), supervised(row));
            let seen = ask(
                device,
                "supervision",
                json!({ "id": row["id"], "staff": null }),
            );
            let hadir: u64 = each(&seen["recorded"])
                .filter_map(|met| met["tally"]["hadir"].as_u64())
                .sum();
            figures.insert(
                format!("{called}: kepala, hadir, tanggapan"),
                format!(
                    "{} {hadir} {}",
                    seen["facts"]["counted"],
                    text(&seen["reply"])
                ),
            );
        }
    }
}

/// The sums that the office would tell of a month: a row for each kecamatan, and of the kabupaten.
///
/// # Panics
/// If the table lacks a column of the form.
pub fn sums(device: &Device, month: &str) -> Figures {
    let mut figures = Figures::new();
    let shown = ask(device, "province_sums", json!({ "month": month }));
    let table = &shown["table"];
    let heads: Vec<String> = each(&table["columns"])
        .map(|head| text(&head["key"]))
        .collect();
    let at = |row: &Value, key: &str| {
        let at = heads.iter().position(|head| head == key);
        row[at.expect("a column of the form")].clone()
    };
    let mut say = |place: &str, row: &Value| {
        for key in SUMS {
            figures.insert(format!("jumlah {place}: {key}"), text(&at(row, key)));
        }
    };
    for row in each(&table["rows"]) {
        say(&text(&at(row, "name")), row);
    }
    say("kabupaten", &table["total"]);
    figures
}
