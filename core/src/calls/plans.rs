//! RTL and jadwal: what is planned for a group in a year beside what it was given, the month as a calendar, and both as text or as a file
//! for other calendars. Nothing moves by itself: what is proposed becomes a plan only when somebody saves it.

mod printing;
mod proposing;
mod reading;
mod saving;
mod schedule;
mod sharing;
mod table;
#[cfg(test)]
mod tests;
mod year;

pub(in crate::calls) use printing::latest_fields;
pub use printing::{PlanPaper, PlanYearOf, PrintPlans};
pub use reading::{Plan, PlanCell, PlanForm, PlanHeld, PlanProposal};
pub use saving::{PlanWords, SavePlan};
pub(super) use schedule::open_this_month;
pub use schedule::{Schedule, ScheduleEntry, ScheduleView};
pub use sharing::{CalendarFile, ExportCalendar, PlansOf, PlansText};
pub use table::{PlanMark, PlanRow, PlanTable, Plans};
pub use year::PlanFigures;

pub use crate::queries::plans::PlanState;
