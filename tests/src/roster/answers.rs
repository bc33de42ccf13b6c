//! The answers of calls in the form that others check.

use serde_json::{Value, json};
use sesi_core::device::Device;
use sesi_core::reference::Regions;

use super::refused::Refused;

/// The most rows of one run of empty ones that are named one by one.
const NAMED: u64 = 10_000;

/// What a list brings or brought.
pub fn list(answer: &Value) -> Value {
    let account = &answer["account"];
    let part = |name: &str| match &account[name] {
        Value::Null => answer.get(name).cloned().unwrap_or_else(|| json!([])),
        said => said.clone(),
    };
    let left_out = rows(&account["left_out"]);
    let spared = left_out.1;
    json!({
        "rows": account["rows"].as_u64().unwrap_or(0) - spared,
        "imported": account["imported"],
        "unchanged": account["unchanged"],
        "updated": part("updated"),
        "conflicts": part("conflicts"),
        "missing": part("missing"),
        "tasks": rows(&account["tasks"]).0,
        "left_out": left_out.0,
        "groups": part("groups"),
        "questions": part("questions"),
        "asked": account["asked"],
    })
}

/// The answer "the same family" to every question about who somebody is, if it is given.
pub fn same(preview: &Value, given: bool) -> Vec<Value> {
    let questions = preview["account"]["questions"].as_array();
    let asked = questions.into_iter().flatten().filter(|question| {
        let kind = question["kind"].as_str().unwrap_or_default();
        given && matches!(kind, "same_kk" | "former_nik")
    });
    asked
        .map(|question| json!({"id": question["id"], "choice": "same"}))
        .collect()
}

/// Each row of runs by itself, and how many rows of very long runs are not named.
fn rows(runs: &Value) -> (Vec<Value>, u64) {
    let mut rows = Vec::new();
    let mut spared = 0;
    for run in runs.as_array().into_iter().flatten() {
        let number = |name: &str| run[name].as_u64().unwrap_or(0);
        let (first, last) = (number("row"), number("last"));
        let named = last.min(first + NAMED - 1);
        spared += last - named;
        rows.extend((first..=named).map(|row| {
            json!({"sheet": run["sheet"], "row": row, "reason": run["reason"], "text": run["text"]})
        }));
    }
    (rows, spared)
}

/// The rows that wait.
pub fn tasks(answer: &Value) -> Value {
    let tasks: Vec<Value> = answer
        .as_array()
        .into_iter()
        .flatten()
        .map(|task| {
            let place: Vec<&str> = task["place"]
                .as_str()
                .unwrap_or_default()
                .split(" · ")
                .collect();
            json!({
                "id": task["id"], "sheet": place.get(1), "row": task["row"]["number"],
                "reasons": task["row"]["faults"], "name": task["row"]["name"], "nik": task["nik"],
            })
        })
        .collect();
    json!({"tasks": tasks})
}

/// The families and groups that are here, as the read model has them: the screens show a page of them at a time.
pub fn state(device: &Device) -> Result<Value, Refused> {
    let conn = device.reader();
    let place = |code: Option<String>| code.map(|code| Regions::own().name(&code).to_owned());
    let families: Vec<Value> = conn
        .prepare(
            "SELECT f.name, f.nik, f.kk, f.desa, f.kecamatan, f.pkh_id,
                (SELECT g.name FROM rm_family_group m JOIN rm_group g ON g.doc = m.grp WHERE m.doc = f.doc ORDER BY m.since DESC LIMIT 1),
                (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1),
                (SELECT since FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1)
             FROM rm_family f ORDER BY f.name, f.nik, f.doc",
        )?
        .query_map([], |row| {
            let status = row.get::<_, Option<String>>(7)?.unwrap_or_else(|| "aktif".to_owned());
            Ok(json!({
                "name": row.get::<_, String>(0)?, "nik": row.get::<_, Option<String>>(1)?,
                "kk": row.get::<_, Option<String>>(2)?, "desa": place(row.get(3)?),
                "kecamatan": place(row.get(4)?), "pkh_id": row.get::<_, Option<String>>(5)?,
                "group": row.get::<_, Option<String>>(6)?, "status": status,
                "status_since": row.get::<_, Option<String>>(8)?,
            }))
        })?
        .collect::<Result<_, _>>()?;
    let groups: Vec<Value> = conn
        .prepare(
            "SELECT g.name, g.desa, g.kecamatan,
                (SELECT s.name FROM rm_group_pendamping p JOIN rm_staff s ON s.doc = p.staff WHERE p.doc = g.doc ORDER BY since DESC LIMIT 1),
                (SELECT since FROM rm_group_state o WHERE o.doc = g.doc AND NOT open
                    AND since = (SELECT max(since) FROM rm_group_state WHERE doc = g.doc))
             FROM rm_group g ORDER BY g.name, g.desa, g.doc",
        )?
        .query_map([], |row| {
            Ok(json!({
                "name": row.get::<_, String>(0)?, "desa": place(row.get(1)?), "kecamatan": place(row.get(2)?),
                "pendamping": row.get::<_, Option<String>>(3)?, "closed": row.get::<_, Option<String>>(4)?,
            }))
        })?
        .collect::<Result<_, _>>()?;
    Ok(json!({"families": families, "groups": groups}))
}
