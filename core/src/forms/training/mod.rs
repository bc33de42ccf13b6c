//! Forms about trainings of the staff: the list of attendance of one, and the rekap of who has had FDS training. Here stands who signs them.

pub mod attendance;
pub mod rekap;

use chrono::NaiveDate;

use super::template::Fields;
use super::{Signer, signed};

/// Whoever signs; where the office names nobody, who opened it and who ran it. Place and day stand above the last.
fn signers(fields: Fields, named: &[(String, Signer)], day: NaiveDate) -> Fields {
    let mut signers = named.to_vec();
    if signers.is_empty() {
        let panitia = ["Pejabat yang membuka", "Panitia"].map(str::to_owned);
        signers = panitia.map(|role| (role, Signer::default())).into();
    }
    let last = signers.len() - 1;
    let each = signers.iter().enumerate().map(|(at, (role, who))| {
        let above = if at == last {
            signed::place_and_day("", Some(day))
        } else {
            String::new()
        };
        signed::signer(&above, Some(role), who)
    });
    signed::own_signers(fields, each.collect::<Vec<_>>())
}

/// Who signs an invented form.
fn sample_signers() -> Vec<(String, Signer)> {
    let signer = Signer {
        name: Some("Drs. Hasan".to_owned()),
        nip: Some("197001011995031001".to_owned()),
    };
    vec![("Kepala Dinas Sosial".to_owned(), signer)]
}
