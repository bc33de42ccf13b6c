//! Names of people as windows get them: in title case wherever a person reads them, as typed where a form changes them or a list is quoted.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;

use super::{command, job, query};
use crate::device::Device;
use crate::kinds::{DocKey, FamilyPatch, GroupPatch, Mark, MonthPatch, YearMonth};
use crate::testkit::{Kelompok, Stage, TOILI, marks};

/// As they were typed: no answer may say them so, and each that names somebody says one of them otherwise.
const TYPED: [&str; 3] = ["ANITA", "KELUARGA", "RATNA"];
const SHOWN: [&str; 3] = ["Anita", "Keluarga", "Ratna"];

/// Queries that name nobody of this office: places, figures, settings, the curriculum, or what lists and documents say themselves.
const NAMELESS: [&str; 45] = [
    // What somebody typed, as it was typed.
    "unsaved",
    "province_sums",
    "own_months",
    "kabupaten_months",
    "province_month",
    "record_warnings",
    "record_open",
    "dropped_drafts",
    "places",
    "modul",
    "my_month",
    "sending",
    "diagnostics",
    "relay",
    "badges",
    "data_tables",
    "family_numbers",
    "todos",
    "closed_todos",
    "imports",
    "list_profiles",
    "enrolment_questions",
    "security",
    "curriculum",
    "instrument",
    "templates",
    "form_papers",
    "template",
    "try_template",
    "office",
    // The invented office has none of these, and their names are those of the others: `Person` and `Difference`.
    "differences",
    "compliance",
    "duplicates",
    "staff_facts",
    "trainings",
    "rakors",
    // What is copied from it is typed into SIKS-NG as the list has it.
    "siks",
    "voices_evaluation",
    "sent_tables",
    "letters",
    "letter",
    "letter_text",
    // Groups alone, in the office's own list of plans.
    "plans",
    "schedule",
    "plans_text",
];

struct Scene {
    stage: Stage,
    anita: uuid::Uuid,
    group: Kelompok,
    meeting: uuid::Uuid,
    events: Events,
}

/// A training and a rakor at which a member of staff was.
struct Events {
    training: Value,
    rakor: Value,
}

impl Events {
    fn of(device: &mut Device, who: uuid::Uuid) -> Self {
        let who = format!("s{}", who.simple());
        let mut made = |named: &str, title: &str, dated: Value| {
            let mut facts = query(device, named, json!({"id": null})).unwrap()["facts"].clone();
            facts[title] = json!("Koordinasi");
            for (day, value) in dated.as_object().unwrap() {
                facts[day] = value.clone();
            }
            let asked = json!({"id": null, "base": "", "facts": facts});
            let id = command(device, &format!("save_{named}"), asked).unwrap();
            let base = query(device, named, json!({"id": id})).unwrap()["base"].clone();
            (id, base)
        };
        let (training, of_training) = made(
            "training",
            "name",
            json!({"kind": "diklat", "starts": "2026-11-02", "ends": "2026-11-02"}),
        );
        let (rakor, of_rakor) = made("rakor", "title", json!({"day": "2026-11-03"}));
        let taken = json!({
            "id": training, "base": of_training, "taking": {who.clone(): "terdaftar"}, "facilitators": {}, "guests": [],
        });
        command(device, "save_training_people", taken).unwrap();
        let marked = json!({
            "id": rakor, "base": of_rakor, "marks": {who: "hadir"}, "reasons": {}, "guests": [],
        });
        command(device, "mark_rakor", marked).unwrap();
        Self { training, rakor }
    }
}

fn scene() -> Scene {
    let mut stage = Stage::new(1701);
    let anita = stage.hire("HJ. ANITA DAENG, S.SOS", &[TOILI]);
    let (group, other) = (
        stage.group(TOILI, "MELATI II", anita, 5),
        stage.group(TOILI, "MAWAR II", anita, 1),
    );
    let device = &mut stage.office.device;
    let chair = GroupPatch {
        ketua: Set::To(group.families[0]),
        ..GroupPatch::default()
    };
    device
        .edit(&DocKey::Group(group.id), &chair.into())
        .unwrap();
    let key = group.meeting(5);
    let elsewhere = (other.families[0], Mark::Hadir);
    let said = marks([
        (group.families[0], Mark::Hadir),
        (group.families[1], Mark::Alfa),
        elsewhere,
    ]);
    device.edit(&key, &said).unwrap();
    let again = marks([(group.families[0], Mark::Sakit)]);
    device.edit(&key, &again).unwrap();
    // A mark at another group's meeting, a family without a group, one that is moved and a group that is handed over.
    let groupless = FamilyPatch {
        name: Set::To("KELUARGA TANPA KELOMPOK".into()),
        kecamatan: Set::To(TOILI.into()),
        desa: Set::To(format!("{TOILI}.2001")),
        ..FamilyPatch::default()
    };
    let key_of_groupless = DocKey::Family(uuid::Uuid::from_u128(77));
    device.edit(&key_of_groupless, &groupless.into()).unwrap();
    let moved = json!({"ids": [group.families[4]], "group": other.id, "since": "2026-11-01"});
    command(device, "move_families", moved).unwrap();
    let meeting = key.id(&device.office()).0;
    let voice = json!({"voice": "usul", "topic": "", "text": "lampu", "meeting": null});
    command(device, "say_voice", voice).unwrap();
    let events = Events::of(device, anita);
    Scene {
        stage,
        anita,
        group,
        meeting,
        events,
    }
}

/// Every text of an answer but those that are said as typed.
fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| texts(one, out)),
        Value::Object(all) => {
            let read = all.iter().filter(|(key, _)| *key != "typed");
            read.for_each(|(_, one)| texts(one, out));
        }
        _ => {}
    }
}

fn check(name: &str, answer: &Value) {
    let mut all = Vec::new();
    texts(answer, &mut all);
    let typed = all
        .iter()
        .find(|text| TYPED.iter().any(|name| text.contains(name)));
    assert_eq!(typed, None, "{name} says a name as it was typed");
    let names = all
        .iter()
        .any(|text| SHOWN.iter().any(|name| text.contains(name)));
    assert!(names, "{name} names nobody: {answer}");
    let groups = all.iter().filter(|text| text.contains("MELATI "));
    assert!(
        groups.clone().all(|text| text.contains("MELATI II"))
            && !all.iter().any(|t| t.contains("Ii")),
        "{name} shows a group as if it were a person"
    );
}

/// The rekap of a month was sent, and afterwards somebody wrote of the month.
fn sent(device: &mut Device, month: &str, by: uuid::Uuid) -> Value {
    let seen = query(device, "sent_rekap", json!({"month": month})).unwrap()["now"].clone();
    let asked =
        json!({"month": month, "seen": seen, "day": "2026-11-03", "receiver": "", "note": ""});
    let kept = command(device, "send_rekap", asked).unwrap();
    let written = DocKey::Month {
        staff: by,
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let said = MonthPatch {
        dynamics: Set::To("hujan".to_owned()),
        ..MonthPatch::default()
    };
    device.edit(&written, &said.into()).unwrap();
    kept
}

#[test]
#[allow(clippy::too_many_lines, reason = "a line for each query")]
fn every_answer_shows_names_in_title_case() {
    let mut scene = scene();
    let (group, family, meeting) = (scene.group.id, scene.group.families[0], scene.meeting);
    let device: &mut Device = &mut scene.stage.office.device;
    let month = "2026-10";
    let send = sent(device, month, scene.anita);
    let asked = [
        ("beranda", json!({})),
        ("record_new", json!({"group": group, "date": "2026-11-12"})),
        ("record_edit", json!({"meeting": meeting})),
        ("meeting", json!({"id": meeting})),
        (
            "groups",
            json!({"search": "", "kecamatan": null, "closed": false}),
        ),
        ("group", json!({"id": group})),
        (
            "families",
            json!({"search": "", "kecamatan": null, "group": null, "status": null, "offset": 0, "limit": 50}),
        ),
        ("family", json!({"id": family})),
        ("family_table", json!({})),
        ("arrangements", json!({"group": null})),
        (
            "arranging_effects",
            json!({"what": "move", "group": null, "families": [family], "to": null, "since": "2026-10-01"}),
        ),
        ("handover", json!({"groups": [group], "to": null})),
        ("search", json!({"text": "keluarga"})),
        ("search", json!({"text": "anita"})),
        ("ringkasan", json!({"month": month})),
        ("rekap", json!({"month": month})),
        ("unmet", json!({"month": "2026-11"})),
        ("rekap_text", json!({"month": month, "kecamatan": TOILI})),
        ("sent_rekap", json!({"month": month})),
        ("sent_changes_text", json!({"month": month, "send": send})),
        (
            "rhk_text",
            json!({"month": month, "pendamping": null, "form": "rhk7"}),
        ),
        (
            "meetings_text",
            json!({"of": {"meeting": meeting}, "form": "kegiatan"}),
        ),
        (
            "check_list",
            json!({"which": "all", "month": month, "kecamatan": null, "pendamping": null}),
        ),
        ("check", json!({"id": meeting})),
        ("people", json!({})),
        (
            "semester_groups",
            json!({"semester": null, "kecamatan": null}),
        ),
        ("semester", json!({"group": group, "semester": null})),
        ("staff_register", json!({"day": null})),
        ("training", json!({"id": scene.events.training})),
        ("rakor", json!({"id": scene.events.rakor})),
        ("voices", json!({})),
        (
            "siks_month",
            json!({"month": "2026-10", "kecamatan": null, "mine": false}),
        ),
        ("untrained", json!({})),
        ("training_results", json!({"id": scene.events.training})),
        ("training_history", json!({"staff": scene.anita})),
        ("supervision_plan", json!({})),
        ("supervised", json!({"staff": scene.anita})),
        ("supervision", json!({"id": null, "staff": scene.anita})),
        ("plan", json!({"group": group, "year": null})),
        ("visit", json!({"family": family, "id": null})),
        ("letter_form", json!({"family": family})),
    ];
    for (name, asked) in &asked {
        let answer = query(device, name, asked.clone()).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        check(name, &answer);
    }
    // Whoever adds a query says here whether it names anybody.
    let schema = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../ui/src/shell/schema.ts"
    ));
    let schema = schema.unwrap();
    let queries = schema.split("export interface Queries {").nth(1).unwrap();
    let queries = queries.split('}').collect::<Vec<_>>().join("");
    let queries = queries.split("export interface").next().unwrap();
    let known: BTreeSet<&str> = asked
        .iter()
        .map(|(name, _)| *name)
        .chain(NAMELESS)
        .collect();
    let lines = queries
        .lines()
        .filter_map(|line| line.trim().split_once(": { ask"));
    let unknown: Vec<&str> = lines
        .map(|(name, _)| name)
        .filter(|name| !known.contains(name))
        .collect();
    assert_eq!(
        unknown,
        Vec::<&str>::new(),
        "queries that this test does not ask"
    );
}

#[test]
fn forms_that_change_a_name_begin_with_what_was_typed_and_data_saya_keeps_it() {
    let mut scene = scene();
    let family = scene.group.families[0];
    let folder = scene.stage.dir.path().join("data");
    let device = &mut scene.stage.office.device;
    let view = query(device, "family", json!({"id": family})).unwrap();
    assert_eq!(view["typed"], "MELATI II KELUARGA 0");
    assert_eq!(view["row"]["name"], "Melati II Keluarga 0");
    let people = query(device, "people", json!({})).unwrap();
    let anita = people["staff"].as_array().unwrap().iter();
    let anita = anita.clone().find(|row| row["typed"] != "RATNA").unwrap();
    assert_eq!(anita["typed"], "HJ. ANITA DAENG, S.SOS");
    assert_eq!(anita["person"]["name"], "Hj. Anita Daeng, S.Sos");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("data.json");
    let asked = json!({"path": path, "format": "json", "month": null});
    job(device, "export_data", asked, &mut unwatched).unwrap();
    let all = std::fs::read_to_string(&path).unwrap();
    assert!(all.contains("MELATI II KELUARGA 0") && all.contains("HJ. ANITA DAENG, S.SOS"));
}

#[test]
fn a_greeting_calls_people_by_their_name() {
    let scene = scene();
    let view = query(&scene.stage.office.device, "beranda", json!({})).unwrap();
    assert_eq!(
        (&view["name"], &view["greeted"]),
        (&json!("Ratna"), &json!("Ratna"))
    );
}
