//! How an office begins, and who works where in it.

mod founding;
mod staffing;

pub use founding::{OfficeDetails, found};
pub(crate) use staffing::edit_staff_within;
pub use staffing::{begin_postings, edit_staff};
