//! The last sheet: as of which versions the report was counted, meeting by meeting, and what was not counted and why.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::figures::{CountedMeeting, KecamatanRekap, Row};
use super::super::wording::{self, Wording};
use super::{HEADER_ROW, Writer, cut};
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, words};

/// A meeting that was counted.
struct Counted<'r> {
    no: usize,
    kecamatan: &'r KecamatanRekap,
    row: &'r Row,
    meeting: &'r CountedMeeting,
    wording: &'r Wording,
}

fn columns<'r>() -> [Column<Counted<'r>>; 9] {
    let column = |key, id, en, width, value: fn(&Counted<'r>) -> Cell| {
        Column::new(key, words(id, en), width, Kind::Text, value)
    };
    [
        column("no", "No", "No", 5.0, |c| Cell::count(c.no)),
        column("date", "Tanggal", "Date", 18.0, |c| {
            Cell::text(indonesian_day(c.meeting.date))
        }),
        column("kecamatan", "Kecamatan", "Kecamatan", 18.0, |c| {
            Cell::text(&c.kecamatan.name)
        }),
        column("group", "Kelompok", "Group", 20.0, |c| {
            Cell::text(&c.meeting.group_name)
        }),
        column("pendamping", "Pendamping", "Pendamping", 24.0, |c| {
            Cell::text(c.wording.name_of(c.row))
        }),
        column("session", "Sesi", "Session", 10.0, |c| {
            Cell::text(&c.meeting.session)
        }),
        column("materi", "Materi", "Topic", 44.0, |c| {
            Cell::text(c.meeting.materi.join("; "))
        }),
        column("version", "Versi", "Version", 22.0, |c| {
            let heads = c.meeting.heads.chunks(32).map(wording::short);
            Cell::text(heads.collect::<Vec<_>>().join(" "))
        }),
        column("meeting", "Pertemuan", "Meeting", 12.0, |c| {
            Cell::text(wording::short(c.meeting.doc.as_bytes()))
        }),
    ]
}

impl Writer<'_> {
    /// What was counted, meeting by meeting, and what was not.
    pub(super) fn basis(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let name = self.wording.basis_sheet.clone();
        self.set_up(sheet, &name, &name)?;
        let as_of = &self.rekap.as_of;
        let line = format!(
            "Dihitung dari {} pertemuan; tanda hitungan {}.",
            as_of.meetings,
            as_of.short()
        );
        sheet.write_string_with_format(HEADER_ROW - 1, 0, line, &self.formats.plain)?;
        let counted = self.rekap.kecamatan.iter().flat_map(|kecamatan| {
            let rows = kecamatan.rows.iter();
            rows.flat_map(move |row| {
                row.meetings
                    .iter()
                    .map(move |meeting| (kecamatan, row, meeting))
            })
        });
        let counted = (1..)
            .zip(counted)
            .map(|(no, (kecamatan, row, meeting))| Counted {
                no,
                kecamatan,
                row,
                meeting,
                wording: self.wording,
            });
        let table = Table::new(&columns(), counted, None);
        let first = self.table(sheet, HEADER_ROW + 1, &table)? + 1;
        let called = &self.rekap.called;
        let unmatched = self.rekap.unmatched.iter();
        let unmatched = unmatched.map(|mark| wording::unmatched_mark(mark, called));
        let notes = self.rekap.notes.iter();
        let notes = notes.map(|note| wording::note(note, called));
        let waiting = wording::waiting(self.rekap.waiting_rows);
        for (at, line) in (first..).zip(waiting.into_iter().chain(unmatched).chain(notes)) {
            sheet.write_string_with_format(at, 0, cut(&line), &self.formats.plain)?;
        }
        Ok(())
    }
}
