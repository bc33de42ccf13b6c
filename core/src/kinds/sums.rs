//! The sums of a place and month that an office tells its province: whole numbers in a fixed order, each known or not. The form in which
//! they are kept holds digits, commas and hyphens alone and no number of more than seven digits, so no name and no NIK fits into it.

use serde::Serialize;

/// Pieces of a line at the most: more figures than there are today, from a newer app.
const MOST: usize = 60;
/// Digits of a figure at the most.
const DIGITS: usize = 7;
/// What stands for a figure that is not known.
const UNKNOWN: &str = "-";

/// Declares the figures in their order, and the table of them that is made of it. New ones are added at the end: older apps read those that they
/// know.
macro_rules! sums {
    ($($(#[$doc:meta])* $key:ident;)+) => {
        /// What is told of a place.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct Sums {
            $($(#[$doc])* pub $key: Option<u32>,)+
        }

        /// Makes the table of the places that were told, a column a figure. place: a kecamatan's code, or the kabupaten's for the whole; NULL:
        /// not known.
        pub(super) const TABLE: &str = concat!(
            "CREATE TABLE rm_published_place (doc BLOB NOT NULL, place TEXT NOT NULL, ",
            $(stringify!($key), " INTEGER, ",)+
            "PRIMARY KEY (doc, place)) WITHOUT ROWID;"
        );

        impl Sums {
            /// The names of the figures, in their order.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];

            /// The figures, in their order.
            pub fn all(&self) -> Vec<Option<u32>> {
                vec![$(self.$key),+]
            }

            /// The figures of a list in that order; what it does not have is not known.
            pub fn of(figures: impl IntoIterator<Item = Option<u32>>) -> Self {
                let mut figures = figures.into_iter();
                Self { $($key: figures.next().flatten()),+ }
            }
        }
    };
}

sums! {
    /// Total Jumlah Kelompok.
    groups;
    /// Jumlah Kelompok Terealisasi.
    groups_met;
    /// Total KPM Dampingan.
    families;
    /// Hadir.
    hadir;
    /// Tidak Hadir.
    tidak_hadir;
    /// Kurang.
    kurang;
    /// Baik.
    baik;
    /// Sangat Baik.
    sangat_baik;
    /// Tidak Dapat Dinilai.
    tidak_dapat_dinilai;
    /// SDM: people posted there.
    staff;
    /// Those of them who have had an FDS training.
    trained;
    /// Those who have not.
    untrained;
    /// Supervision of the month.
    supervised;
    /// Surat teguran of the month.
    letters;
    /// Matters of voices that are not closed.
    voices_open;
    /// Those of them whose task is overdue.
    voices_overdue;
}

impl Sums {
    /// Reads a line as it is kept: one spelling for each.
    pub fn parse(text: &str) -> Option<Self> {
        let pieces: Vec<&str> = text.split(',').collect();
        if pieces.len() > MOST {
            return None;
        }
        let figures: Option<Vec<Option<u32>>> = pieces.iter().map(|piece| figure(piece)).collect();
        Some(Self::of(figures?))
    }

    /// Whether a text is such a line.
    pub(super) fn is_line(text: &str) -> bool {
        Self::parse(text).is_some()
    }

    /// The line as it is kept.
    pub fn line(&self) -> String {
        let pieces = self.all().into_iter().map(|figure| match figure {
            Some(figure) => figure.to_string(),
            None => UNKNOWN.to_owned(),
        });
        pieces.collect::<Vec<_>>().join(",")
    }
}

/// A figure or nothing; no answer for what is neither.
#[allow(
    clippy::option_option,
    reason = "a piece that is not known is another thing than one that does not read"
)]
fn figure(piece: &str) -> Option<Option<u32>> {
    if piece == UNKNOWN {
        return Some(None);
    }
    let digits = (1..=DIGITS).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_digit());
    let plain = piece == "0" || !piece.starts_with('0');
    (digits && plain)
        .then(|| piece.parse().ok())
        .flatten()
        .map(Some)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A stranger's reader is written from that page, and knows a figure by its place alone.
    #[test]
    fn the_protocol_page_names_the_figures_in_their_order() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocol.md");
        let page = std::fs::read_to_string(page).unwrap();
        let (_, said) = page.split_once("\n*Sums* are ").unwrap();
        let (_, said) = said.split_once("In order:").unwrap();
        let (said, _) = said.split_once(';').unwrap();
        let said: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
        assert_eq!(said, Sums::KEYS);
    }

    #[test]
    fn no_name_no_nik_and_no_second_spelling_fits() {
        for text in [
            "",
            "ANI",
            "1,ANI",
            "7201045612879213",
            "12345678",
            "01",
            "+1",
            " 1",
            "1,",
            "1.5",
            "--",
        ] {
            assert_eq!(Sums::parse(text), None, "{text}");
        }
        assert!(Sums::parse(&vec!["1"; MOST + 1].join(",")).is_none());
        let few = Sums::parse("3,-,0").unwrap();
        assert_eq!(
            (few.groups, few.groups_met, few.families),
            (Some(3), None, Some(0))
        );
        assert_eq!(few.voices_overdue, None);
        // A newer app tells more: what is known is read.
        let more = vec!["2"; Sums::KEYS.len() + 3].join(",");
        assert_eq!(Sums::parse(&more).unwrap().voices_overdue, Some(2));
    }

    proptest! {
        #[test]
        fn a_line_is_read_as_it_was_written(figures in prop::collection::vec(prop::option::of(0u32..10_000_000), Sums::KEYS.len())) {
            let sums = Sums::of(figures.clone());
            prop_assert_eq!(sums.all(), figures);
            prop_assert_eq!(Sums::parse(&sums.line()), Some(sums));
        }

        #[test]
        fn whatever_fits_has_no_letter_and_no_long_number(text in "[0-9A-Za-z,. -]{0,60}") {
            if Sums::is_line(&text) {
                prop_assert!(text.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '-'));
                prop_assert!(text.split(',').all(|piece| piece.len() <= DIGITS));
            }
        }
    }
}
