//! The last sheet: as of which versions the report was counted, meeting by meeting, and what was not counted and why.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::figures::{CountedMeeting, KecamatanRekap, Row};
use super::super::wording;
use super::{FIRST_ROW, HEADER_ROW, Writer, cut};
use crate::reference::month::indonesian_day;

impl Writer<'_> {
    /// What was counted, meeting by meeting, and what was not.
    pub(super) fn basis(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let name = self.wording.basis_sheet.clone();
        self.set_up(
            sheet,
            &name,
            &name,
            &[5.0, 18.0, 18.0, 20.0, 24.0, 10.0, 44.0, 22.0, 12.0],
        )?;
        let labels = [
            "No",
            "Tanggal",
            "Kecamatan",
            "Kelompok",
            "Pendamping",
            "Sesi",
            "Materi",
            "Versi",
            "Pertemuan",
        ];
        for (column, label) in (0..).zip(labels) {
            sheet.write_string_with_format(HEADER_ROW + 1, column, label, &self.formats.header)?;
        }
        let as_of = &self.rekap.as_of;
        let line = format!(
            "Dihitung dari {} pertemuan; tanda hitungan {}.",
            as_of.meetings,
            as_of.short()
        );
        sheet.write_string_with_format(HEADER_ROW - 1, 0, line, &self.formats.plain)?;
        let mut at = FIRST_ROW;
        for kecamatan in &self.rekap.kecamatan {
            for row in &kecamatan.rows {
                for meeting in &row.meetings {
                    self.number(sheet, at, 0, at - FIRST_ROW + 1)?;
                    let cells = self.meeting(kecamatan, row, meeting);
                    for (column, text) in (1..).zip(&cells) {
                        self.text(sheet, at, column, text)?;
                    }
                    at += 1;
                }
            }
        }
        at += 1;
        let unmatched = self.rekap.unmatched.iter().map(|mark| {
            let (meeting, reason) = (
                wording::short(mark.meeting.as_bytes()),
                wording::unmatched(mark.reason),
            );
            format!(
                "Tanda {} ({}) pada pertemuan {meeting} tidak dihitung: {reason}.",
                mark.mark, mark.family_key
            )
        });
        let notes = self.rekap.notes.iter().map(wording::note);
        let waiting = wording::waiting(self.rekap.waiting_rows);
        for line in waiting.into_iter().chain(unmatched).chain(notes) {
            sheet.write_string_with_format(at, 0, cut(&line), &self.formats.plain)?;
            at += 1;
        }
        Ok(())
    }

    fn meeting(
        &self,
        kecamatan: &KecamatanRekap,
        row: &Row,
        meeting: &CountedMeeting,
    ) -> [String; 8] {
        let heads: Vec<String> = meeting.heads.chunks(32).map(wording::short).collect();
        [
            indonesian_day(meeting.date),
            kecamatan.name.clone(),
            meeting.group_name.clone(),
            self.name(row).to_owned(),
            meeting.session.clone(),
            meeting.materi.join("; "),
            heads.join(" "),
            wording::short(meeting.doc.as_bytes()),
        ]
    }
}
