//! Recaps over months: every figure of every line, as it is read from the workbook, from paper and from a DOCX.

use super::{Asking, all_of, figure, folded};
use crate::owed::papers::span;
use crate::owed::reading::{Said, numbered};
use crate::owed::{Figure, Owed};
use crate::recount::recaps::{Line, Recapped};

/// How somebody stands.
const STANDINGS: [&str; 4] = [
    "Aktif",
    "Perlu dipantau",
    "Belum ada laporan",
    "Tidak memegang kelompok",
];

impl Asking<'_> {
    pub(super) fn recap(&self, owed: &Owed, said: &Said) -> Vec<Figure> {
        let [first, last] = span(self.known, self.wanted);
        let whole = owed.document == "rekap_pelaksanaan";
        let of_families = owed.document == "rekap_kpm";
        let recapped = Recapped {
            records: self.records,
            known: self.known,
            kecamatan: &self.wanted.kecamatan,
            span: [if whole { &first } else { &last }, &last],
        };
        let lines = match owed.document.as_str() {
            "rekap_pelaksanaan" => recapped.held(),
            "rekap_pendamping" => recapped.people(),
            "rekap_kpm" => recapped.families(),
            _ => recapped.years(),
        };
        let rows = said.lines.iter().map(|line| apart(line));
        let rows: Vec<Vec<String>> = rows.filter(|line| is_row(line)).collect();
        let mut figures = vec![
            figure("lines", lines.len(), rows.len()),
            figure(
                "figures of every line",
                all_of(lines.iter().map(|line| line.figures.join(" ")).collect()),
                all_of(
                    rows.iter()
                        .map(|row| figures_of(row, of_families).join(" "))
                        .collect(),
                ),
            ),
            figure(
                "sums",
                sums(&lines, |line| {
                    line.of.is_empty().then(|| line.figures.join(" "))
                }),
                sums(&rows, |row| {
                    is_sum(&row[0]).then(|| figures_of(row, of_families).join(" "))
                }),
            ),
            figure(
                "meetings that each sheet says that it counted",
                sorted(&recapped.bases(&owed.document)),
                sorted(
                    &said
                        .between("Dihitung dari ", " pertemuan, tanda")
                        .split("; ")
                        .collect::<Vec<_>>(),
                ),
            ),
        ];
        if of_families {
            let of = |row: &&Vec<String>| row.iter().find(|cell| is_share(cell)).cloned();
            let mut of: Vec<String> = rows.iter().filter_map(|row| of(&row)).collect();
            for share in &mut of {
                share.drain(..=share.find('/').unwrap_or(0));
            }
            of.dedup();
            figures.extend([
                figure("different families", lines.len() - 1, different(said)),
                figure(
                    "of how many sessions, in all lines",
                    usize::from(lines.len() > 1),
                    of.len(),
                ),
            ]);
        }
        // On paper, names and words that are long stand in several lines, beside those of other cells.
        if owed.file.extension().is_some_and(|kind| kind == "pdf") {
            return figures;
        }
        figures.push(figure(
            "whose each line is, its figures and how it stands",
            all_of(lines.iter().map(recorded).collect()),
            all_of(rows.iter().map(|row| read(row, of_families)).collect()),
        ));
        figures
    }
}

/// A line with a number, or of sums.
/// The cells of a line: its number, and how many sessions there were, are read together with what they stand close to.
fn apart(line: &[String]) -> Vec<String> {
    let cells = numbered(line).into_iter();
    let parts = cells.flat_map(|cell| match cell.rsplit_once(' ') {
        Some((before, share)) if is_share(share) => vec![before.to_owned(), share.to_owned()],
        _ => vec![cell],
    });
    parts.collect()
}

fn is_row(line: &[String]) -> bool {
    let Some((first, rest)) = line.split_first() else {
        return false;
    };
    let numbered = is_number(first);
    let named = first.to_lowercase();
    let sum = named == "jumlah" || named.starts_with("jumlah triwulan");
    (numbered || sum) && rest.iter().any(|cell| is_figure(cell))
}

fn is_sum(first: &str) -> bool {
    first.to_lowercase() == "jumlah"
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// `3/29`, or `3/4*`.
fn is_share(cell: &str) -> bool {
    let parts = cell.split_once('/');
    parts.is_some_and(|(part, of)| is_number(part) && is_number(of.trim_end_matches('*')))
}

fn is_figure(cell: &str) -> bool {
    is_number(cell) || is_share(cell) || ["H", "S", "A", "?"].contains(&cell)
}

/// The figures of a row; of the sessions that there are those that a family had.
fn figures_of(row: &[String], of_families: bool) -> Vec<String> {
    let cells = row[1..].iter().filter(|cell| is_figure(cell));
    let one = |cell: &String| match cell.split_once('/') {
        Some((had, _)) if of_families => had.to_owned(),
        _ => cell.clone(),
    };
    cells.map(one).collect()
}

fn recorded(line: &Line) -> String {
    let mut words = line.words.clone();
    words.sort();
    format!(
        "{}: {} {}",
        folded(&line.of),
        line.figures.join(" "),
        words.join(" ")
    )
}

fn read(row: &[String], of_families: bool) -> String {
    let of = match row[0].as_str() {
        first if is_sum(first) => "",
        first if is_number(first) => row.get(1).map_or("", String::as_str),
        first => first,
    };
    let mut words: Vec<String> = row.iter().skip(1).flat_map(|cell| words(cell)).collect();
    words.sort();
    format!(
        "{}: {} {}",
        folded(of),
        figures_of(row, of_families).join(" "),
        words.join(" ")
    )
}

/// What of a cell is compared: a day, how somebody stands, how often a session was held.
fn words(cell: &str) -> Vec<String> {
    let parts: Vec<&str> = cell.split(' ').collect();
    let is_day =
        matches!(parts[..], [day, _, year] if is_number(day) && is_number(year) && year.len() == 4);
    if is_day || STANDINGS.contains(&cell) || cell.ends_with(" sesi berbeda") {
        return vec![cell.to_owned()];
    }
    let times = cell.split('(').skip(1);
    let times = times.filter_map(|part| part.split_once(')'));
    let times = times.filter(|(inner, _)| inner.contains('\u{d7}'));
    times.map(|(inner, _)| format!("({inner})")).collect()
}

fn different(said: &Said) -> String {
    let flowing = said.flowing();
    let after = flowing
        .split("Jumlah KPM berbeda")
        .nth(1)
        .unwrap_or_default();
    let digits = after.trim_start_matches([':', ' ']).split(' ').next();
    digits.unwrap_or_default().to_owned()
}

fn sums<T>(lines: &[T], of: impl Fn(&T) -> Option<String>) -> String {
    sorted(&lines.iter().filter_map(of).collect::<Vec<_>>())
}

fn sorted<T: ToString>(texts: &[T]) -> String {
    let mut texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
    texts.sort();
    texts.join("; ")
}
