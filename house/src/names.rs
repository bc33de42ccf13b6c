//! What a path means: the module whose file defines it, through everything that only hands it on.

use std::path::Path;

use crate::modules::{Crate, Place};

/// Hops through modules that hand a name on, at the most. None of the house's names goes through more than three.
const MAX_HOPS: usize = 16;

impl Crate {
    /// The file that defines what `path`, written in the module at `from`, means; none for what is not of this crate.
    pub(crate) fn defined_in(&self, from: &Place, path: &[String]) -> Option<&Path> {
        let place = self.resolve(from, path, MAX_HOPS)?;
        self.modules.get(&place).map(|module| module.file.as_path())
    }

    fn resolve(&self, from: &Place, path: &[String], hops: usize) -> Option<Place> {
        let hops = hops.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => return self.descend(Place::new(), rest, hops),
            "self" => return self.descend(from.clone(), rest, hops),
            "super" => {
                let above = from.split_last()?.1.to_vec();
                if rest.first().is_some_and(|next| next == "super") {
                    return self.resolve(&above, rest, hops);
                }
                return self.descend(above, rest, hops);
            }
            _ => {}
        }
        let module = self.modules.get(from)?;
        if module.children.contains(first) {
            return self.descend(from.clone(), path, hops);
        }
        // A path that begins with a module that a `use` names; a single name was the `use`'s own.
        let alias = module.aliases.get(first)?;
        if rest.is_empty() || alias.first() == Some(first) {
            return None;
        }
        let whole: Vec<String> = alias.iter().chain(rest).cloned().collect();
        self.resolve(from, &whole, hops)
    }

    /// Follows `path` from the module at `place`: into submodules as long as there are any, then through what hands on.
    fn descend(&self, place: Place, path: &[String], hops: usize) -> Option<Place> {
        let module = self.modules.get(&place)?;
        let Some((first, rest)) = path.split_first() else {
            return Some(place);
        };
        if module.children.contains(first) {
            let mut below = place;
            below.push(first.clone());
            return self.descend(below, rest, hops);
        }
        let named = module.handed_on.iter().find(|(name, _)| name == first);
        if let Some((_, from)) = named {
            let whole: Vec<String> = from.iter().chain(rest).cloned().collect();
            return self.resolve(&place, &whole, hops);
        }
        Some(place)
    }
}
