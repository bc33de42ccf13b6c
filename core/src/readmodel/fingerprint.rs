//! What the read model is made by, as one number, reckoned when the program is built. A database whose tables were made by another one gets
//! the present ones at its next opening, so that whoever changes a table, or how its rows are filled, has nothing else to do.

use super::{OF_EVERY_KIND, kept_here};
use crate::kinds::{TABLES, Table};

/// Of the app's version, which may fill the same tables otherwise, and of every table.
pub(super) const FINGERPRINT: u64 = {
    let mut hash = text(FNV_OFFSET, env!("CARGO_PKG_VERSION"));
    hash = text(hash, kept_here::ROSTER_TODO);
    let mut at = 0;
    while at < kept_here::ADDED.len() {
        hash = text(hash, kept_here::ADDED[at]);
        at += 1;
    }
    hash = tables(hash, OF_EVERY_KIND);
    at = 0;
    while at < TABLES.len() {
        hash = tables(hash, TABLES[at]);
        at += 1;
    }
    hash
};

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

const fn tables(mut hash: u64, tables: &[Table]) -> u64 {
    let mut at = 0;
    while at < tables.len() {
        hash = text(hash, tables[at].name);
        hash = text(hash, tables[at].sql);
        at += 1;
    }
    hash
}

/// FNV-1a with the bytes of one more text, which ends with a byte that no text has.
const fn text(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(FNV_PRIME);
        at += 1;
    }
    (hash ^ 0xff).wrapping_mul(FNV_PRIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_every_column_counts() {
        let of = |sql| tables(FNV_OFFSET, &[Table::new("rm_a", sql)]);
        assert_ne!(
            of("CREATE TABLE rm_a (doc)"),
            of("CREATE TABLE rm_a (doc, b)")
        );
        // The lists that are taken in are all that `create` makes.
        let all: Vec<&[Table]> = [&[OF_EVERY_KIND], TABLES].concat();
        let names = |tables: &[&str]| tables.join(" ");
        let taken: Vec<&str> = all
            .iter()
            .copied()
            .flatten()
            .map(|table| table.name)
            .collect();
        let made: Vec<&str> = super::super::tables().map(|table| table.name).collect();
        assert_eq!(
            taken.len(),
            made.len(),
            "{} {}",
            names(&taken),
            names(&made)
        );
    }

    #[test]
    fn a_text_that_is_cut_elsewhere_is_another() {
        let of = |texts: [&str; 2]| texts.into_iter().fold(FNV_OFFSET, text);
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
    }
}
