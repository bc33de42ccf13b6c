//! What each command does, by the calls that the app makes. A device stays open between commands.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use sesi_core::device::Device;
use sesi_core::kinds::{DocKey, FamilyKey, Mark, MeetingPatch, Patch, SessionCode};
use sesi_core::office::OfficeDetails;
use sesi_core::reference::Regions;
use sesi_engine::ambient::{Ambient, System};
use sesi_engine::device::InviteWish;
use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::store::Draft;
use sesi_engine::sync::driver;
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::http::Http;
use sesi_engine::sync::relays;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::answer::{Trouble, stopped_kind};
use super::folder::Folder;
use super::lines::HandsetLines;
use super::people::{self, Note};
use super::words::{Command, Setting};
use super::{meetings, rosters};
use crate::seeded_rng::SeededRng;

/// A device in its folder, open from the first command that needs it.
#[derive(Debug)]
pub struct Handset {
    folder: Folder,
    device: Option<Device>,
    relay: Option<String>,
    pin: Option<[u8; 32]>,
    patience: Option<Duration>,
}

type Done = Result<Value, Trouble>;

impl Handset {
    /// A device in a folder, not opened yet.
    pub fn new(folder: Folder, setting: &Setting) -> Self {
        folder.clock.jump(setting.clock);
        Self {
            folder,
            device: None,
            relay: setting.relay.clone(),
            pin: setting.pin,
            patience: setting.patience.map(Duration::from_millis),
        }
    }

    /// Does what was said. `out` gets the `saved` lines.
    pub fn obey(&mut self, command: Command, out: &mut dyn Write) -> Done {
        match command {
            Command::Found { kabupaten, code } => self.found(&kabupaten, code.as_deref()),
            Command::Groups {
                count,
                families,
                kecamatan,
                years,
            } => self.groups(count, families, &kecamatan, years),
            Command::Invite {
                staff,
                kecamatan,
                office,
                leads,
            } => self.invite(&staff, kecamatan, office, leads),
            Command::Enrol { link } => self.enrol(&link),
            Command::Record { count, seed, year } => self.record(count, seed, year, out),
            Command::Edit { count, seed } => self.edit(count, seed, out),
            Command::Save {
                group,
                date,
                session,
                marks,
                draft,
            } => self.save(group, &date, &session, &marks, draft, out),
            Command::Note {
                what,
                id,
                day,
                part,
                said,
            } => {
                let note = Note {
                    what,
                    id,
                    day,
                    part,
                    said,
                };
                let told = people::say(self.device()?, &note)?;
                if let Some(told) = &told {
                    writeln!(out, "saved {told}")?;
                    out.flush()?;
                }
                Ok(json!({"ok": true, "saved": u8::from(told.is_some())}))
            }
            Command::Move { to, to_pin, code } => self.move_office(to, to_pin, code.as_deref()),
            Command::Sync => self.sync(),
            Command::Count => self.count(),
            Command::Status => self.status(),
            Command::Rosters => {
                let known = rosters::known(self.device()?.reader())?;
                Ok(json!({"ok": true, "groups": rosters::to_json(&known)}))
            }
            Command::Marks => self.marks(),
            Command::Notes => {
                let conn = self.device()?.reader();
                let (notes, disagreeing) = (people::here(conn)?, people::disagreeing(conn)?);
                Ok(json!({"ok": true, "notes": notes, "disagreeing": disagreeing}))
            }
            Command::Dump { file } => {
                let text = sesi_core::readmodel::dump(self.device()?.reader())?;
                std::fs::write(file, &text)?;
                Ok(json!({"ok": true, "bytes": text.len()}))
            }
            Command::Check => self.check(),
            Command::Export { file, all } => self.export(&file, all),
            Command::Import { file } => {
                let report = file::import_path(self.device()?, &file, &mut |_| Ok(()))?;
                Ok(
                    json!({"ok": true, "received": report.received, "unreadable": report.unreadable, "not_kept": report.not_kept}),
                )
            }
            Command::Revoke { device } => {
                let id = data_encoding::HEXLOWER_PERMISSIVE.decode(device.as_bytes());
                let id = id.ok().and_then(|bytes| bytes.try_into().ok());
                let id = id.ok_or_else(|| Trouble::Usage("a device id is 16 hex digits".into()))?;
                self.device()?.revoke(DeviceId(id))?;
                Ok(json!({"ok": true}))
            }
            Command::Clock { seconds } => {
                self.folder.clock.jump(seconds);
                Ok(json!({"ok": true}))
            }
            Command::Patience { millis } => {
                self.patience = (millis > 0).then(|| Duration::from_millis(millis));
                Ok(json!({"ok": true}))
            }
            Command::Shell => Err(Trouble::Usage("this is a shell already".into())),
        }
    }

    fn device(&mut self) -> Result<&mut Device, Trouble> {
        if self.device.is_none() {
            let key = self.folder.key()?;
            let opened = Device::open(&self.folder.database(), &key, self.folder.clock.clone())?;
            self.device = Some(opened);
        }
        self.device
            .as_mut()
            .ok_or_else(|| Trouble::Usage("no device".into()))
    }

    /// A line to the relay that was named, or else to the `known` one. The certificate that was named with the known one holds also where
    /// another address leads to it.
    fn http(&self, known: Option<String>, pin: Option<[u8; 32]>) -> Result<Http, Trouble> {
        let relay = self.relay.clone().or(known);
        let relay = relay.ok_or_else(|| Trouble::Usage("--relay is needed".into()))?;
        Ok(match self.patience {
            Some(patience) => Http::with_patience(&relay, pin, patience)?,
            None => Http::new(&relay, pin)?,
        })
    }

    fn http_of_device(&mut self) -> Result<Http, Trouble> {
        let in_use = self.device()?.relay_standing()?.in_use;
        let (known, pin) = in_use.map(|relay| (relay.url, relay.pin)).unzip();
        self.http(known, pin.flatten())
    }

    fn lines(&mut self) -> Result<HandsetLines, Trouble> {
        let in_use = self.device()?.relay_standing()?.in_use;
        Ok(HandsetLines::new(in_use, self.relay.clone(), self.patience))
    }

    fn found(&mut self, kabupaten: &str, code: Option<&str>) -> Done {
        let words = match self.device() {
            Ok(_) => None,
            Err(Trouble::Device(sesi_core::error::Error::Missing(_))) => {
                let relay = self.relay.clone();
                let relay = relay.ok_or_else(|| Trouble::Usage("--relay is needed".into()))?;
                let details = OfficeDetails {
                    name: format!("Dinas Sosial {}", Regions::own().name(kabupaten)),
                    kabupaten: kabupaten.to_owned(),
                    utc_offset_minutes: 480,
                    founder: "RATNA DEWI".into(),
                    founder_role: "korkab".into(),
                };
                let key = self.folder.key()?;
                let clock = Arc::clone(&self.folder.clock);
                let founded = sesi_core::office::found(
                    &self.folder.database(),
                    &key,
                    clock,
                    &RelayAddress {
                        url: relay,
                        pin: self.pin,
                    },
                    &details,
                )?;
                self.device = Some(founded.device);
                Some(founded.words.words().join(" "))
            }
            Err(trouble) => return Err(trouble),
        };
        let mut http = self.http_of_device()?;
        let device = self.device()?;
        driver::found(device, &mut http, code)?;
        Ok(
            json!({"ok": true, "office": device.office().to_string(), "device": device.id().to_string(), "words": words}),
        )
    }

    fn groups(
        &mut self,
        count: usize,
        families: usize,
        kecamatan: &[String],
        years: Vec<i32>,
    ) -> Done {
        let years = if years.is_empty() {
            vec![System.now().year()]
        } else {
            years
        };
        let device = self.device()?;
        for code in kecamatan {
            device.ensure_place(code, &years)?;
        }
        let changed = rosters::make(device, count, families, kecamatan)?;
        Ok(json!({"ok": true, "groups": count, "families": count * families, "changed": changed}))
    }

    fn invite(&mut self, staff: &str, kecamatan: Vec<String>, office: bool, leads: bool) -> Done {
        let mut lines = self.lines()?;
        let device = self.device()?;
        let staff = rosters::hire(device, staff, &kecamatan)?;
        if leads {
            rosters::lead(device, staff, &kecamatan)?;
        }
        let wish = InviteWish {
            person: staff,
            places: kecamatan,
            office,
            valid_for: chrono::Duration::days(30),
        };
        let invited = device.invite(&wish)?;
        let run = relays::run(device, &mut lines, |_| true);
        // The invite is durable here, whether or not the relay has heard of it yet.
        let stopped = run.stopped.as_ref().map(stopped_kind);
        Ok(json!({"ok": true, "link": invited.link.to_uri().as_str(), "stopped": stopped}))
    }

    fn enrol(&mut self, link: &str) -> Done {
        let link = InviteLink::parse(link).map_err(|fault| Trouble::Usage(fault.to_string()))?;
        if self.device.is_none() {
            let key = self.folder.key()?;
            let clock = Arc::clone(&self.folder.clock);
            match Device::open(&self.folder.database(), &key, clock.clone()) {
                Ok(device) => self.device = Some(device),
                Err(sesi_core::error::Error::Missing(_)) => {
                    let known = Some(link.relay().to_owned());
                    let mut http = self.http(known, link.pin().copied())?;
                    let path = self.folder.database();
                    let joined = Device::join(&path, &key, clock, &link, &mut http)?;
                    self.device = Some(joined);
                }
                Err(error) => return Err(error.into()),
            }
        }
        let device = self.device()?;
        Ok(
            json!({"ok": true, "office": device.office().to_string(), "device": device.id().to_string()}),
        )
    }

    fn record(&mut self, count: usize, seed: u64, year: Option<i32>, out: &mut dyn Write) -> Done {
        let year = year.unwrap_or_else(|| System.now().year());
        let device = self.device()?;
        let groups = rosters::known(device.reader())?;
        if groups.iter().all(|group| group.families.is_empty()) {
            return Err(sesi_core::error::Error::Missing("group with families here").into());
        }
        let mut marks = 0;
        for no in 0..count {
            let Some(made) = meetings::meeting(seed, no, &groups, year) else {
                return Err(Trouble::Usage(format!("{year} is no year for meetings")));
            };
            marks += made.patch.marks.len();
            device.edit(&made.key, &Patch::Meeting(made.patch.clone()))?;
            tell_saved(out, device, &made.key, &made.patch)?;
        }
        Ok(json!({"ok": true, "meetings": count, "marks": marks}))
    }

    fn edit(&mut self, count: usize, seed: u64, out: &mut dyn Write) -> Done {
        let device = self.device()?;
        let here: Vec<(Uuid, String, String, String, Option<String>)> = device
            .reader()
            .prepare(
                "SELECT grp, date, session, min(family_key), mark
                 FROM rm_meeting JOIN rm_mark USING (doc) GROUP BY doc ORDER BY doc",
            )?
            .query_map([], |row| {
                let group = Uuid::from_bytes(row.get(0)?);
                Ok((group, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?
            .collect::<Result<_, _>>()?;
        if here.is_empty() {
            return Err(sesi_core::error::Error::Missing("meeting with marks here").into());
        }
        let first = SeededRng::new(seed).below(here.len());
        for no in 0..count {
            let (group, date, session, family, mark) = &here[(first + no) % here.len()];
            let other = Mark::ALL
                .iter()
                .find(|other| Some(other.code()) != mark.as_deref());
            let said = format!("{family}={}", other.map_or("H", |mark| mark.code()));
            self.save(*group, date, session, &[said], false, out)?;
        }
        Ok(json!({"ok": true, "meetings": count, "marks": count}))
    }

    fn save(
        &mut self,
        group: Uuid,
        date: &str,
        session: &str,
        said: &[String],
        draft: bool,
        out: &mut dyn Write,
    ) -> Done {
        let key = key_of(group, date, session)?;
        let mut marks = Vec::with_capacity(said.len());
        for one in said {
            marks.push(mark_of(one)?);
        }
        let device = self.device()?;
        let name = key.id(&device.office()).to_string();
        let mut patch = MeetingPatch::default();
        for (family, mark) in marks {
            patch.marks.insert(family, Some(mark));
            if draft {
                let tapped = Draft {
                    name: name.clone(),
                    json: json!(patch).to_string(),
                    at: System.now(),
                };
                device.write(|tx, _| tapped.put(tx))?;
            }
        }
        let count = patch.marks.len();
        device.save_draft(&name, &key, &Patch::Meeting(patch.clone()), None)?;
        tell_saved(out, device, &key, &patch)?;
        Ok(json!({"ok": true, "meetings": 1, "marks": count}))
    }

    fn move_office(&mut self, to: String, pin: Option<[u8; 32]>, code: Option<&str>) -> Done {
        let mut lines = self.lines()?;
        let address = RelayAddress { url: to, pin };
        relays::move_office(self.device()?, &mut lines, &address, code)?;
        Ok(json!({"ok": true, "relay": address.url}))
    }

    fn sync(&mut self) -> Done {
        let mut lines = self.lines()?;
        let device = self.device()?;
        // As the app does at every start.
        device.ensure_years()?;
        let run = relays::run(device, &mut lines, |_| true);
        let status = device.status()?;
        if let Some(stopped) = run.stopped {
            return Err(stopped.into());
        }
        let report = run.report;
        Ok(json!({
            "ok": true, "requests": run.requests, "received": report.received,
            "acknowledged": report.acknowledged, "refused": report.refused.len(), "repaired": report.repaired,
            "copied": report.copied, "parked": report.parked, "pending": status.pending_changes,
            "unsent": status.unsent_entries,
        }))
    }

    fn count(&mut self) -> Done {
        let conn = self.device()?.reader();
        let rows = |table: &str| -> rusqlite::Result<u64> {
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                row.get(0)
            })
        };
        Ok(json!({
            "ok": true, "groups": rows("rm_group")?, "families": rows("rm_family")?, "meetings": rows("rm_meeting")?,
            "marks": rows("rm_mark WHERE mark IS NOT NULL")?,
            "disagreements": rows("(SELECT DISTINCT doc, path FROM rm_disagreement)")?, "drafts": rows("draft")?,
        }))
    }

    fn status(&mut self) -> Done {
        let device = self.device()?;
        let mut told = json!(device.status()?);
        told["ok"] = json!(true);
        told["device"] = json!(device.id().to_string());
        told["person"] = json!(device.person()?.map(|person| person.to_string()));
        let in_use = device.relay_standing()?.in_use;
        told["relay"] = json!(in_use.map(|relay| relay.url));
        Ok(told)
    }

    fn marks(&mut self) -> Done {
        let conn = self.device()?.reader();
        let mut statement = conn.prepare(
            "SELECT grp, date, session, family_key, mark FROM rm_mark JOIN rm_meeting USING (doc)
             WHERE mark IS NOT NULL ORDER BY 1, 2, 3, 4",
        )?;
        let rows = statement.query_map([], |row| {
            let group = Uuid::from_bytes(row.get(0)?).to_string();
            let text = |at| row.get::<_, String>(at);
            Ok(json!([group, text(1)?, text(2)?, text(3)?, text(4)?]))
        })?;
        let marks = rows.collect::<Result<Vec<_>, _>>()?;
        let mut statement = conn.prepare(
            "SELECT DISTINCT grp, date, session, path FROM rm_disagreement JOIN rm_meeting USING (doc) ORDER BY 1, 2, 3, 4",
        )?;
        let rows = statement.query_map([], |row| {
            let group = Uuid::from_bytes(row.get(0)?).to_string();
            let text = |at| row.get::<_, String>(at);
            Ok(json!([group, text(1)?, text(2)?, text(3)?]))
        })?;
        let disagreeing = rows.collect::<Result<Vec<_>, _>>()?;
        Ok(json!({"ok": true, "marks": marks, "disagreeing": disagreeing}))
    }

    fn check(&mut self) -> Done {
        let device = self.device()?;
        let faults = device.check_database()?;
        let before = sesi_core::readmodel::dump(device.reader())?;
        device.rebuild_read_model()?;
        let same = sesi_core::readmodel::dump(device.reader())? == before;
        Ok(json!({"ok": true, "faults": faults, "same": same}))
    }

    fn export(&mut self, path: &std::path::Path, all: bool) -> Done {
        let mut out = BufWriter::new(File::create(path)?);
        let extent = if all { Extent::All } else { Extent::Unsent };
        let entries = file::export(self.device()?, extent, &mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(json!({"ok": true, "entries": entries}))
    }
}

/// The save is durable: whoever reads this line may count on it.
fn tell_saved(
    out: &mut dyn Write,
    device: &Device,
    key: &DocKey,
    patch: &MeetingPatch,
) -> Result<(), Trouble> {
    let DocKey::Meeting {
        group,
        date,
        session,
    } = key
    else {
        return Ok(());
    };
    let marks: serde_json::Map<String, Value> = patch
        .marks
        .iter()
        .map(|(family, mark)| (family.as_str().to_owned(), json!(mark.map(Mark::code))))
        .collect();
    let saved = json!({
        "meeting": key.id(&device.office()).to_string(), "group": group.to_string(), "date": date.to_string(),
        "session": session.as_str(), "marks": marks,
    });
    writeln!(out, "saved {saved}")?;
    Ok(out.flush()?)
}

fn key_of(group: Uuid, date: &str, session: &str) -> Result<DocKey, Trouble> {
    let date: Option<NaiveDate> = date.parse().ok();
    let session = SessionCode::new(session).ok();
    date.zip(session)
        .and_then(|(date, session)| DocKey::meeting(group, date, session))
        .ok_or_else(|| Trouble::Usage("a meeting has an ISO date and a session code".into()))
}

fn mark_of(said: &str) -> Result<(FamilyKey, Mark), Trouble> {
    let read = said.split_once('=').and_then(|(family, code)| {
        let mark = Mark::ALL.iter().copied().find(|mark| mark.code() == code)?;
        Some((FamilyKey::parse(family)?, mark))
    });
    read.ok_or_else(|| Trouble::Usage(format!("{said} is no KEY=H, KEY=S or KEY=A")))
}
