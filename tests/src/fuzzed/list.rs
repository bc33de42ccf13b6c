//! A whole workbook with what people say of it: a profile and answers, through the calls that the window makes, into an office of its own.
//! Every row is accounted for before and after, the same list again brings nobody new, and what was imported can be taken back whole.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::roster::column_name;
use sesi_core::roster::profile::EVERY_SHEET;
use sesi_core::roster::{Field, Header, Profile, SheetChoice, Take, Workbook};
use sesi_engine::job::unwatched;

use super::roster::workbook;
use crate::roster::answers;
use crate::roster::desk::{Desk, accounted};

/// Bytes that say what people say.
const CHOICES: usize = 16;
/// A fuzzer's input is read no further than the office can be given anew each time.
const LONGEST: usize = 20_000;

/// Takes `data[0]` as what the rest is (0: a text, 1: a sheet inside a sound workbook, 2: a file of any kind), 16 bytes as what people say,
/// and the rest as the list.
pub fn list(data: &[u8]) {
    let Some((which, rest)) = data.split_first() else {
        return;
    };
    let Some((choices, bytes)) = rest.split_at_checked(CHOICES) else {
        return;
    };
    if bytes.len() > LONGEST {
        return;
    }
    let (name, file) = match which % 3 {
        0 => ("daftar.csv", bytes.to_vec()),
        1 => match workbook(bytes) {
            Ok(book) => ("daftar.xlsx", book),
            Err(_) => return,
        },
        _ => ("daftar.xlsx", bytes.to_vec()),
    };
    let Ok(book) = Workbook::open(&file, name) else {
        return;
    };
    let said = Said(choices);
    play(&file, name, &said, &said.profile(&book));
}

/// What an office makes of a list.
fn play(file: &[u8], name: &str, said: &Said<'_>, profile: &Profile) {
    let mut desk = Desk::new(1);
    let path = desk.write(name, file);
    let ask = |device: &mut _, job: &str, answers: &[Value]| {
        let asked = json!({"path": path, "profile": profile, "answers": answers, "hire": true, "keep": said.bit(3)});
        let mut asked = asked;
        if job == "import_preview" {
            let words = asked.as_object_mut();
            words.map(|words| (words.remove("hire"), words.remove("keep")));
        }
        calls::job(device, job, asked, &mut unwatched).map(|answer| {
            let shown = answers::list(&answer);
            accounted(&shown, &path);
            (answer, shown)
        })
    };
    let Ok((seen, _)) = ask(&mut desk.device, "import_preview", &[]) else {
        return;
    };
    let given = said.answers(&seen["account"]);
    let foretold = ask(&mut desk.device, "import_preview", &given);
    let foretold = foretold.expect("what could be looked at can be looked at with answers");
    let done = ask(&mut desk.device, "import_roster", &given);
    let (_, done) = done.expect("what was looked at can be imported");
    for part in ["rows", "imported", "unchanged", "asked"] {
        assert_eq!(foretold.1[part], done[part], "{part}: the preview said so");
    }
    let again = ask(&mut desk.device, "import_roster", &given);
    let (_, again) = again.expect("the same list can come again");
    assert_eq!(again["imported"], 0, "the same list brings nobody new");
    assert_eq!(again["updated"], json!([]), "and changes nothing");
    while calls::job(&mut desk.device, "undo_import", json!({}), &mut unwatched).is_ok() {}
    let left = desk.state();
    assert_eq!(left["families"], json!([]), "all of it was taken back");
}

/// What people say, from bytes.
struct Said<'b>(&'b [u8]);

impl Said<'_> {
    fn byte(&self, no: usize) -> u8 {
        self.0.get(no % CHOICES).copied().unwrap_or_default()
    }

    fn bit(&self, no: usize) -> bool {
        self.byte(no) & 1 == 1
    }

    /// The fields of some columns, and something of every sheet and of the first.
    fn profile(&self, book: &Workbook) -> Profile {
        let mut profile = Profile::default();
        for sheet in &book.sheets {
            let header = Header::find(sheet).ok().or_else(|| Header::likely(sheet));
            let labels = header.map(|header| header.labels).unwrap_or_default();
            for column in 0..labels.len().min(40) {
                let byte = usize::from(self.byte(column + 4));
                if byte >= 200 {
                    let field = Field::ALL.get(byte - 200).copied();
                    profile.columns.insert(column_name(&labels, column), field);
                }
            }
        }
        let first = book.sheets.first().map(|sheet| sheet.name.clone());
        let names = [Some(EVERY_SHEET.to_owned()), first];
        for (name, at) in names.into_iter().flatten().zip(0..) {
            let choice = self.sheet(at * 2);
            if choice != SheetChoice::default() {
                profile.sheets.insert(name, choice);
            }
        }
        profile
    }

    fn sheet(&self, at: usize) -> SheetChoice {
        let (first, other) = (self.byte(at), self.byte(at + 1));
        let take = |bits: u8| match bits & 3 {
            1 => Some(Take::Import),
            2 => Some(Take::LeaveOut),
            3 => serde_json::from_value(
                json!({"with": {"status": "graduasi", "since": "2025-12-31"}}),
            )
            .ok(),
            _ => None,
        };
        let word = |bit: u8, word: &str| (other & bit != 0).then(|| word.to_owned());
        SheetChoice {
            rows: take(first >> 4),
            hidden_rows: take(first >> 6),
            header_row: (other & 128 != 0).then_some(u32::from(first & 15)),
            kecamatan: word(8, "72.01.09"),
            desa: word(16, "Samalore"),
            group: word(32, "MELATI 1"),
            pendamping: word(64, "NURDIANA LAODE"),
        }
    }

    /// An answer to much of what is asked and proposed.
    fn answers(&self, account: &Value) -> Vec<Value> {
        let mut given: BTreeMap<String, Value> = BTreeMap::new();
        let part = |name: &str| account[name].as_array().cloned().unwrap_or_default();
        let mut no = 0;
        let mut next = || {
            no += 1;
            usize::from(self.byte(no * 7))
        };
        for question in part("questions") {
            let options = question["options"].as_array().cloned().unwrap_or_default();
            let choice = options.get(next() % (options.len() + 1)).cloned();
            if let (Some(id), Some(choice)) = (question["id"].as_str(), choice) {
                given.insert(id.to_owned(), choice["choice"].clone());
            }
        }
        for change in part("updated").iter().chain(&part("conflicts")) {
            let choice = ["keep", "list"].get(next() % 3);
            if let (Some(id), Some(choice)) = (change["id"].as_str(), choice) {
                given.insert(id.to_owned(), json!(choice));
            }
        }
        let answer = |(id, choice)| json!({"id": id, "choice": choice});
        given.into_iter().map(answer).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_say_reaches_the_list() {
        let text = "SIAPA;NIK;DESA\nSITI;7201094107800001;Samalore\n";
        let book = Workbook::open(text.as_bytes(), "daftar.csv").unwrap();
        let mut choices = [0; CHOICES];
        (choices[1], choices[4]) = (8 | 32, 202);
        let profile = Said(&choices).profile(&book);
        assert_eq!(profile.columns["SIAPA"], Some(Field::Name));
        assert_eq!(
            profile.sheets[EVERY_SHEET].kecamatan.as_deref(),
            Some("72.01.09")
        );
        assert_eq!(
            profile.sheets[EVERY_SHEET].group.as_deref(),
            Some("MELATI 1")
        );
        list(&[&[0][..], &choices, text.as_bytes()].concat());
    }
}
