//! The cells of a rekap as they are kept: by kecamatan, line and column, with one digest over all of them; and the command that keeps them.

use chrono::Datelike;
use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::SendRekap;
use super::sent_paper::SentPaper;
use super::sheets::{PAPER, digest, kept, sendings, sheets, tables_of};
use crate::calls::refusal::Refusal;
use crate::calls::signing::signing;
use crate::calls::who::must_be_office;
use crate::calls::{Command, months, places};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, KecamatanCode, Patch, SentPatch, YearMonth};
use crate::reference::fold;

/// Bytes of cells in one change at the most: what all pendamping of a large kecamatan say of a month goes into several.
const MOST_AT_ONCE: usize = 24_000;

impl Command for SendRekap {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        must_be_office(device)?;
        let month = months::month(&self.month)?;
        let (rekap, tables) = tables_of(device, &self.month)?;
        let sheets = sheets(&rekap, &tables);
        let now = digest(&sheets)?;
        if now != self.seen {
            return Err(Refusal::RekapChanged.into());
        }
        let before = sendings(device, &self.month)?;
        if before
            .first()
            .is_some_and(|last| last.whole && last.digest == now)
        {
            return Err(Refusal::RekapSame.into());
        }
        let version = before.iter().map(|one| one.version).max().unwrap_or(0) + 1;
        let send = uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid();
        let first = month.first_day();
        let key_month = YearMonth::new(first.year(), first.month()).ok_or(Refusal::Month)?;
        let text = |text: &str| Some(fold::tidy(text)).filter(|text| !text.is_empty());
        // As it stands on the paper of this day; what is set later changes nothing of what was sent.
        let paper = SentPaper::today(device, signing(device, Some(self.day))?)?;
        let paper = serde_json::to_string(&paper);
        let paper = paper.map_err(std::io::Error::from)?;
        let mut edits: Vec<(DocKey, Patch)> = Vec::with_capacity(sheets.len());
        for (code, sheet) in &sheets {
            let kecamatan = KecamatanCode::new(code).ok_or(Error::Missing("such kecamatan"))?;
            let mut patch = SentPatch {
                version: Set::To(version),
                day: Set::To(self.day),
                receiver: text(&self.receiver).into(),
                note: text(&self.note).into(),
                digest: Set::To(now.clone()),
                meetings: Set::To(u32::try_from(rekap.as_of.meetings).unwrap_or(u32::MAX)),
                ..SentPatch::default()
            };
            let key = DocKey::Sent {
                kecamatan,
                month: key_month,
                send,
            };
            patch.lines.insert(PAPER.to_owned(), Some(paper.clone()));
            let mut size = paper.len();
            for (line, cells) in kept(sheet)? {
                if size > 0 && size + cells.len() > MOST_AT_ONCE {
                    edits.push((key.clone(), std::mem::take(&mut patch).into()));
                    size = 0;
                }
                size += cells.len();
                patch.lines.insert(line, Some(cells));
            }
            edits.push((key, patch.into()));
        }
        if edits.is_empty() {
            return Err(Error::Missing("such kecamatan"));
        }
        for code in sheets.keys() {
            places::make_ready(device, code, first)?;
        }
        device.edit_all(&edits)?;
        Ok(send)
    }
}
