//! What a row below the header is: a family, a line that speaks of the families below it, or something that is no family, such as a total or
//! a signature. In doubt a row with a name is a family, so that nobody vanishes. It knows rows, not what becomes of them.

use crate::reference::fold;

use super::caption::{Caption, captions, is_general};
use super::cell::Cell;
use super::field::Field;
use super::header::Header;
use super::mapping::Mapping;
use super::preview::SkippedKind;
use super::row::Values;
use super::sheet::SheetRow;
use super::spelling::{ends_in_a_number, without_enumerator};

/// A number with so many digits is a family's, not a count of families.
const DIGITS_OF_AN_IDENTITY: usize = 10;
/// The longest name, in characters; what is longer is a sentence.
const LONGEST_NAME: usize = 60;
/// A line that speaks of the families below it fills at most so many cells.
const MOST_CELLS_OF_A_LINE: usize = 8;

/// What a row is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A family, however much of it is missing.
    Family,
    /// A line that speaks of the families below it.
    Speaks(Vec<Caption>),
    /// Neither.
    Left(SkippedKind),
}

/// Judges the rows of a body in their order.
pub(super) struct EntryValidator<'a> {
    header: &'a Header,
    mapping: &'a Mapping,
    /// A family came already.
    families: bool,
    /// The rows since the last family or header are a signature.
    signing: bool,
    /// They are those of another table below the list.
    counting: bool,
}

impl<'a> EntryValidator<'a> {
    /// Of rows below a header, none yet.
    pub(super) fn of(header: &'a Header, mapping: &'a Mapping) -> Self {
        Self {
            header,
            mapping,
            families: false,
            signing: false,
            counting: false,
        }
    }

    /// What the next row is; `below` is the one that follows it.
    pub(super) fn kind(
        &mut self,
        row: &SheetRow,
        values: &Values,
        below: Option<&SheetRow>,
    ) -> Kind {
        if self.families && self.header.names_another_table(row) {
            self.counting = true;
            return Kind::Left(SkippedKind::Header);
        }
        let kind = self.judged(row, values, below);
        self.counting &= matches!(kind, Kind::Left(_)) && !self.header.is_repeated_by(row);
        match kind {
            Kind::Family => {
                self.families = true;
                self.signing = false;
            }
            Kind::Left(SkippedKind::Header) | Kind::Speaks(_) => self.signing = false,
            Kind::Left(SkippedKind::Signature) => self.signing = true,
            Kind::Left(_) => {}
        }
        kind
    }

    fn judged(&self, row: &SheetRow, values: &Values, below: Option<&SheetRow>) -> Kind {
        if self.header.is_repeated_by(row) {
            return Kind::Left(SkippedKind::Header);
        }
        let seen = Seen::of(row, values);
        if seen.is_total() {
            return Kind::Left(SkippedKind::Total);
        }
        if seen.identified && !seen.says_nip {
            return Kind::Family;
        }
        if self.counting && captions(row).is_empty() {
            return Kind::Left(SkippedKind::Remark);
        }
        let numbered = values
            .get(&Field::No)
            .and_then(Cell::said)
            .is_some_and(|no| {
                no.trim_end_matches('.')
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
            });
        if numbered && seen.named {
            return Kind::Family;
        }
        if !numbered && seen.texts.len() <= MOST_CELLS_OF_A_LINE {
            let said = captions(row);
            if !said.is_empty() && !self.is_signature(&said) {
                return Kind::Speaks(said);
            }
        }
        if self.families && (self.signing || seen.signs()) {
            return Kind::Left(SkippedKind::Signature);
        }
        if seen.remarks() {
            return Kind::Left(SkippedKind::Remark);
        }
        if let Some(group) = bare_group(row, &seen, below, self.header, self.mapping) {
            return Kind::Speaks(vec![group]);
        }
        if seen.named || seen.doubtful {
            return Kind::Family;
        }
        Kind::Left(if seen.only_figures && seen.counted {
            SkippedKind::Total
        } else {
            SkippedKind::Remark
        })
    }

    /// "Pendamping PKH : NURDIANA" below a date is no line of a block.
    fn is_signature(&self, said: &[Caption]) -> bool {
        self.signing
            && said
                .iter()
                .all(|caption| caption.field == Field::Pendamping)
    }
}

/// A line of one cell that names a group: the name of one, or what stands right above a header.
pub(super) fn bare_group(
    row: &SheetRow,
    seen: &Seen,
    below: Option<&SheetRow>,
    header: &Header,
    mapping: &Mapping,
) -> Option<Caption> {
    let [text] = seen.texts.as_slice() else {
        return None;
    };
    let words = fold::words(text);
    let short = words.split(' ').count() <= 4 && text.chars().count() <= 40;
    if !short || !text.chars().any(char::is_alphabetic) || words.split(' ').any(is_general) {
        return None;
    }
    let above_header = below.is_some_and(|below| header.is_repeated_by(below));
    let in_name = mapping
        .column(Field::Name)
        .is_some_and(|column| !row.cell(column).is_empty());
    let first_again = below.is_some_and(|below| {
        let no = mapping
            .column(Field::No)
            .and_then(|no| below.cell(no).said());
        no.is_some_and(|no| no.trim_end_matches('.') == "1")
    });
    // Where groups have no column, and the rows below begin with 1 again, a name alone is a group's.
    let begins = first_again && (!in_name || mapping.column(Field::Group).is_none());
    let speaks = ends_in_a_number(text) || above_header || begins;
    speaks.then(|| Caption {
        field: Field::Group,
        value: without_enumerator(text, true).to_owned(),
        exact: false,
    })
}

/// What there is to see in a row.
#[allow(
    clippy::struct_excessive_bools,
    reason = "signs that have nothing to do with each other"
)]
pub(super) struct Seen {
    /// The cells that say something, tidied.
    pub texts: Vec<String>,
    words: Vec<String>,
    label: Option<String>,
    named: bool,
    identified: bool,
    doubtful: bool,
    says_nip: bool,
    counted: bool,
    only_figures: bool,
    name: Option<String>,
}

impl Seen {
    pub(super) fn of(row: &SheetRow, values: &Values) -> Self {
        let texts: Vec<String> = row.cells.iter().filter_map(Cell::said).collect();
        let words: Vec<String> = texts.iter().map(|text| fold::words(text)).collect();
        let lettered = |text: &String| text.chars().any(char::is_alphabetic);
        let label = words.iter().find(|words| lettered(words)).cloned();
        let said = |field: Field| values.get(&field).and_then(Cell::said);
        let name = said(Field::Name);
        let identities = [Field::Nik, Field::Kk, Field::PkhId].map(said);
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        let identified = identities.iter().flatten().any(|text| {
            digits(text) >= DIGITS_OF_AN_IDENTITY || text.to_uppercase().contains("E+")
        });
        Self {
            label,
            named: name.as_ref().is_some_and(|name| {
                lettered(name) && name.chars().count() <= LONGEST_NAME && !name.ends_with(':')
            }),
            identified,
            doubtful: identities.iter().flatten().any(lettered),
            says_nip: words
                .iter()
                .any(|words| words == "nip" || words.starts_with("nip ")),
            counted: identities.iter().flatten().any(|text| digits(text) > 0)
                || Field::COMPONENTS.iter().any(|field| said(*field).is_some()),
            only_figures: !texts.iter().any(lettered),
            name: name.map(|name| fold::words(&name)),
            texts,
            words,
        }
    }

    /// Whether a row says `JUMLAH` or `TOTAL` where others have a name, or before it.
    fn is_total(&self) -> bool {
        let total = |words: &String| {
            let first = words.split(' ').next().unwrap_or_default();
            matches!(
                first,
                "jumlah" | "total" | "jml" | "subtotal" | "grand" | "jlh"
            ) || words.starts_with("sub total")
                || words.starts_with("sub jumlah")
        };
        let labelled = self.label.as_ref().is_some_and(total);
        let in_name = self.name.as_ref().is_some_and(total);
        let a_family = self.identified && self.named && !in_name && self.label != self.name;
        in_name || (labelled && !a_family)
    }

    /// Whether a row begins a signature: a place with a date, who signs, a NIP.
    fn signs(&self) -> bool {
        const WHO: [&str; 24] = [
            "mengetahui",
            "menyetujui",
            "ttd",
            "tanda tangan",
            "tertanda",
            "hormat kami",
            "yang membuat",
            "dibuat oleh",
            "disusun oleh",
            "diperiksa oleh",
            "pendamping",
            "pendamping pkh",
            "pendamping sosial",
            "pendamping sosial pkh",
            "koordinator",
            "korkab",
            "korcam",
            "kepala desa",
            "kepala dinas",
            "kepala bidang",
            "lurah",
            "camat",
            "supervisor",
            "operator",
        ];
        self.says_nip
            || self.words.iter().any(|words| {
                is_dated(words)
                    || WHO.iter().any(|who| {
                        words == who
                            || (!matches!(*who, "pendamping" | "operator" | "lurah" | "camat")
                                && words.starts_with(who)
                                && words.as_bytes().get(who.len()) == Some(&b' '))
                    })
            })
    }

    /// Whether a row is a note about the list.
    fn remarks(&self) -> bool {
        let [words] = self.words.as_slice() else {
            return self.words.first().is_some_and(|words| {
                matches!(words.as_str(), "catatan" | "keterangan" | "ket" | "nb")
            });
        };
        let first = words.split(' ').next().unwrap_or_default();
        matches!(
            first,
            "catatan" | "keterangan" | "ket" | "nb" | "note" | "sumber" | "dicetak" | "halaman"
        ) || words.chars().count() > LONGEST_NAME
    }
}

/// Whether a text ends in a date, as above a signature: "Toili, 3 November 2026".
fn is_dated(words: &str) -> bool {
    const MONTHS: [&str; 13] = [
        "januari",
        "februari",
        "maret",
        "april",
        "mei",
        "juni",
        "juli",
        "agustus",
        "september",
        "oktober",
        "november",
        "nopember",
        "desember",
    ];
    let words: Vec<&str> = words.split(' ').collect();
    let year = |word: &&str| word.len() == 4 && word.starts_with("20");
    match words.as_slice() {
        [.., month, last] => MONTHS.contains(month) && year(last),
        _ => false,
    }
}
