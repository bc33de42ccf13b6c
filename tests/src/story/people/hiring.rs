//! The staff comes by a list, gets phones and groups; some are posted elsewhere, some leave.

use std::path::Path;

use chrono::Datelike;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::{At, MOST_PHONES, Person, Phone, Play, kecamatan, said, uuid};
use crate::asked::{ask, tell, write};
use crate::record::people::Entered;

const HEADS: [&str; 12] = [
    "NO",
    "NAMA LENGKAP",
    "NIP",
    "JABATAN",
    "STATUS PEGAWAI",
    "KECAMATAN TUGAS",
    "DESA DAMPINGAN",
    "NO HP/WA",
    "EMAIL",
    "TMT",
    "ALAMAT RUMAH",
    "NO REKENING",
];
const FIRST: [&str; 9] = [
    "ANI", "BUDI", "CITRA", "DEDI", "EKA", "FITRI", "GUNAWAN", "HASNA", "IRFAN",
];
const LAST: [&str; 7] = [
    "LASIMPALA",
    "MOKODOMPIS",
    "SALIM",
    "TANGAHU",
    "USMAN",
    "WAHID",
    "YUNUS",
];
/// The founder, as the world names them.
const FOUNDER: &str = "RATNA DEWI";
/// People of the list who lead no group: two leave, one is posted elsewhere.
const WITHOUT_GROUP: usize = 3;

impl Play {
    pub(super) fn begin(&mut self, folder: &Path, people: usize) {
        // The office's zone is eight hours ahead.
        self.today = (self.now + chrono::Duration::hours(8)).date_naive();
        let founder = FOUNDER.to_owned();
        self.note(At::Kantor, 0, Entered::Today { founder });
        self.bring_list(folder, people);
        self.hand_out_phones();
        self.make_groups();
        // The desk speaks for the office once it has heard that it may.
        self.sync_all();
        let kinds = ["bimtek", "diklat"].map(str::to_owned).to_vec();
        let office = &mut self.desk.device;
        tell(office, "save_training_rule", json!({ "counting": kinds }));
        self.note(At::Meja, 0, Entered::Rule { kinds });
    }

    /// The list as an office has it, with columns that nobody may keep.
    fn bring_list(&mut self, folder: &Path, people: usize) {
        let path = folder.join("daftar-sdm.xlsx");
        let places = kecamatan();
        // Two or three people in each kecamatan, and in a small play not all of them.
        let used = places.len().min(people.div_ceil(2));
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, head) in (0..).zip(HEADS) {
            sheet.write(1, column, head).expect("a cell");
        }
        let mut written = Vec::new();
        for no in 0..people {
            let (code, place) = &places[no % used];
            let name = match no / (FIRST.len() * LAST.len()) {
                0 => format!("{} {}", FIRST[no % 9], LAST[(no / 9) % 7]),
                more => format!("{} {} {more}", FIRST[no % 9], LAST[(no / 9) % 7]),
            };
            let nip = format!(
                "1985{:02}{:02}201903{}{:03}",
                no % 12 + 1,
                no % 28 + 1,
                no % 2 + 1,
                no % 1000
            );
            let role = if no == people - 1 {
                "Admin Pangkalan Data"
            } else {
                "Pendamping Sosial"
            };
            let cells = [
                (no + 1).to_string(),
                name.clone(),
                nip.clone(),
                role.to_owned(),
                ["PPPK", "Kontrak", "ASN"][no % 3].to_owned(),
                place.clone(),
                "Desa Contoh".to_owned(),
                format!("0812{no:08}"),
                format!("sdm{no}@contoh.id"),
                "01/03/2019".to_owned(),
                "Jalan yang tidak disimpan 7".to_owned(),
                "0123456789012".to_owned(),
            ];
            let row = u32::try_from(no).expect("a row") + 2;
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, cell).expect("a cell");
            }
            written.push((name.clone(), code.clone()));
            let entered = Entered::Staff {
                name,
                nip,
                role: role.to_owned(),
                kecamatan: place.clone(),
            };
            self.note(At::Kantor, 0, entered);
        }
        book.save(&path).expect("a workbook");
        let office = &mut self.world.office.device;
        let seen = write(
            office,
            "staff_list_preview",
            json!({ "answers": [] }),
            &path,
        );
        assert_eq!(seen["account"]["new"], people, "{}", seen["account"]);
        let since = self.today.to_string();
        let take = json!({ "answers": [], "since": since });
        let done = write(office, "import_staff_list", take, &path);
        assert_eq!(done["account"]["new"], people);
        let register = ask(office, "staff_register", json!({ "day": null }));
        let rows = register["staff"].as_array().expect("rows");
        let mut found = Vec::new();
        for (name, code) in written {
            let row = rows
                .iter()
                .find(|row| said::name(&row["person"]["name"]) == name);
            let id = uuid(&row.expect("whoever is on the list")["person"]["id"]);
            found.push(Person { name, id, code });
        }
        self.staff = found;
    }

    /// Whoever leads a group has a phone, as far as there are phones.
    fn hand_out_phones(&mut self) {
        let years: Vec<i32> = [0, 120]
            .iter()
            .filter_map(|back| self.today.checked_sub_days(chrono::Days::new(*back)))
            .map(|day| day.year())
            .collect();
        let many = (self.staff.len() - WITHOUT_GROUP).min(MOST_PHONES);
        for (code, _) in kecamatan() {
            let office = &mut self.world.office.device;
            office
                .ensure_place(&code, &years)
                .expect("a place is opened");
        }
        for (no, one) in self.staff.clone().into_iter().take(many).enumerate() {
            let station = self.world.join(one.id, &[&one.code]);
            self.phones.push(Phone {
                station,
                name: one.name,
                offline: no % 3 == 2,
            });
        }
    }

    fn make_groups(&mut self) {
        let leaders = self.staff.len() - WITHOUT_GROUP;
        for (no, one) in self.staff.clone().into_iter().take(leaders).enumerate() {
            let name = format!("MAWAR {}", no + 1);
            let size = 5 + self.rng.below(6);
            let kelompok = self.world.kelompok(&one.code, &name, one.id, size);
            let families = (0..size).map(|no| format!("{name} KELUARGA {no}"));
            let entered = Entered::Group {
                name: name.clone(),
                kecamatan: place(&one.code),
                leader: one.name,
                families: families.collect(),
            };
            self.note(At::Kantor, 0, entered);
            self.groups.insert(name, kelompok);
        }
    }

    /// One is posted in two kecamatan, one has left before the rakor, one after it.
    pub(super) fn post(&mut self) {
        let last = self.staff.len();
        let places = kecamatan();
        let two: Vec<String> = [&places[0], &places[1]]
            .iter()
            .map(|one| one.0.clone())
            .collect();
        let changes = [
            (last - 3, 20, two),
            (last - 2, 30, Vec::new()),
            (last - 1, 3, Vec::new()),
        ];
        for (who, back, codes) in changes {
            let one = self.staff[who].clone();
            let since = self.day(back);
            let posting = json!({ "id": one.id, "since": since, "kecamatan": codes });
            tell(&mut self.desk.device, "save_posting", posting);
            let entered = Entered::Posted {
                name: one.name,
                since,
                kecamatan: codes.iter().map(|code| place(code)).collect(),
            };
            self.note(At::Meja, 0, entered);
        }
        let kept = ask(
            &self.world.office.device,
            "staff_facts",
            json!({ "id": self.staff[0].id }),
        );
        assert_ne!(kept["email"], Value::Null);
        self.sync(false);
    }
}

/// The name of a kecamatan.
pub(super) fn place(code: &str) -> String {
    let places = kecamatan();
    let place = places.into_iter().find(|one| one.0 == code);
    place.expect("a kecamatan").1
}
