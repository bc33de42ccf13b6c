//! Editions read and made. Codes are never given a second meaning: a new module or session gets a number that no edition had.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{CurriculumView, ModuleText, ReadCurriculum, SaveCurriculum, SessionText};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{CurriculumPatch, DocKey};
use crate::queries::delivered::used_codes;
use crate::queries::sessions::written_editions;
use crate::reference::{Curriculum, Module, Session, SessionCode, fold};

impl Query for ReadCurriculum {
    type Answer = CurriculumView;

    fn answer(self, device: &Device) -> Result<CurriculumView, Error> {
        let editions = Editions::read(device.reader())?;
        let now = editions.in_force();
        Ok(CurriculumView {
            edition: now.edition.clone(),
            modules: now
                .modules
                .iter()
                .map(|module| text_of(now, module))
                .collect(),
            editions: editions.names,
        })
    }
}

fn text_of(edition: &Curriculum, module: &Module) -> ModuleText {
    let sessions = module.sessions.iter();
    ModuleText {
        code: module.id.clone(),
        title: module.title.clone(),
        topic: edition
            .siks_materi
            .get(&module.siks_materi)
            .cloned()
            .unwrap_or_default(),
        sessions: sessions
            .map(|session| SessionText {
                code: format!("{}.{}", module.id, session.no),
                title: session.title.clone(),
            })
            .collect(),
    }
}

impl Command for SaveCurriculum {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let editions = Editions::read(device.reader())?;
        let edition = fold::tidy(&self.edition);
        let last = editions.names.last().cloned().unwrap_or_default();
        if edition.is_empty() || edition.chars().count() > 40 || edition <= last {
            return Err(Refusal::Edition(last).into());
        }
        let next = editions.next(edition, self.modules)?;
        let kept: BTreeSet<String> = next.codes().map(|code| code.to_string()).collect();
        let dropped = editions.in_force().codes().map(|code| code.to_string());
        let used = used_codes(device.reader())?;
        if let Some(code) = dropped
            .filter(|code| !kept.contains(code))
            .find(|code| used.contains(code))
        {
            return Err(Refusal::SessionInUse(code).into());
        }
        let json = serde_json::to_string(&next).map_err(crate::reference::CurriculumError::from)?;
        // Read as every device will read it.
        Curriculum::parse(&json)?;
        let patch = CurriculumPatch {
            editions: [(next.edition, Some(json))].into(),
        };
        device.edit(&DocKey::Curriculum, &patch.into())?;
        Ok(Done {})
    }
}

/// Every edition of the office.
struct Editions {
    /// Names, the oldest first, those that do not read included.
    names: Vec<String>,
    /// Those that read, in the same order.
    editions: Vec<Curriculum>,
}

impl Editions {
    fn read(conn: &Connection) -> Result<Self, Error> {
        let (mut names, mut editions) = (Vec::new(), Vec::new());
        for (name, json) in written_editions(conn)?.into_iter().rev() {
            if let Ok(edition) = Curriculum::parse(&json) {
                // In force is what the document's own name of it says.
                editions.push(Curriculum {
                    edition: name.clone(),
                    ..edition
                });
            }
            names.push(name);
        }
        Ok(Self { names, editions })
    }

    /// The one whose name sorts last; the product's own where the office has none that reads.
    fn in_force(&self) -> &Curriculum {
        self.editions.last().unwrap_or_else(|| Curriculum::own())
    }

    /// The next edition, from what a window says.
    fn next(&self, edition: String, modules: Vec<ModuleText>) -> Result<Curriculum, Refusal> {
        let mut materi = Materi::of(self.in_force());
        let mut next = Vec::with_capacity(modules.len());
        let mut highest = self.highest_module();
        for module in modules {
            let id = if module.code.is_empty() {
                highest += 1;
                format!("M{highest}")
            } else if self.all().any(|edition| has_module(edition, &module.code)) {
                module.code
            } else {
                return Err(Refusal::CurriculumCode(module.code));
            };
            let mut no = self.highest_session(&id);
            let mut sessions = Vec::with_capacity(module.sessions.len());
            for session in module.sessions {
                let no = if session.code.is_empty() {
                    no = no.saturating_add(1);
                    no
                } else {
                    self.number(&id, &session.code)?
                };
                let title = fold::tidy(&session.title);
                sessions.push(Session { no, title });
            }
            next.push(Module {
                id,
                title: fold::tidy(&module.title),
                siks_materi: materi.number(&module.topic),
                open_topic: sessions.is_empty(),
                sessions,
            });
        }
        Ok(Curriculum {
            edition,
            siks_materi: materi.by_number,
            modules: next,
        })
    }

    /// The editions and the product's own, whose codes nobody gives another meaning either.
    fn all(&self) -> impl Iterator<Item = &Curriculum> {
        self.editions.iter().chain([Curriculum::own()])
    }

    /// The number of a session that some edition has in that module.
    fn number(&self, module: &str, code: &str) -> Result<u16, Refusal> {
        let parsed: Option<SessionCode> = code.parse().ok();
        let known = parsed.filter(|parsed| {
            parsed.module() == module && self.all().any(|edition| edition.session(parsed).is_some())
        });
        known
            .and_then(|code| code.no())
            .ok_or_else(|| Refusal::CurriculumCode(code.to_owned()))
    }

    fn highest_module(&self) -> u32 {
        let ids = self.all().flat_map(|edition| &edition.modules);
        let numbers = ids.filter_map(|module| module.id.strip_prefix('M')?.parse().ok());
        numbers.max().unwrap_or(0)
    }

    fn highest_session(&self, module: &str) -> u16 {
        let modules = self.all().flat_map(|edition| &edition.modules);
        let sessions = modules
            .filter(|known| known.id == module)
            .flat_map(|known| &known.sessions);
        sessions.map(|session| session.no).max().unwrap_or(0)
    }
}

fn has_module(edition: &Curriculum, id: &str) -> bool {
    edition.modules.iter().any(|module| module.id == id)
}

/// The official form's strings by their number there; a string keeps its number.
struct Materi {
    by_number: BTreeMap<String, String>,
}

impl Materi {
    fn of(edition: &Curriculum) -> Self {
        Self {
            by_number: edition.siks_materi.clone(),
        }
    }

    /// The number of a string, a new one for a new string. Nothing of it is tidied: the form compares letter by letter.
    fn number(&mut self, topic: &str) -> String {
        if let Some((number, _)) = self.by_number.iter().find(|(_, text)| *text == topic) {
            return number.clone();
        }
        let numbers = self
            .by_number
            .keys()
            .filter_map(|no| no.parse::<u32>().ok());
        let next = (numbers.max().unwrap_or(0) + 1).to_string();
        self.by_number.insert(next.clone(), topic.to_owned());
        next
    }
}
