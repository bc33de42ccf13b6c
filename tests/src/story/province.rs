//! A province with three kabupaten, of which one never tells: each an office of its own on the relay, with an independent record of what was
//! entered. What reaches the province goes by the calls that a window makes.

use std::path::Path;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_core::kinds::Mark;
use sesi_engine::job::unwatched;
use uuid::Uuid;

use crate::seeded_rng::SeededRng;
use crate::world::{Station, World, marks, meeting};

/// The province.
const PROVINCE: &str = "72";
/// Its kabupaten; the last one never tells.
const KABUPATEN: [(&str, [&str; 2]); 3] = [
    ("72.01", ["72.01.09", "72.01.04"]),
    ("72.02", ["72.02.01", "72.02.02"]),
    ("72.03", ["72.03.01", "72.03.02"]),
];

/// What was entered in a kabupaten, counted while it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entered {
    /// Code of the kabupaten.
    pub kabupaten: String,
    /// It told the month.
    pub tells: bool,
    /// Kecamatan with anything in them.
    pub kecamatan: u32,
    /// People, with whoever founded the office.
    pub staff: u32,
    /// Groups.
    pub groups: u32,
    /// Those that met.
    pub groups_met: u32,
    /// Families.
    pub families: u32,
    /// Those that were marked present.
    pub hadir: u32,
}

/// A kabupaten: its own office, and its profile in the province.
#[derive(Debug)]
pub struct Kabupaten {
    /// What was entered.
    pub entered: Entered,
    /// Its own office; none of one that is played elsewhere and hands a file over.
    pub office: Option<World>,
    /// Its profile in the province's workspace.
    pub profile: Station,
    /// Names of people, groups and families: none of them may reach the province.
    pub names: Vec<String>,
}

/// The province and its kabupaten after the month was told.
#[derive(Debug)]
pub struct Province {
    /// The province's own workspace.
    pub world: World,
    /// Its kabupaten.
    pub kabupaten: Vec<Kabupaten>,
    /// The month that is told, the one before the present: `2026-10`.
    pub month: String,
}

impl Province {
    /// Plays it in `folder` at a relay.
    ///
    /// # Panics
    /// If anything fails: the demo cannot go on without it.
    pub fn play(folder: &Path, relay: &str, seed: u64, now: DateTime<Utc>) -> Self {
        Self::play_with(folder, relay, seed, now, None)
    }

    /// The same, where the first kabupaten's office is played elsewhere: `handed` is the file of sums that it wrote.
    ///
    /// # Panics
    /// If anything fails: the demo cannot go on without it.
    pub fn play_with(
        folder: &Path,
        relay: &str,
        seed: u64,
        now: DateTime<Utc>,
        handed: Option<&Path>,
    ) -> Self {
        let at = |name: &str| {
            let folder = folder.join(name);
            std::fs::create_dir_all(&folder).expect("a folder is made");
            folder
        };
        let mut world = World::found_in(PROVINCE, &at("provinsi"), relay, seed, now);
        let rng = SeededRng::new(seed);
        let before = now.date_naive().checked_sub_months(Months::new(1));
        let day = before.and_then(|day| day.with_day(5)).expect("a day");
        let mut kabupaten = Vec::new();
        for (no, (code, places)) in (1u64..).zip(KABUPATEN) {
            let elsewhere = handed.is_some() && no == 1;
            let mut office =
                (!elsewhere).then(|| World::found_in(code, &at(code), relay, seed + no, now));
            let (mut entered, names) = match &mut office {
                Some(office) => work(office, code, &places, &rng, day),
                None => Default::default(),
            };
            code.clone_into(&mut entered.kabupaten);
            entered.tells = usize::try_from(no) != Ok(KABUPATEN.len());
            let added = json!({ "code": code });
            let staff = calls::command(&mut world.office.device, "add_kabupaten", added);
            let staff = staff.expect("a kabupaten is added");
            let staff: Uuid = serde_json::from_value(staff).expect("an id");
            let profile = world.join(staff, &[]);
            kabupaten.push(Kabupaten {
                entered,
                office,
                profile,
                names,
            });
        }
        let mut province = Self {
            world,
            kabupaten,
            month: day.format("%Y-%m").to_string(),
        };
        province.tell(&folder.join("serah-terima"), handed);
        province
    }

    /// Each kabupaten that tells does so, and everybody exchanges.
    fn tell(&mut self, folder: &Path, handed: Option<&Path>) {
        std::fs::create_dir_all(folder).expect("a folder is made");
        let month = self.month.clone();
        // A profile speaks for its kabupaten once it has heard from the province who it is.
        self.world.office.synced();
        for one in &mut self.kabupaten {
            one.profile.synced();
        }
        for one in self.kabupaten.iter_mut().filter(|one| one.entered.tells) {
            let path = match (&mut one.office, handed) {
                (Some(world), _) => {
                    let path = folder.join(format!("{}.json", one.entered.kabupaten));
                    hand(&mut world.office.device, &month, &path);
                    path
                }
                (None, handed) => handed.expect("a file of sums").to_owned(),
            };
            let take = json!({ "path": path });
            calls::job(&mut one.profile.device, "import_sums", take, &mut unwatched)
                .expect("the sums are told");
        }
        for _ in 0..2 {
            for one in &mut self.kabupaten {
                one.profile.synced();
            }
            self.world.office.synced();
        }
    }

    /// What the province's own screen says of the month.
    ///
    /// # Panics
    /// If it says nothing.
    pub fn view(&self) -> Value {
        let ask = json!({ "month": self.month });
        calls::query(&self.world.office.device, "province_month", ask).expect("the province")
    }

    /// The cell of a kabupaten in the province's table.
    pub fn cell(view: &Value, code: &str, key: &str) -> Value {
        let at = |list: &Value, fits: &dyn Fn(&Value) -> bool| {
            let list = list.as_array().into_iter().flatten();
            list.enumerate()
                .find(|(_, each)| fits(each))
                .map(|(at, _)| at)
        };
        let row = at(&view["rows"], &|row| row["kabupaten"]["code"] == code);
        let column = at(&view["table"]["columns"], &|head| head["key"] == key);
        match (row, column) {
            (Some(row), Some(column)) => view["table"]["rows"][row][column].clone(),
            _ => Value::Null,
        }
    }
}

/// The kabupaten's own profile writes what it hands over.
pub(super) fn hand(device: &mut Device, month: &str, path: &Path) {
    let ask = json!({ "month": month });
    let seen = calls::query(device, "province_sums", ask).expect("the sums");
    let export = json!({ "month": month, "seen": seen["digest"], "path": path });
    calls::job(device, "export_sums", export, &mut unwatched).expect("the sums are written");
}

/// Groups, families and meetings of a month.
fn work(
    office: &mut World,
    code: &str,
    places: &[&str],
    rng: &SeededRng,
    day: NaiveDate,
) -> (Entered, Vec<String>) {
    let mut entered = Entered {
        kabupaten: code.to_owned(),
        // Whoever founded the office.
        staff: 1,
        ..Entered::default()
    };
    let mut names = Vec::new();
    for (no, place) in places.iter().enumerate() {
        entered.kecamatan += 1;
        let years = [day.year()];
        let device = &mut office.office.device;
        device
            .ensure_place(place, &years)
            .expect("a place is opened");
        let name = format!("PENDAMPING {} {no}", code.replace('.', ""));
        let staff = office.hire(&name, &[place]);
        names.push(name);
        entered.staff += 1;
        for group in 0..3 {
            let name = format!("MELATI {}{no}{group}", code.replace('.', ""));
            let size = 5 + rng.below(6);
            let kelompok = office.kelompok(place, &name, staff, size);
            names.push(name);
            entered.groups += 1;
            entered.families += u32::try_from(size).unwrap_or_default();
            // One group of each kecamatan does not meet.
            if group == 2 {
                continue;
            }
            entered.groups_met += 1;
            let key = meeting(kelompok.id, &day.to_string(), "M1.1");
            let said = kelompok.families.iter().map(|family| {
                let here = rng.below(4) > 0;
                entered.hadir += u32::from(here);
                (*family, if here { Mark::Hadir } else { Mark::Alfa })
            });
            let said: Vec<(Uuid, Mark)> = said.collect();
            let device = &mut office.office.device;
            device.edit(&key, &marks(said)).expect("marks");
        }
    }
    (entered, names)
}
