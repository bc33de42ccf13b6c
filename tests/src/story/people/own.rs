//! What a phone says of its own person: trainings and scores, rakor, voices, supervisions.

use serde_json::json;

use super::Phone;
use super::said::{each, head, result, state, supervised, text, there};
use crate::asked::ask;
use crate::recount::people::{Figures, listed};

/// Everything.
pub fn by_phone(phone: &Phone) -> Figures {
    let mut figures = Figures::new();
    let device = &phone.station.device;
    let history = ask(device, "training_history", json!({ "staff": null }));
    let trained = !history["trained"].is_null();
    figures.insert("sudah diklat".into(), trained.to_string());
    for row in each(&history["rows"]) {
        figures.insert(
            format!("riwayat {}", text(&row["name"])),
            format!(
                "{} dari {}, ikut {}, nilai {}",
                row["there"],
                row["halves"],
                row["took_part"],
                result(&row["facts"])
            ),
        );
    }
    for row in each(&ask(device, "rakors", json!({}))) {
        let title = text(&row["title"]);
        figures.insert(format!("rakor {title}: kehadiran"), there(&row["count"]));
        figures.insert(format!("rakor {title}: saya"), text(&row["own"]));
    }
    let voices = ask(device, "voices", json!({}));
    let mut own = Vec::new();
    for matter in each(&voices["matters"]) {
        let mine = each(&matter["voices"]).filter(|voice| voice["own"] == true);
        own.extend(mine.map(|voice| text(&voice["text"])));
        if matter["own"] == true {
            figures.insert(format!("suara saya {}", head(matter)), state(matter));
        }
    }
    figures.insert("suara saya".into(), listed(own.iter().map(String::as_str)));
    let shown = ask(device, "supervised", json!({ "staff": null }));
    for row in each(&shown["rows"]) {
        figures.insert(
            format!("supervisi saya {}", text(&row["day"])),
            supervised(row),
        );
    }
    figures
}
