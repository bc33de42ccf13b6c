//! What an office knows before anybody has typed anything: the curriculum and the regions.
//!
//! Both are editions of data, not code: the product carries one of each ([`data/`](self)), an office may replace either, and
//! nothing else in the program names a module, a session or a desa. This folder knows no documents and no database.

pub mod calendar;
pub mod curriculum;
pub mod fold;
pub mod instrument;
pub mod month;
pub mod naming;
mod provinces;
pub mod regions;
pub mod session;

pub use curriculum::{Curriculum, CurriculumError, Module, Session};
pub use provinces::Provinces;
pub use regions::{Found, Level, Region, Regions, RegionsError};
pub use session::{SessionCode, SessionCodeError};
