//! A workbook read under a profile: which of its sheets are lists, and each of them as a preview. It knows sheets, not what becomes of rows.

use std::borrow::Cow;
use std::convert::Infallible;

use super::header::Header;
use super::mapping::Mapping;
use super::open_error::OpenError;
use super::preview::{Preview, SkippedKind};
use super::profile::{Profile, SheetChoice, Take};
use super::row::Context;
use super::sheet::Sheet;
use super::stacked::aligned;
use super::sums;
use super::workbook::Workbook;

/// A workbook under a profile.
#[derive(Debug)]
pub struct Reading<'b> {
    /// Its sheets, in order.
    pub sheets: Vec<Listed<'b>>,
    several: bool,
}

/// A sheet, with its header if it is a list.
#[derive(Debug)]
pub struct Listed<'b> {
    /// The sheet.
    pub sheet: Cow<'b, Sheet>,
    header: Option<Header>,
    /// It says how many families there are, and names none.
    sums: bool,
    choice: SheetChoice,
}

impl<'b> Reading<'b> {
    /// Finds the lists of a workbook.
    ///
    /// # Errors
    /// [`OpenError::NoHeader`] if no sheet is a list, nor can be one once somebody says what its columns are.
    pub fn of(workbook: &'b Workbook, profile: &Profile) -> Result<Self, OpenError> {
        let profile = profile.clone().folded();
        let sheets: Vec<Listed<'b>> = workbook
            .sheets
            .iter()
            .map(|sheet| {
                let choice = profile.sheet(&sheet.name);
                let meanings = profile.meanings(&choice);
                let mut header = Header::find_with(sheet, &meanings).ok();
                let sheet = match &mut header {
                    Some(header) => aligned(sheet, header, &meanings),
                    None => Cow::Borrowed(sheet),
                };
                let counts = match &header {
                    Some(header) => sums::is_one(&sheet, header),
                    None => sums::has_one(&sheet),
                };
                Listed {
                    sums: counts && choice.rows != Some(Take::Import),
                    sheet,
                    header,
                    choice,
                }
            })
            .collect();
        let lists = sheets.iter().filter(|listed| {
            let left_out = listed.sums || listed.choice.rows == Some(Take::LeaveOut);
            listed.header.is_some() && !left_out
        });
        let several = lists.count() > 1;
        let hopeless = sheets
            .iter()
            .all(|listed| listed.header.is_none() && Header::likely(&listed.sheet).is_none());
        if hopeless {
            return Err(OpenError::NoHeader);
        }
        Ok(Self { sheets, several })
    }

    /// Every sheet as it would be imported. `step` is told before each, and within it every so many rows, how many are read, and may stop it.
    ///
    /// # Errors
    /// As `step` stops it.
    pub fn previews<E>(
        &self,
        context: &Context<'_>,
        mut step: impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<Vec<Preview>, E> {
        let total = self.sheets.iter().map(|each| each.sheet.rows.len()).sum();
        let mut rows = 0;
        let mut previews = Vec::new();
        for listed in &self.sheets {
            step(rows, total)?;
            previews.push(self.watched(listed, context, |row| step(rows + row, total))?);
            rows += listed.sheet.rows.len();
        }
        Ok(previews)
    }

    /// A sheet as it would be imported.
    pub fn preview(&self, listed: &Listed<'_>, context: &Context<'_>) -> Preview {
        match self.watched(listed, context, |_| Ok::<_, Infallible>(())) {
            Ok(preview) => preview,
            Err(never) => match never {},
        }
    }

    fn watched<E>(
        &self,
        listed: &Listed<'_>,
        context: &Context<'_>,
        at: impl FnMut(usize) -> Result<(), E>,
    ) -> Result<Preview, E> {
        let sheet = listed.sheet.as_ref();
        let Some(header) = &listed.header else {
            let kind = match listed.choice.rows {
                Some(Take::LeaveOut) => SkippedKind::SheetLeftOut,
                _ if listed.sums => SkippedKind::Sums,
                _ => SkippedKind::NoList,
            };
            return Ok(Preview::left_out(
                sheet,
                kind,
                Header::likely(sheet).as_ref(),
            ));
        };
        if listed.sums && listed.choice.rows != Some(Take::LeaveOut) {
            return Ok(Preview::left_out(sheet, SkippedKind::Sums, Some(header)));
        }
        if header.has_a_list_beside(sheet) {
            return Ok(Preview::left_out(
                sheet,
                SkippedKind::SideBySide,
                Some(header),
            ));
        }
        let mapping = Mapping::guess(header);
        let chosen = (&listed.choice, self.several);
        Preview::watched(sheet, header, &mapping, context, chosen, at)
    }
}
