//! The read model filled by hand, for tests.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::figures::Rekap;
use super::keys::key;
use crate::reference::month::YearMonth;

/// The read model, filled row by row.
pub(super) struct Tables {
    pub conn: Connection,
}

/// An id that tells its kind and number and whose first eight characters are its own.
pub(super) fn id(kind: u8, number: u32) -> Uuid {
    let mut bytes = [0; 16];
    bytes[0] = kind;
    bytes[1..5].copy_from_slice(&number.to_be_bytes());
    Uuid::from_bytes(bytes)
}

pub(super) fn staff(number: u32) -> Uuid {
    id(1, number)
}

pub(super) fn group(number: u32) -> Uuid {
    id(2, number)
}

pub(super) fn family(number: u32) -> Uuid {
    id(3, number)
}

pub(super) fn meeting(number: u32) -> Uuid {
    id(4, number)
}

impl Tables {
    pub fn new() -> Self {
        let conn = Connection::open_in_memory().expect("opens");
        crate::readmodel::create(&conn).expect("the schema");
        Self { conn }
    }

    pub fn run(&self, sql: &str, bound: &[&dyn rusqlite::ToSql]) {
        self.conn
            .prepare_cached(sql)
            .expect("prepares")
            .execute(bound)
            .expect("runs");
    }

    pub fn staff(&self, number: u32, name: &str, role: &str, kecamatan: &[&str]) {
        let doc = staff(number).into_bytes();
        self.run(
            "INSERT INTO rm_staff (doc, name, role) VALUES (?1, ?2, ?3)",
            params![doc, name, role],
        );
        for code in kecamatan {
            self.run(
                "INSERT INTO rm_staff_kecamatan VALUES (?1, ?2)",
                params![doc, code],
            );
        }
    }

    pub fn group(&self, number: u32, kecamatan: &str, pendamping: Option<u32>) {
        let doc = group(number).into_bytes();
        let name = format!("MELATI {number}");
        self.run(
            "INSERT INTO rm_group VALUES (?1, ?2, ?3, 'Desa', NULL, NULL)",
            params![doc, name, kecamatan],
        );
        if let Some(pendamping) = pendamping {
            self.handed_over(number, "", pendamping);
        }
    }

    pub fn handed_over(&self, number: u32, since: &str, to: u32) {
        let (doc, to) = (group(number).into_bytes(), staff(to).into_bytes());
        self.run(
            "INSERT INTO rm_group_pendamping VALUES (?1, ?2, ?3)",
            params![doc, since, to],
        );
    }

    pub fn closed(&self, number: u32, from: &str) {
        self.run(
            "DELETE FROM rm_group_state WHERE doc = ?1",
            params![group(number).into_bytes()],
        );
        self.state(number, from, false);
    }

    pub fn state(&self, number: u32, since: &str, open: bool) {
        self.run(
            "INSERT OR REPLACE INTO rm_group_state VALUES (?1, ?2, ?3)",
            params![group(number).into_bytes(), since, open],
        );
    }

    pub fn family_doc(&self, doc: Uuid, in_group: u32) {
        let (doc, key8) = (doc.into_bytes(), key(doc)[..8].to_owned());
        let sql = "INSERT INTO rm_family VALUES (?1, ?2, 'SITI', NULL, NULL, NULL, NULL, 'D', '72.01.09', NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 'siti', NULL)";
        self.run(sql, params![doc, key8]);
        self.run(
            "INSERT INTO rm_family_group VALUES (?1, '', ?2)",
            params![doc, group(in_group).into_bytes()],
        );
        self.run(
            "INSERT INTO rm_family_status VALUES (?1, '', 'aktif')",
            params![doc],
        );
    }

    pub fn family(&self, number: u32, in_group: u32) {
        self.family_doc(family(number), in_group);
    }

    pub fn moved(&self, number: u32, since: &str, to: u32) {
        let (doc, to) = (family(number).into_bytes(), group(to).into_bytes());
        self.run(
            "INSERT INTO rm_family_group VALUES (?1, ?2, ?3)",
            params![doc, since, to],
        );
    }

    pub fn became(&self, number: u32, since: &str, status: &str) {
        let doc = family(number).into_bytes();
        self.run(
            "INSERT INTO rm_family_status VALUES (?1, ?2, ?3)",
            params![doc, since, status],
        );
    }

    pub fn merged(&self, part: u32, into: u32) {
        let (part, into) = (family(part).into_bytes(), family(into).into_bytes());
        self.run(
            "UPDATE rm_family SET same_as = ?2 WHERE doc = ?1",
            params![part, into],
        );
    }

    pub fn meeting(&self, number: u32, of_group: u32, date: &str, session: &str) {
        let (doc, of_group) = (meeting(number).into_bytes(), group(of_group).into_bytes());
        let heads = [u8::try_from(number % 256).expect("a byte"); 32];
        let sql = "INSERT INTO rm_meeting VALUES (?1, ?2, ?3, ?4, NULL, 480, 600, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, ?5, 0)";
        self.run(sql, params![doc, of_group, date, session, heads]);
    }

    pub fn set(&self, number: u32, column: &str, value: &dyn rusqlite::ToSql) {
        let doc = meeting(number).into_bytes();
        self.run(
            &format!("UPDATE rm_meeting SET {column} = ?2 WHERE doc = ?1"),
            &[&doc, value],
        );
    }

    pub fn speaker(&self, number: u32, no: u32, name: &str) {
        self.run(
            "INSERT INTO rm_speaker VALUES (?1, ?2, ?3, NULL)",
            params![meeting(number).into_bytes(), no, name],
        );
    }

    pub fn mark_key(
        &self,
        number: u32,
        family_key: &str,
        mark: Option<&str>,
        rating: Option<&str>,
    ) {
        let doc = meeting(number).into_bytes();
        self.run(
            "INSERT INTO rm_mark VALUES (?1, ?2, ?3, ?4)",
            params![doc, family_key, mark, rating],
        );
    }

    pub fn mark(&self, number: u32, of: u32, mark: &str, rating: Option<&str>) {
        self.mark_key(number, &key(family(of))[..8], Some(mark), rating);
    }

    pub fn month(
        &self,
        number: u32,
        of: u32,
        month: &str,
        reason: Option<&str>,
        dynamics: Option<&str>,
    ) {
        let (doc, of) = (id(5, number).into_bytes(), staff(of).into_bytes());
        self.run(
            "INSERT INTO rm_month VALUES (?1, ?2, ?3, ?4, ?5)",
            params![doc, of, month, reason, dynamics],
        );
        for (word, said) in [("reason", reason), ("dynamics", dynamics)] {
            if let Some(said) = said {
                self.run(
                    "INSERT INTO rm_month_word VALUES (?1, ?2, 0, NULL, ?3)",
                    params![doc, word, said],
                );
            }
        }
    }

    pub fn count(&self) -> Rekap {
        let month = YearMonth::new(2026, 5).expect("a month");
        let rekap = Rekap::count(&self.conn, month).expect("counts");
        for row in rekap.kecamatan.iter().flat_map(|kecamatan| &kecamatan.rows) {
            let f = row.figures;
            assert_eq!(f.hadir + f.tidak_hadir, f.families);
            assert_eq!(
                f.kurang + f.baik + f.sangat_baik + f.tidak_dapat_dinilai,
                f.families
            );
            assert_eq!(
                (row.families.len(), row.meetings.len()),
                (f.families as usize, f.groups_met as usize)
            );
        }
        rekap
    }
}
