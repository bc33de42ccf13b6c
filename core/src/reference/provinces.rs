//! The provinces and their kabupaten and kota by Kemendagri code (Kepmendagri 300.2.2-2430 of 2025): the list that a province needs, whose
//! kabupaten keep their own kecamatan and desa. It knows no office.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The provinces, and what they consist of.
#[derive(Debug)]
pub struct Provinces {
    names: BTreeMap<String, String>,
}

impl Provinces {
    /// The list that the product carries.
    pub fn own() -> &'static Self {
        static OWN: OnceLock<Provinces> = OnceLock::new();
        OWN.get_or_init(|| Self::parse(include_str!("data/provinces.csv")))
    }

    /// Reads `code,name` lines below a head.
    fn parse(csv: &str) -> Self {
        let lines = csv.lines().skip(1);
        let pairs = lines.filter_map(|line| line.split_once(','));
        Self {
            names: pairs
                .map(|(code, name)| (code.to_owned(), name.trim().to_owned()))
                .collect(),
        }
    }

    /// Whether a code is a province's: two digits.
    pub fn is_province(code: &str) -> bool {
        code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The code of the province of a kabupaten or kota.
    pub fn of_kabupaten(code: &str) -> Option<&str> {
        let (province, rest) = code.split_once('.')?;
        (Self::is_province(province) && !rest.contains('.')).then_some(province)
    }

    /// The provinces by code: code and name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self
            .names
            .iter()
            .filter(|(code, _)| Self::is_province(code));
        all.map(|(code, name)| (code.as_str(), name.as_str()))
    }

    /// The kabupaten and kota of a province by code: code and name.
    pub fn parts<'a>(&'a self, province: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.names.iter();
        let parts = all.filter(move |(code, _)| Self::of_kabupaten(code) == Some(province));
        parts.map(|(code, name)| (code.as_str(), name.as_str()))
    }

    /// The name of a province, kabupaten or kota, or its code where it is not in the list.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.names.get(code).map_or(code, String::as_str)
    }

    /// Whether the list has it.
    pub fn has(&self, code: &str) -> bool {
        self.names.contains_key(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Level, Regions};

    #[test]
    fn there_are_thirty_eight_provinces_with_all_their_kabupaten() {
        let own = Provinces::own();
        assert_eq!(own.all().count(), 38);
        let parts: usize = own.all().map(|(code, _)| own.parts(code).count()).sum();
        assert_eq!(parts, 514);
        assert_eq!(own.names.len(), 38 + 514);
        assert_eq!(own.parts("63").count(), 13);
        assert_eq!(own.name("72"), "Sulawesi Tengah");
        assert_eq!(own.name("63.72"), "Kota Banjarbaru");
        assert_eq!(own.name("99.99"), "99.99");
    }

    #[test]
    fn the_kabupaten_whose_desa_the_product_has_are_in_it() {
        for region in Regions::own().of_level(Level::Kabupaten) {
            let name = Provinces::own().name(&region.code);
            assert_eq!(name.trim_start_matches("Kota "), region.name);
        }
    }

    #[test]
    fn a_code_says_what_it_is() {
        assert!(Provinces::is_province("72") && !Provinces::is_province("72.01"));
        assert_eq!(Provinces::of_kabupaten("72.01"), Some("72"));
        for code in ["72", "72.01.09", "", "7.01", "x2.01"] {
            assert_eq!(Provinces::of_kabupaten(code), None, "{code}");
        }
    }
}
