//! What can be wrong with the description of a kind.

use super::field_path::FieldPath;
use super::kind::Kind;
use super::shape::Keys;

impl Kind {
    /// What is wrong with the description of the kind. A kind with a fault must not be released.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut spots: Vec<FieldPath> = self
            .root()
            .iter()
            .map(|it| FieldPath::root(it.stored))
            .collect();
        for (at, map) in self.maps().enumerate() {
            if let Keys::Fields(fields) = map.keys {
                spots.extend(
                    fields
                        .iter()
                        .map(|field| FieldPath::entry(at, field.stored)),
                );
            }
        }
        for spot in &spots {
            let path = spot.path(self);
            if FieldPath::parse(&path, self).as_ref() != Some(spot) {
                faults.push(format!("{path} is the path of another field"));
            }
        }
        let roots = self.root().iter().map(|field| field.stored);
        let mut names: Vec<_> = roots.chain(self.maps().map(|map| map.stored)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        if names.len() < all {
            faults.push("two fields or maps are stored under one key".to_owned());
        }
        for row in self.rights() {
            let known = match (row.map, row.key) {
                (Some(stored), _) => self.maps().any(|map| map.stored == stored),
                (None, Some(key)) => FieldPath::root(key).rule(self).is_some(),
                (None, None) => true,
            };
            if !known {
                faults.push(format!("a right of what there is not: {row:?}"));
            }
        }
        faults
    }
}
