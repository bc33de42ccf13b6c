//! What a form of the file takes: list by list, row by row. It knows no form.

use super::described::List;
use crate::reports::{Cell, ReportError};

/// Takes the lists one after the other, each row by row.
pub(super) trait Sink {
    fn begin(&mut self, list: &List) -> Result<(), ReportError>;
    fn row(&mut self, list: &List, cells: &[Cell]) -> Result<(), ReportError>;
    fn end(&mut self, list: &List) -> Result<(), ReportError>;
    fn finish(self: Box<Self>) -> Result<(), ReportError>;
}
