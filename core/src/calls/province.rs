//! The province: an office of offices. A kabupaten counts sums of a month in its own profile, hands them to its profile in the province's
//! workspace as a file, and tells them there; the province has a row for each kabupaten, and nothing for one that told nothing.

mod columns;
mod handing;
mod inviting;
mod kabupaten;
mod listing;
mod printing;
mod summing;
mod telling;
#[cfg(test)]
mod tests;
mod who;

pub use handing::{ExportSums, HandedSums, ProvinceSums, ProvinceSumsView};
pub(crate) use handing::{Handed, file_name, write_sums};
pub use inviting::AddKabupaten;
pub use kabupaten::{
    KabupatenMonths, KabupatenView, OwnMonths, PublishedMonth, PublishedVersion, SumsChange,
};
pub use listing::{ProvinceMonth, ProvinceRow, ProvinceView, ToldVersion};
pub use printing::{ExportProvince, ProvinceFormat, ProvincePrinted};
pub use telling::{ImportSums, ToldMonth};
pub(crate) use telling::{tell, waits};
pub(crate) use who::own_kabupaten;
