//! The P2K2 curriculum as versioned reference data: modules, sessions and the six strings that SIKS-NG accepts as "materi".
//! It parses and checks an edition and answers questions about codes; it knows no meetings and no groups.

use crate::error::{Error, FieldError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::session::{SessionCode, is_module_id};

/// The largest edition that is read, in bytes: the product's own has 3 KiB.
pub const MAX_EDITION_BYTES: usize = 256 * 1024;
/// The longest title of a module or session, in characters.
pub const MAX_TITLE_CHARS: usize = 300;

/// One checked edition of the curriculum, in the order in which sessions are given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Curriculum {
    /// The edition's name, such as `2024-1`.
    pub edition: String,
    /// The materi strings of SIKS-NG by their number there, exactly as the form spells them, final full stops included.
    pub siks_materi: BTreeMap<String, String>,
    /// The modules, in order.
    pub modules: Vec<Module>,
}

/// A module: sessions on one theme, reported to SIKS-NG under one materi.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Its id, such as `M1`.
    pub id: String,
    /// Its title as the field knows it.
    pub title: String,
    /// The number of its string in [`Curriculum::siks_materi`].
    #[serde(deserialize_with = "text_or_number")]
    pub siks_materi: String,
    /// Whether the topic is typed for each meeting; such a module has no sessions of its own.
    #[serde(default)]
    pub open_topic: bool,
    /// Its sessions, in order.
    #[serde(default)]
    pub sessions: Vec<Session>,
}

/// A session of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its number as the field counts it, 1 to 999; some modules count on from the one before, some start again.
    pub no: u16,
    /// Its title.
    pub title: String,
}

/// Why a text is no edition of the curriculum.
#[derive(Debug, thiserror::Error)]
pub enum CurriculumError {
    /// More than [`MAX_EDITION_BYTES`].
    #[error("the curriculum has {0} bytes, more than a curriculum can have; choose another file")]
    TooLarge(usize),
    /// Not JSON, or without a field that every edition has.
    #[error("the curriculum cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
    /// No edition name, or no modules.
    #[error("the curriculum has no {0}; add it")]
    Missing(&'static str),
    /// A module id that cannot be part of a session code.
    #[error("\"{0}\" is no module id; an id is M and one to seven capital letters or digits")]
    ModuleId(String),
    /// Two modules with one id, or two sessions with one number.
    #[error("{0} appears twice; give one of them another number")]
    Twice(String),
    /// A session number outside 1 to 999, or sessions in a module with an open topic, or none in another.
    #[error(
        "the sessions of {0} do not fit: an open topic has none, any other module has some, numbered 1 to 999"
    )]
    Sessions(String),
    /// An empty or overlong title or materi string.
    #[error("{0} has a title that is empty or longer than {MAX_TITLE_CHARS} characters")]
    Title(String),
    /// A module that names a materi which the edition does not list.
    #[error("module {module} names SIKS-NG materi {materi}, which the curriculum does not list")]
    UnknownMateri {
        /// The module's id.
        module: String,
        /// The number it names.
        materi: String,
    },
}

impl FieldError for CurriculumError {
    fn kind(&self) -> &'static str {
        "curriculum"
    }
}

impl From<CurriculumError> for Error {
    fn from(fault: CurriculumError) -> Self {
        Self::Field(Box::new(fault))
    }
}

/// An edition as it is written; `version` is an older name of `edition`, and unknown fields are left alone.
#[derive(Deserialize)]
struct Written {
    #[serde(alias = "version", default)]
    edition: String,
    #[serde(default)]
    siks_materi: BTreeMap<String, String>,
    #[serde(default)]
    modules: Vec<Module>,
}

impl Curriculum {
    /// The edition that the product carries, as text.
    pub const OWN_JSON: &'static str = include_str!("data/curriculum.json");

    /// The edition that the product carries.
    ///
    /// # Panics
    /// Never in a built product: the text is part of it, and a test reads it.
    pub fn own() -> &'static Self {
        static OWN: OnceLock<Curriculum> = OnceLock::new();
        OWN.get_or_init(|| {
            Self::parse(Self::OWN_JSON).expect("the product's own curriculum is sound")
        })
    }

    /// Reads and checks an edition.
    ///
    /// # Errors
    /// [`CurriculumError`] names the first thing that is wrong.
    pub fn parse(json: &str) -> Result<Self, CurriculumError> {
        if json.len() > MAX_EDITION_BYTES {
            return Err(CurriculumError::TooLarge(json.len()));
        }
        let Written {
            edition,
            siks_materi,
            modules,
        } = serde_json::from_str(json)?;
        let edition = Self {
            edition,
            siks_materi,
            modules,
        };
        edition.check()?;
        Ok(edition)
    }

    fn check(&self) -> Result<(), CurriculumError> {
        if self.edition.trim().is_empty() {
            return Err(CurriculumError::Missing("edition"));
        }
        if self.modules.is_empty() {
            return Err(CurriculumError::Missing("modules"));
        }
        if let Some((no, _)) = self
            .siks_materi
            .iter()
            .find(|(_, text)| text.trim().is_empty())
        {
            return Err(CurriculumError::Title(format!("SIKS-NG materi {no}")));
        }
        let mut ids = BTreeSet::new();
        for module in &self.modules {
            if !ids.insert(&module.id) {
                return Err(CurriculumError::Twice(module.id.clone()));
            }
            self.check_module(module)?;
        }
        Ok(())
    }

    fn check_module(&self, module: &Module) -> Result<(), CurriculumError> {
        if !is_module_id(&module.id) {
            return Err(CurriculumError::ModuleId(module.id.clone()));
        }
        if module.open_topic != module.sessions.is_empty()
            || module.sessions.iter().any(|s| !(1..=999).contains(&s.no))
        {
            return Err(CurriculumError::Sessions(module.id.clone()));
        }
        if !self.siks_materi.contains_key(&module.siks_materi) {
            return Err(CurriculumError::UnknownMateri {
                module: module.id.clone(),
                materi: module.siks_materi.clone(),
            });
        }
        let mut numbers = BTreeSet::new();
        let own = std::iter::once((module.id.clone(), &module.title));
        let sessions = module
            .sessions
            .iter()
            .map(|s| (format!("{}.{}", module.id, s.no), &s.title));
        for (code, title) in own.chain(sessions) {
            if title.trim().is_empty() || title.chars().count() > MAX_TITLE_CHARS {
                return Err(CurriculumError::Title(code));
            }
            if !numbers.insert(code.clone()) {
                return Err(CurriculumError::Twice(code));
            }
        }
        Ok(())
    }

    /// Every session code of the edition in the order in which sessions are given; an open topic is its module's id.
    pub fn codes(&self) -> impl Iterator<Item = SessionCode> + '_ {
        self.modules.iter().flat_map(|module| {
            let open = module
                .open_topic
                .then(|| SessionCode::new(&module.id, None));
            let sessions = module
                .sessions
                .iter()
                .map(|s| SessionCode::new(&module.id, Some(s.no)));
            open.into_iter().chain(sessions).filter_map(Result::ok)
        })
    }

    /// The module to which a code belongs; none if the edition does not have it.
    pub fn module(&self, code: &SessionCode) -> Option<&Module> {
        self.modules.iter().find(|m| m.id == code.module())
    }

    /// The session of a code; none for an open topic or a code that the edition does not have.
    pub fn session(&self, code: &SessionCode) -> Option<&Session> {
        let no = code.no()?;
        self.module(code)?.sessions.iter().find(|s| s.no == no)
    }

    /// The title to print for a code: the session's, or the module's for an open topic.
    pub fn title(&self, code: &SessionCode) -> Option<&str> {
        match code.no() {
            Some(_) => self.session(code).map(|s| s.title.as_str()),
            None => self
                .module(code)
                .filter(|m| m.open_topic)
                .map(|m| m.title.as_str()),
        }
    }

    /// The string that SIKS-NG wants as "materi" for a code, letter by letter.
    pub fn siks_materi(&self, code: &SessionCode) -> Option<&str> {
        self.siks_materi
            .get(&self.module(code)?.siks_materi)
            .map(String::as_str)
    }

    /// The place of a code in the order in which sessions are given, from 0.
    pub fn position(&self, code: &SessionCode) -> Option<usize> {
        self.codes().position(|c| c == *code)
    }

    /// The session to suggest to a group that had `delivered`, oldest first. "Sessions go in module order unless the pendamping
    /// says otherwise": the next one not yet given after the latest one given (an office that starts in the middle of the
    /// modules is not sent back to the first), then the earliest one that was skipped; none when all were given. Open topics
    /// are never suggested and do not move the place.
    pub fn suggest_next(&self, delivered: &[SessionCode]) -> Option<SessionCode> {
        let order: Vec<SessionCode> = self.codes().filter(|c| c.no().is_some()).collect();
        let after = delivered
            .iter()
            .rev()
            .find_map(|code| order.iter().position(|c| c == code))
            .map_or(0, |at| at + 1);
        let (before, from) = order.split_at(after.min(order.len()));
        from.iter()
            .chain(before)
            .find(|c| !delivered.contains(c))
            .cloned()
    }
}

/// Some editions write the materi's number as a number, some as a text.
fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(u64),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Text(text) => text,
        Either::Number(number) => number.to_string(),
    })
}

#[cfg(test)]
#[path = "curriculum_tests.rs"]
mod tests;
