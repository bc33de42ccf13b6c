//! The tables of the export, a file for each part of the field. What the read model holds and is not here is derived from what is; a test
//! lists it.

mod events;
mod families;
mod meetings;
mod office;
mod owed;
mod people;
mod province;
mod table;
mod unsettled;

pub(crate) use table::{Column, Kind, Table};

/// All of them, in the order in which they are written.
pub(crate) fn tables() -> impl Iterator<Item = &'static Table> {
    let parts = [
        office::TABLES,
        families::TABLES,
        meetings::TABLES,
        owed::TABLES,
        events::TABLES,
        people::TABLES,
        province::TABLES,
        unsettled::TABLES,
    ];
    parts.into_iter().flatten()
}
