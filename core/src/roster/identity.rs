//! Ids that follow from what a roster says, so that two devices that import the same roster make one set of documents, not two.
//! Pure functions of the office's namespace and the row: no clock, no randomness, no order of rows.

use uuid::Uuid;

use crate::reference::fold;

use super::family::{Desa, RosterFamily};
use super::field::Field;
use super::row::Values;
use super::spelling;
pub use super::spelling::group_key;

/// Makes the ids of one office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    namespace: Uuid,
}

impl Identity {
    /// Ids in an office's own namespace, so that two offices never share one.
    pub fn of_office(namespace: Uuid) -> Self {
        Self { namespace }
    }

    /// The id of a family that is not there yet: by NIK, or by ID PKH for one accepted without NIK; none with neither.
    pub fn family(self, family: &RosterFamily) -> Option<Uuid> {
        match (&family.nik, &family.pkh_id) {
            (Some(nik), _) => Some(self.id(&format!("family:nik:{}", nik.as_str()))),
            (None, Some(pkh_id)) => Some(self.id(&format!("family:pkh:{pkh_id}"))),
            (None, None) => None,
        }
    }

    /// The id of a second family whose NIK is one that another family had before it was corrected.
    pub fn second_family(self, family: &RosterFamily) -> Option<Uuid> {
        self.family(family)
            .map(|first| self.id(&format!("family:second:{first}")))
    }

    /// The id of a second group whose spelling somebody said to be another group's.
    pub fn second_group(self, kecamatan: &str, desa: &str, name: &str) -> Uuid {
        self.id(&format!(
            "group:spelled:{kecamatan}:{desa}:{}",
            group_key(name)
        ))
    }

    /// A short name of a number for ids of questions, which must not spell out a NIK.
    pub fn row(self, number: &str) -> String {
        self.id(&format!("row:{number}")).simple().to_string()
    }

    /// The id of a group that is not there yet. A desa of a kecamatan has one group of a name; `desa` in the form of [`desa_key`].
    pub fn group(self, kecamatan: &str, desa: Option<&str>, name: &str) -> Uuid {
        let place = desa.map_or_else(
            || kecamatan.to_owned(),
            |desa| format!("{kecamatan}:{desa}"),
        );
        self.id(&format!("group:{place}:{}", spelling::group(name)))
    }

    /// The id of a pendamping that is not there yet. A kecamatan has one pendamping of a name.
    pub fn staff(self, kecamatan: &str, name: &str) -> Uuid {
        self.id(&format!("staff:{kecamatan}:{}", staff_key(name)))
    }

    /// The id of a row that waits for a correction: by what identifies the family, not by row number, group or components, so
    /// that next quarter's roster with the same fault is the same task.
    pub fn todo(self, values: &Values) -> Uuid {
        let parts = [
            Field::Kecamatan,
            Field::PkhId,
            Field::Name,
            Field::Nik,
            Field::Kk,
        ]
        .map(|field| {
            values
                .get(&field)
                .map(|cell| fold::words(&cell.shown()))
                .unwrap_or_default()
        });
        self.id(&format!("todo:{}", parts.join(":")))
    }

    fn id(self, name: &str) -> Uuid {
        Uuid::new_v5(&self.namespace, name.as_bytes())
    }
}

/// The form in which names of staff are compared: case, spaces, punctuation and titles do not count.
pub fn staff_key(name: &str) -> String {
    spelling::person(name)
}

/// The form in which desa are compared: the code, or the folded name of one that the list of regions does not have.
pub fn desa_key(desa: &Desa) -> String {
    desa.code
        .clone()
        .unwrap_or_else(|| fold::joined(&desa.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::cell::Cell;
    use crate::roster::nik::Nik;

    const OFFICE: Uuid = Uuid::from_u128(7);

    #[test]
    fn ids_never_change() {
        // Golden: documents in the field carry these ids.
        let identity = Identity::of_office(OFFICE);
        let family = RosterFamily {
            nik: Nik::try_from("7201045612879213".to_owned()).ok(),
            ..RosterFamily::default()
        };
        let expected = |name: &str| Some(Uuid::new_v5(&OFFICE, name.as_bytes()));
        assert_eq!(
            identity.family(&family),
            expected("family:nik:7201045612879213")
        );
        let without = RosterFamily {
            pkh_id: Some("722".to_owned()),
            ..RosterFamily::default()
        };
        assert_eq!(identity.family(&without), expected("family:pkh:722"));
        assert_eq!(identity.family(&RosterFamily::default()), None);
        assert_eq!(
            Some(identity.group("72.01.09", None, "MELATI 1")),
            expected("group:72.01.09:melati 1")
        );
        assert_eq!(
            Some(identity.group("72.01.09", Some("72.01.09.2005"), "MELATI I")),
            expected("group:72.01.09:72.01.09.2005:melati 1")
        );
        assert_eq!(
            Some(identity.staff("72.01.09", "Hj. ANI")),
            expected("staff:72.01.09:ani")
        );
        assert_eq!(
            identity.group("72.01.09", None, "MELATI 1").to_string(),
            "ec7f2600-41f4-581b-9db5-b474cfee2051"
        );
    }

    #[test]
    fn spellings_of_one_group_have_one_id() {
        let id = |name: &str| Identity::of_office(OFFICE).group("72.01.09", None, name);
        for name in [
            "melati 1",
            "MELATI 01",
            "Kelompok Melati 1",
            "KLP. MELATI-1",
        ] {
            assert_eq!(id(name), id("MELATI 1"), "{name}");
        }
        assert_ne!(id("MELATI 1"), id("MELATI 11"));
        assert_ne!(
            id("MELATI 1"),
            Identity::of_office(OFFICE).group("72.01.10", None, "MELATI 1")
        );
    }

    #[test]
    fn a_task_stays_the_same_when_the_sheet_is_sorted_anew() {
        let identity = Identity::of_office(OFFICE);
        let row = |no: &str, nik: &str, sd: &str| {
            Values::from([
                (Field::No, Cell::text(no)),
                (Field::Name, Cell::text("SITI")),
                (Field::Nik, Cell::text(nik)),
                (Field::Sd, Cell::text(sd)),
            ])
        };
        assert_eq!(
            identity.todo(&row("1", "sama", "1")),
            identity.todo(&row("99", " SAMA ", "2"))
        );
        assert_ne!(
            identity.todo(&row("1", "sama", "1")),
            identity.todo(&row("1", "123", "1"))
        );
    }
}
