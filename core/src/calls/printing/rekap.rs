//! The rekap as paper that is signed: the same figures and columns as the screen and the workbook, as one PDF.

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Deserialize;
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;

use super::Printed;
use crate::calls::Job;
use crate::calls::rekap::counted;
use crate::calls::signing::signing;
use crate::calls::templates::in_force;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::paper;
use crate::forms::rekap;
use crate::forms::template::Fields;
use crate::pdf::Size;
use crate::rekap::{Tables, Wording};

/// Writes the rekap of a month as a PDF to be signed.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrintRekap {
    /// The month, `2026-11`.
    pub month: String,
    /// Code of the kecamatan whose sheet is wanted; none for all, after the kabupaten's.
    pub kecamatan: Option<String>,
    /// Which paper.
    pub paper: Size,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

impl Job for PrintRekap {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let (rekap, signing, templates) = {
            let device = device.lend();
            (
                counted(&device, &self.month)?,
                signing(&device, self.signed)?,
                in_force(&device)?,
            )
        };
        let tables = Tables::of(&rekap, &Wording::default());
        let kecamatan = self.kecamatan.as_deref();
        let sheets = rekap::documents(&rekap, &tables, &signing, kecamatan, &templates)?;
        let first = sheets.first().ok_or(Error::Missing("such kecamatan"))?;
        let title = first.title.clone();
        let pdf = paper::pdf(&sheets, self.paper, &title, |done, total| {
            Ok(watch(Phase::Writing.at(done, total))?)
        })?;
        whole_file::write(&self.path, |file| file.write_all(&pdf))?;
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        Ok(Printed {
            path: self.path,
            lists: count(sheets.len()),
            families: match &self.kecamatan {
                None => rekap.total.families,
                Some(code) => {
                    let mut places = rekap.kecamatan.iter().filter(|place| place.code == *code);
                    places.next().map_or(0, |place| place.total.families)
                }
            },
            bytes: count(pdf.len()),
            digest: first.digest.clone(),
        })
    }
}

/// What a template of the rekap sees of a month.
pub(super) fn fields_of(device: &Device, month: &str, form: &str) -> Result<Option<Fields>, Error> {
    let counted = counted(device, month)?;
    let tables = Tables::of(&counted, &Wording::default());
    Ok(rekap::fields(
        &counted,
        &tables,
        &signing(device, None)?,
        form,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::Query;
    use crate::calls::office::{ReadOffice, SaveOffice};
    use crate::calls::{Command, rekap::ReadRekap};
    use crate::error::ApiError;
    use crate::kinds::Mark;
    use crate::testkit::{TOILI, Toili};
    use sesi_engine::job::unwatched;

    #[test]
    fn the_paper_says_the_figures_of_the_screen_and_who_signs() {
        let mut toili = Toili::new(931);
        toili.record(3, 0, Mark::Hadir);
        toili.synced_phone();
        toili.synced_office();
        let path = toili.stage.dir.path().join("rekap.pdf");
        let device = &mut toili.stage.office.device;
        let mut settings = ReadOffice {}.answer(device).unwrap();
        settings.letterhead = vec!["PEMERINTAH KABUPATEN BANGGAI".into()];
        settings.signers = vec![
            " Kepala Dinas Sosial ;  Drs. AMIR ; 196501011990031001".into(),
            "Katim Kabupaten".into(),
            "  ".into(),
        ];
        SaveOffice { settings }.run(device).unwrap();
        let kept = ReadOffice {}.answer(device).unwrap().signers;
        assert_eq!(
            kept,
            [
                "Kepala Dinas Sosial; Drs. AMIR; 196501011990031001",
                "Katim Kabupaten"
            ]
        );
        let signing = signing(device, None).unwrap();
        let (role, who) = &signing.signers[0];
        assert_eq!(
            (role.as_str(), who.name.as_deref()),
            ("Kepala Dinas Sosial", Some("Drs. AMIR"))
        );
        assert_eq!(who.nip.as_deref(), Some("196501011990031001"));
        assert_eq!(signing.signers[1].1, crate::forms::Signer::default());

        let view = ReadRekap {
            month: "2026-10".into(),
        }
        .answer(device)
        .unwrap();
        let sheets = rekap::documents(
            &view.rekap,
            &view.tables,
            &signing,
            None,
            &in_force(device).unwrap(),
        )
        .unwrap();
        let flow = paper::flow(&sheets, Size::F4, |_, _| Ok(())).unwrap();
        let said = flow.said().join("\n");
        for text in [
            "PEMERINTAH KABUPATEN BANGGAI",
            "Drs. AMIR",
            "NIP 196501011990031001",
            "NIP (isi NIP)",
            "(isi tanggal)",
            "Banggai",
        ] {
            assert!(said.contains(text), "{text}: {said}");
        }
        let print = |kecamatan: Option<&str>| PrintRekap {
            month: "2026-10".into(),
            kecamatan: kecamatan.map(str::to_owned),
            paper: Size::A4,
            signed: None,
            path: path.clone(),
        };
        let all = print(None).run(device, &mut unwatched).unwrap();
        assert_eq!(all.families, view.rekap.total.families);
        let bytes = std::fs::read(&path).unwrap();
        print(None).run(device, &mut unwatched).unwrap();
        assert!(std::fs::read(&path).unwrap() == bytes, "the same bytes");
        if let Ok(out) = std::env::var("SESI_PDF_OUT") {
            std::fs::write(format!("{out}/rekap.pdf"), &bytes).unwrap();
        }
        let one = print(Some(TOILI)).run(device, &mut unwatched).unwrap();
        assert_eq!((one.lists, one.families), (1, 4));
        let none = print(Some("99.99.99"))
            .run(device, &mut unwatched)
            .unwrap_err();
        assert_eq!(ApiError::from(&none).kind, "missing");
    }
}
