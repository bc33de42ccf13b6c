//! The field's fixed words and how documents store them. A code is never given another meaning.

use serde::{Deserialize, Serialize};

/// An enum whose variants are stored as the words of the field.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// All words, in the order of the forms.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// Reads a stored word; `None` if this version does not know it.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

/// An enum whose variants are stored as numbers in documents and as short codes in the read model.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal, $code:literal, $word:literal);+ $(;)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// All values, in the order of the forms.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The number stored in a document.
            pub fn number(self) -> i64 {
                match self {
                    $(Self::$variant => $number),+
                }
            }

            /// Reads a stored number; `None` if this version does not know it.
            pub fn from_number(number: i64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The code in the read model and on paper.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }
        }
    };
}

codes! {
    /// Attendance (kehadiran). Absence of a mark is *belum ditandai* and never means `Alfa`.
    Mark {
        /// Present.
        Hadir = 1, "H", "hadir";
        /// Absent and ill.
        Sakit = 2, "S", "sakit";
        /// Absent without word.
        Alfa = 3, "A", "alfa";
    }
}

codes! {
    /// Knowledge and understanding (pengetahuan dan pemahaman).
    Rating {
        /// Poor.
        Kurang = 1, "K", "kurang";
        /// Good.
        Baik = 2, "B", "baik";
        /// Very good.
        SangatBaik = 3, "SB", "sangat_baik";
        /// Cannot be assessed.
        TidakDapatDinilai = 4, "TDD", "tidak_dapat_dinilai";
    }
}

words! {
    /// Whether a family belongs to the programme.
    Status {
        /// Active.
        Aktif = "aktif",
        /// Not active.
        TidakAktif = "tidak aktif",
        /// Left the programme because it no longer needs it.
        Graduasi = "graduasi",
    }
}

words! {
    /// Whether a group exists.
    GroupState {
        /// It exists.
        Open = "buka",
        /// It no longer exists, or not yet.
        Closed = "tutup",
    }
}

words! {
    /// The members for whom a family is in the programme (komponen).
    Component {
        /// Pregnant.
        Hamil = "hamil",
        /// Young child, 0 to 6 years (anak usia dini).
        Aud = "aud",
        /// At primary school.
        Sd = "sd",
        /// At junior secondary school.
        Smp = "smp",
        /// At senior secondary school.
        Sma = "sma",
        /// With a severe disability.
        Disabilitas = "disabilitas",
        /// Elderly.
        Lansia = "lansia",
    }
}

words! {
    /// The aspects of a meeting's notes.
    Aspect {
        /// How the meeting went.
        Proses = "proses",
        /// The material.
        Materi = "materi",
        /// How the families took part.
        Partisipasi = "partisipasi",
        /// The outcome.
        Hasil = "hasil",
        /// What stood in the way.
        Kendala = "kendala",
    }
}

words! {
    /// What a supervisor says of a meeting.
    Verdict {
        /// In order.
        Sesuai = "sesuai",
        /// To be put right by the pendamping.
        Perbaiki = "perbaiki",
    }
}

words! {
    /// The fields of SIKS-NG's form for a meeting, in its order.
    SiksField {
        /// Nama kegiatan.
        Name = "name",
        /// Materi.
        Topic = "topic",
        /// Tanggal.
        Date = "date",
        /// Jam mulai.
        Starts = "starts",
        /// Jam selesai.
        Ends = "ends",
        /// Tempat.
        Place = "place",
        /// Nama pemateri.
        Speaker1 = "speaker1",
        /// Instansi pemateri.
        Agency1 = "agency1",
        /// Nama pemateri.
        Speaker2 = "speaker2",
        /// Instansi pemateri.
        Agency2 = "agency2",
        /// Nama pemateri.
        Speaker3 = "speaker3",
        /// Instansi pemateri.
        Agency3 = "agency3",
        /// Uraian kegiatan.
        Notes = "notes",
        /// Peserta.
        Participants = "participants",
    }
}

words! {
    /// What became of a meeting in SIKS-NG.
    SiksSaid {
        /// It is in.
        Masuk = "masuk",
        /// The form refused it.
        Ditolak = "ditolak",
    }
}

words! {
    /// How a family is given something outside its meetings.
    VisitWay {
        /// Before or after another meeting.
        Pertemuan = "pertemuan",
        /// At home: kunjungan rumah.
        Kunjungan = "kunjungan",
        /// By telephone or video.
        JarakJauh = "jarak_jauh",
    }
}

words! {
    /// What kind of voice it is.
    VoiceKind {
        /// A question.
        Pertanyaan = "pertanyaan",
        /// What stands in the way.
        Kendala = "kendala",
        /// A wish.
        Aspirasi = "aspirasi",
        /// A proposal.
        Usul = "usul",
    }
}

words! {
    /// What a letter to a family that stayed away is. In documents' keys it stands by its place in this list.
    LetterStep {
        /// Surat Teguran I.
        First = "teguran_1",
        /// Surat Teguran II.
        Second = "teguran_2",
        /// Surat Teguran III.
        Third = "teguran_3",
        /// Surat pernyataan komitmen, which the family signs.
        Commitment = "pernyataan",
    }
}

words! {
    /// How a letter was delivered.
    DeliveryWay {
        /// To the pengurus in person.
        InPerson = "langsung",
        /// To somebody of the household.
        Household = "keluarga",
        /// By the ketua of the group.
        Ketua = "ketua",
        /// By the office of the desa.
        Desa = "desa",
        /// As a picture in a message.
        Message = "pesan",
    }
}

pub(super) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_forms_survive() {
        for mark in Mark::ALL {
            assert_eq!(Mark::from_number(mark.number()), Some(*mark));
        }
        for rating in Rating::ALL {
            assert_eq!(Rating::from_number(rating.number()), Some(*rating));
        }
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(*status));
        }
        assert_eq!(Mark::from_number(0), None);
        assert_eq!(Status::parse("AKTIF"), None);
    }
}
