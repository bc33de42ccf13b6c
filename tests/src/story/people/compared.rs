//! What devices say of an office's people beside what follows from the record: every figure of both, so that one which either lacks is seen.

use std::collections::BTreeSet;

use serde::Serialize;
use sesi_core::device::Device;

use super::{Play, own, said};
use crate::recount::people::{Figures, People, SUMS};
use crate::story::province::Province;

/// A figure, twice: a line of `people.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Which.
    pub what: String,
    /// The device that says it.
    pub device: String,
    /// As it follows from the record.
    pub recorded: Option<String>,
    /// As the device says it.
    pub said: Option<String>,
}

impl Compared {
    /// Whether both are the same.
    pub fn agrees(&self) -> bool {
        self.recorded == self.said
    }
}

/// All figures of all devices that are there at the end.
pub fn all(play: &Play, people: &People<'_>) -> Vec<Compared> {
    let recorded = people.figures();
    let office = [("kantor", &play.world.office), ("meja", &play.desk)];
    let mut compared = Vec::new();
    for (device, station) in office {
        let said = by_office(play, &station.device, people);
        compared.extend(beside(device, &recorded, &said));
    }
    for phone in &play.phones {
        let recorded = people.own_figures(&phone.name);
        let said = own::by_phone(phone);
        compared.extend(beside(&format!("HP {}", phone.name), &recorded, &said));
    }
    compared
}

fn by_office(play: &Play, device: &Device, people: &People<'_>) -> Figures {
    let mut said = said::by_office(play, device);
    said.extend(said::sums(device, &people.told_month()));
    said
}

fn beside(device: &str, recorded: &Figures, said: &Figures) -> Vec<Compared> {
    let names: BTreeSet<&String> = recorded.keys().chain(said.keys()).collect();
    names
        .into_iter()
        .map(|name| Compared {
            what: name.clone(),
            device: device.to_owned(),
            recorded: recorded.get(name).cloned(),
            said: said.get(name).cloned(),
        })
        .collect()
}

/// The row of the kabupaten as the province reads it, and that of the one which never sends.
pub fn province(province: &Province, people: &People<'_>) -> Vec<Compared> {
    let view = province.view();
    let sums = people.sums(None);
    let places = people.places().len();
    let mut rows = Vec::new();
    for one in &province.kabupaten {
        let code = one.entered.kabupaten.as_str();
        let mut recorded = Figures::new();
        if one.office.is_none() {
            let keys = SUMS.iter().copied().zip(sums);
            recorded.extend(keys.map(|(key, sum)| (key.to_owned(), sum.to_string())));
            recorded.insert("second".into(), places.to_string());
        } else if !one.entered.tells {
            recorded.extend(SUMS.map(|key| (key.to_owned(), "-".to_owned())));
            recorded.insert("as_of".into(), "Belum kirim".into());
        }
        let said: Figures = recorded
            .keys()
            .map(|key| (key.clone(), said::text(&Province::cell(&view, code, key))))
            .collect();
        let mut all = beside("provinsi", &recorded, &said);
        for figure in &mut all {
            figure.what = format!("provinsi {code}: {}", figure.what);
        }
        rows.extend(all);
    }
    rows
}
