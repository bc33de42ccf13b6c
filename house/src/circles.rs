//! Circles: files of a crate that need each other in a loop, so that none can be read without the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use crate::modules::Crate;

/// Files that need each other in a loop.
#[derive(Debug)]
pub struct Circle {
    /// Each file that names something of another, that other, and what it names of it.
    pub ties: Vec<(PathBuf, PathBuf, BTreeSet<String>)>,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "circle:")?;
        for (from, to, names) in &self.ties {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (from, to) = (from.display(), to.display());
            writeln!(f, "  {from} -> {to}: {}", names.join(", "))?;
        }
        Ok(())
    }
}

/// From each file to those whose names it uses, with the names.
type Arrows<'c> = BTreeMap<&'c Path, BTreeMap<&'c Path, BTreeSet<String>>>;

/// The circles of a crate. What a module hands on (`pub use`) is no tie: the tie is to the file that defines it.
pub fn circles(of: &Crate) -> Vec<Circle> {
    let arrows = arrows(of);
    let reached: BTreeMap<&Path, BTreeSet<&Path>> = arrows
        .keys()
        .map(|file| (*file, reachable(file, &arrows)))
        .collect();
    let mut found = BTreeSet::new();
    for (file, ahead) in &reached {
        let comes_back = |other: &&Path| reached.get(other).is_some_and(|on| on.contains(file));
        let circle: BTreeSet<&Path> = ahead.iter().copied().filter(comes_back).collect();
        if !circle.is_empty() {
            found.insert(circle);
        }
    }
    found.iter().map(|files| circle(files, &arrows)).collect()
}

fn circle(files: &BTreeSet<&Path>, arrows: &Arrows<'_>) -> Circle {
    let mut ties = Vec::new();
    for from in files {
        for (to, names) in arrows.get(from).into_iter().flatten() {
            if files.contains(to) {
                ties.push((from.to_path_buf(), to.to_path_buf(), names.clone()));
            }
        }
    }
    Circle { ties }
}

fn arrows(of: &Crate) -> Arrows<'_> {
    let mut arrows = Arrows::new();
    for (place, module) in &of.modules {
        let to = arrows.entry(module.file.as_path()).or_default();
        for path in &module.paths {
            if let Some(target) = of.defined_in(place, path)
                && target != module.file
            {
                let name = path.last().cloned().unwrap_or_default();
                to.entry(target).or_default().insert(name);
            }
        }
    }
    arrows
}

fn reachable<'c>(from: &Path, arrows: &Arrows<'c>) -> BTreeSet<&'c Path> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&Path> = vec![from];
    while let Some(file) = waiting.pop() {
        for to in arrows.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(*to) {
                waiting.push(to);
            }
        }
    }
    reached
}
