//! What forms about a meeting are made of: the meeting as it was recorded, and its families with their marks and levels. Rows of the
//! JSON form of these reports; what nobody recorded is absent, and stays absent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::Signer;
use super::closing::short;
use crate::kinds::{Aspect, Mark, Rating};
use crate::reference::month::indonesian_day;
use crate::rekap::Level;

/// A meeting that took place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeetingFacts {
    /// Its document.
    pub meeting: Uuid,
    /// Its version: heads, in hex.
    pub version: String,
    /// Its day.
    pub date: NaiveDate,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where it was.
    pub place: Option<String>,
    /// Name of the group.
    pub group: String,
    /// Name of the desa.
    pub desa: String,
    /// Name of the kecamatan.
    pub kecamatan: String,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// Name of the province; none where the list of regions has none.
    pub provinsi: Option<String>,
    /// Its sessions, in order.
    pub sessions: Vec<SessionFacts>,
    /// Materi in the words of SIKS-NG, or the topic that was written.
    pub materi: Option<String>,
    /// Who spoke.
    pub speakers: Vec<SpeakerFacts>,
    /// What was written about it.
    pub notes: BTreeMap<Aspect, String>,
    /// Who led the group's meetings on that day.
    pub pendamping: Signer,
    /// What that person is.
    pub jabatan: Option<String>,
    /// Its families.
    pub families: Vec<FamilyFacts>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionFacts {
    /// Title of its module.
    pub module: String,
    /// Its title.
    pub title: String,
}

/// A speaker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpeakerFacts {
    /// The name.
    pub name: String,
    /// Jabatan or instansi.
    pub agency: String,
}

/// A family of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FamilyFacts {
    /// Nama pengurus.
    pub name: String,
    /// Its mark; none if nobody marked it.
    pub mark: Option<Mark>,
    /// Pengetahuan & pemahaman.
    pub level: Level,
}

impl FamilyFacts {
    /// The level that a mark and a rating make: only who was there has one.
    pub fn level_of(mark: Option<Mark>, rating: Option<Rating>) -> Level {
        match (mark, rating) {
            (Some(Mark::Hadir), Some(Rating::Kurang)) => Level::Kurang,
            (Some(Mark::Hadir), Some(Rating::Baik)) => Level::Baik,
            (Some(Mark::Hadir), Some(Rating::SangatBaik)) => Level::SangatBaik,
            _ => Level::TidakDapatDinilai,
        }
    }
}

/// Families counted: the marks make the total, and so do the levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counted {
    /// Families.
    pub total: u32,
    /// Hadir.
    pub hadir: u32,
    /// Sakit.
    pub sakit: u32,
    /// Alfa.
    pub alfa: u32,
    /// Whom nobody marked.
    pub unmarked: u32,
    /// Kurang.
    pub kurang: u32,
    /// Baik.
    pub baik: u32,
    /// Sangat Baik.
    pub sangat_baik: u32,
    /// Tidak Dapat Dinilai.
    pub tidak_dapat_dinilai: u32,
}

impl Counted {
    /// The families of some meetings; one that was at two counts twice, as attendances do.
    pub fn of<'f>(families: impl IntoIterator<Item = &'f FamilyFacts>) -> Self {
        let mut counted = Self::default();
        for family in families {
            counted.total += 1;
            *match family.mark {
                Some(Mark::Hadir) => &mut counted.hadir,
                Some(Mark::Sakit) => &mut counted.sakit,
                Some(Mark::Alfa) => &mut counted.alfa,
                None => &mut counted.unmarked,
            } += 1;
            *match family.level {
                Level::Kurang => &mut counted.kurang,
                Level::Baik => &mut counted.baik,
                Level::SangatBaik => &mut counted.sangat_baik,
                Level::TidakDapatDinilai => &mut counted.tidak_dapat_dinilai,
            } += 1;
        }
        counted
    }

    /// Whoever was not there, for whatever reason, and whom nobody marked: as the rekap has it.
    pub fn tidak_hadir(self) -> u32 {
        self.total - self.hadir
    }
}

impl MeetingFacts {
    /// Its families counted.
    pub fn counted(&self) -> Counted {
        Counted::of(&self.families)
    }

    /// What a form about it says at its end.
    pub(super) fn basis(&self, digest: &str) -> String {
        format!(
            "Dihitung dari {} KPM pada pertemuan {}, versi {}; tanda {}.",
            self.families.len(),
            indonesian_day(self.date),
            short(&self.version),
            short(digest)
        )
    }

    /// Titles of its sessions.
    pub fn titles(&self) -> String {
        let titles = self.sessions.iter().map(|session| session.title.as_str());
        once(titles)
    }

    /// Titles of their modules.
    pub fn modules(&self) -> String {
        once(self.sessions.iter().map(|session| session.module.as_str()))
    }
}

impl MeetingFacts {
    /// An invented meeting in which everything is filled in.
    pub(super) fn sample(no: u32) -> Self {
        let text = |text: &str| text.to_owned();
        let family = |at: usize| {
            let marks = [Some(Mark::Hadir), Some(Mark::Sakit), Some(Mark::Alfa), None];
            let ratings = [Some(Rating::Baik), None, Some(Rating::SangatBaik)];
            let mark = marks.get(at % 4).copied().flatten();
            let rating = ratings.get(at % 3).copied().flatten();
            FamilyFacts {
                name: format!("Siti Aminah {}", at + 1),
                mark,
                level: FamilyFacts::level_of(mark, rating),
            }
        };
        Self {
            meeting: Uuid::from_u128(no.into()),
            version: "c0ffee00".repeat(8),
            date: NaiveDate::from_ymd_opt(2026, 11, 1 + no % 28).unwrap_or_default(),
            starts: Some(540),
            ends: Some(660),
            place: Some(text("Balai Desa Rusa Kencana")),
            group: format!("Melati {no}"),
            desa: text("Rusa Kencana"),
            kecamatan: text("Toili"),
            kabupaten: text("Banggai"),
            provinsi: Some(text("Sulawesi Tengah")),
            sessions: vec![SessionFacts {
                module: text("Pengasuhan dan Pendidikan Anak"),
                title: text("Memahami Perilaku Anak"),
            }],
            materi: Some(text("PENGASUHAN DAN PENDIDIKAN ANAK.")),
            speakers: vec![SpeakerFacts {
                name: text("Bidan Nur"),
                agency: text("Puskesmas Toili"),
            }],
            notes: Aspect::ALL
                .iter()
                .map(|aspect| (*aspect, format!("Catatan {aspect:?} kelompok {no}.")))
                .collect(),
            pendamping: Signer {
                name: Some(text("Ani Lestari, S.Sos")),
                nip: Some(text("198001012010012001")),
            },
            jabatan: Some(text("Pendamping Sosial PKH")),
            families: (0..7).map(family).collect(),
        }
    }

    /// A meeting of which nothing was recorded but that it was.
    #[cfg(test)]
    pub(super) fn bare() -> Self {
        Self {
            starts: None,
            ends: None,
            place: None,
            provinsi: None,
            sessions: Vec::new(),
            materi: None,
            speakers: Vec::new(),
            notes: BTreeMap::new(),
            pendamping: Signer::default(),
            jabatan: None,
            families: Vec::new(),
            ..Self::sample(3)
        }
    }
}

/// Texts once each, joined.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen.join("; ")
}

/// A time of the day as forms have it.
pub fn time(minutes: u16) -> String {
    format!("{:02}.{:02}", minutes / 60, minutes % 60)
}
