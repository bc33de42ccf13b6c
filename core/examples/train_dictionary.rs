//! Trains the dictionary that packing method 2 uses, and writes `core/src/kinds/body.dict`.
//!
//! Run it from the workspace root: `cargo run -p sesi-core --example train_dictionary`. A released dictionary is frozen (a
//! test holds its hash): entries that were packed with it need it forever. The samples are bodies as a phone and an office
//! make them, by the same code; people, places and words are drawn from the lists in `field.rs` beside this file, which no
//! bench and no test uses. It knows nothing of a real person.

#[path = "train_dictionary/field.rs"]
mod field;

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate};
use field::Field;
use sesi_core::kinds::{
    CheckPatch, DocKey, Document, FamilyPatch, GroupPatch, MeetingPatch, MonthPatch, Patch, Since,
    SpeakerPatch, StaffPatch, Status, Verdict,
};
use sesi_engine::ambient::Seeded;
use sesi_engine::documents::{ActorSeed, Authorship, OfficeDevices, Set};
use sesi_wire::ids::{DeviceId, OfficeId};
use sesi_wire::varint;

const LARGEST: usize = 32 * 1024;
const SAMPLES: u64 = 6_000;

type Trouble = Box<dyn std::error::Error>;

fn main() -> Result<(), Trouble> {
    let samples: Vec<Vec<u8>> = (0..SAMPLES).map(sample).collect::<Result<_, _>>()?;
    let dictionary = zstd::dict::from_samples(&samples, LARGEST)?;
    std::fs::write("core/src/kinds/body.dict", &dictionary)?;
    println!("{} bytes, {}", dictionary.len(), blake3::hash(&dictionary));
    Ok(())
}

/// The plain body of one entry: mostly a meeting or a few, now and then what else travels.
fn sample(seed: u64) -> Result<Vec<u8>, Trouble> {
    let field = Field::new(Seeded::new(0x5e51 + seed, DateTime::UNIX_EPOCH));
    let writer = Writer::new(&field);
    let mut parts = Vec::new();
    match field.below(20) {
        0..9 => parts.extend(writer.meeting(&field)?),
        9..13 => {
            for _ in 0..2 + field.below(5) {
                parts.extend(writer.meeting(&field)?);
            }
        }
        13..16 => parts.extend(writer.later_edit(&field)?),
        16 => {
            for _ in 0..=field.below(4) {
                parts.extend(writer.family(&field)?);
            }
        }
        17 => parts.extend(writer.verdict(&field)?),
        18 => parts.extend(writer.month(&field)?),
        _ => {
            parts.extend(writer.group(&field)?);
            parts.extend(writer.staff(&field)?);
        }
    }
    let mut plain = Vec::new();
    varint::put(&mut plain, parts.len() as u64);
    for Part { key, changes } in parts {
        put(&mut plain, &key);
        varint::put(&mut plain, changes.len() as u64);
        for change in changes {
            put(&mut plain, &change);
        }
    }
    Ok(plain)
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    varint::put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Changes of one document.
struct Part {
    key: Vec<u8>,
    changes: Vec<Vec<u8>>,
}

/// A run of the app on some device of some office.
struct Writer {
    office: OfficeId,
    by: Authorship,
}

type Made = Result<Option<Part>, Trouble>;

impl Writer {
    fn new(field: &Field) -> Self {
        Self {
            office: OfficeId(field.bytes()),
            by: Authorship {
                device: DeviceId(field.bytes()),
                actor: ActorSeed(field.bytes()),
                time: field.time(),
            },
        }
    }

    /// The document of `key`, in which this writer may say everything.
    fn new_document(&self, key: &DocKey) -> Document {
        let office = Arc::new(OfficeDevices([self.by.device].into()));
        Document::new(key.clone(), &self.office).read_by(&office)
    }

    /// The change that `patch` makes of a document that has seen `before`.
    fn part(&self, key: &DocKey, before: Option<&Patch>, patch: &Patch) -> Made {
        let mut document = self.new_document(key);
        if let Some(before) = before {
            document.commit(before, self.by)?;
        }
        let by = Authorship {
            time: self.by.time + Duration::seconds(70),
            ..self.by
        };
        Ok(document.commit(patch, by)?.map(|change| Part {
            key: key.to_bytes(),
            changes: vec![change.into_contents()],
        }))
    }

    fn meeting(&self, field: &Field) -> Made {
        self.part(
            &field.meeting_key()?,
            None,
            &Patch::Meeting(field.meeting()),
        )
    }

    fn later_edit(&self, field: &Field) -> Made {
        let before = field.meeting();
        let mut patch = MeetingPatch::default();
        match field.below(6) {
            0 => patch.place = Set::To(field.place()),
            1 => patch.ends = Set::To(1200 + 5 * field.below(20)),
            2 => patch.notes = [(field.aspect(), Some(field.note()))].into(),
            3 => {
                let keys: Vec<_> = before.marks.keys().cloned().collect();
                for _ in 0..=field.below(3) {
                    patch
                        .marks
                        .insert(field.pick(&keys).clone(), Some(field.mark()));
                }
            }
            4 => {
                let keys: Vec<_> = before.marks.keys().cloned().collect();
                patch
                    .ratings
                    .insert(field.pick(&keys).clone(), Some(field.rating()));
            }
            _ => {
                let speaker = SpeakerPatch {
                    name: Set::To(field.person()),
                    agency: Set::To(field.agency()),
                };
                patch.speakers = [(1, speaker)].into();
            }
        }
        let before = Patch::Meeting(before);
        self.part(&field.meeting_key()?, Some(&before), &Patch::Meeting(patch))
    }

    fn verdict(&self, field: &Field) -> Made {
        let key = field.meeting_key()?;
        let before = Patch::Meeting(field.meeting());
        let mut seen = self.new_document(&key);
        seen.commit(&before, self.by)?;
        let fine = field.below(4) > 0;
        let check = CheckPatch {
            verdict: Set::To(if fine {
                Verdict::Sesuai
            } else {
                Verdict::Perbaiki
            }),
            note: if fine {
                Set::Keep
            } else {
                Set::To(field.note())
            },
            by: Set::To(field.id()),
            heads: Set::To(seen.heads()),
        };
        let patch = MeetingPatch {
            check,
            ..MeetingPatch::default()
        };
        self.part(&key, Some(&before), &Patch::Meeting(patch))
    }

    fn month(&self, field: &Field) -> Made {
        let key = DocKey::Month {
            staff: field.id(),
            month: field.month()?,
        };
        let patch = MonthPatch {
            reason: if field.below(2) == 0 {
                Set::To(field.note())
            } else {
                Set::Keep
            },
            dynamics: Set::To(field.note()),
        };
        self.part(&key, None, &Patch::Month(patch))
    }

    fn family(&self, field: &Field) -> Made {
        let kecamatan = field.kecamatan();
        let patch = FamilyPatch {
            name: Set::To(field.person()),
            nik: Set::To(field.digits(&kecamatan.replace('.', ""), 16)),
            kk: Set::To(field.digits(&kecamatan.replace('.', ""), 16)),
            pkh_id: Set::To(field.digits("", 15)),
            address: Set::To(field.address()),
            desa: Set::To(format!("{kecamatan}.{}", 2001 + field.below(20))),
            kecamatan: Set::To(kecamatan),
            tahap: Set::To(format!("TAHAP {} {}", 1 + field.below(4), field.year())),
            components: field.components(),
            groups: [(Since(None), Some(field.id()))].into(),
            statuses: [(Since(None), Some(Status::Aktif))].into(),
            ..FamilyPatch::default()
        };
        self.part(&DocKey::Family(field.id()), None, &Patch::Family(patch))
    }

    fn group(&self, field: &Field) -> Made {
        let kecamatan = field.kecamatan();
        let patch = GroupPatch {
            name: Set::To(field.group_name()),
            desa: Set::To(format!("{kecamatan}.{}", 2001 + field.below(20))),
            kecamatan: Set::To(kecamatan),
            place: Set::To(field.place()),
            pendamping: [(Since(None), Some(field.id()))].into(),
            ..GroupPatch::default()
        };
        self.part(&DocKey::Group(field.id()), None, &Patch::Group(patch))
    }

    fn staff(&self, field: &Field) -> Made {
        let patch = StaffPatch {
            name: Set::To(field.person()),
            role: Set::To(
                field
                    .word(&["pendamping", "supervisor", "korkab"])
                    .to_owned(),
            ),
            nip: Set::To(field.digits("19", 18)),
            phone: Set::To(field.digits("08", 12)),
            kecamatan: [(field.kecamatan(), Some(true))].into(),
            ..StaffPatch::default()
        };
        self.part(&DocKey::Staff(field.id()), None, &Patch::Staff(patch))
    }
}

/// The first day of the years that samples are from.
fn first_day() -> NaiveDate {
    NaiveDate::default() + Duration::days(20_454)
}
