//! Finds what the office should look at, from what the device keeps of others and of itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sesi_engine::device::Doubt;
use sesi_engine::keys::membership::{DeviceInfo, DeviceState};
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::store::{ArchivedEntry, FeedRow};
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::DeviceRole;

use super::{Finding, FindingKind, FoundDevice, MeetingMention, Security, SecurityView, seen};
use crate::calls::Query;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::DocKey;
use crate::queries::disagreements::NotCounted;
use crate::queries::groups::Groups;
use crate::queries::staff::Who;
use crate::reference::Regions;

/// Meetings that a finding names; of more, only the number is told.
const NAMED: usize = 6;

impl Query for Security {
    type Answer = SecurityView;

    fn answer(self, device: &Device) -> Result<SecurityView, Error> {
        must_be_office(device)?;
        let findings = findings(device)?;
        let open = findings.iter().filter(|finding| !finding.seen).count();
        Ok(SecurityView {
            open: u32::try_from(open).unwrap_or(u32::MAX),
            findings,
        })
    }
}

/// Everything that there is, what nobody has seen first.
pub(super) fn findings(device: &Device) -> Result<Vec<Finding>, Error> {
    let finder = Finder {
        device,
        conn: device.reader(),
        who: Who::read(device.reader())?,
        infos: device
            .membership()
            .devices()
            .into_iter()
            .map(|info| (info.device, info))
            .collect(),
    };
    let mut findings = finder.enrolments()?;
    findings.extend(finder.about_itself()?);
    findings.extend(finder.two_under_one()?);
    findings.extend(finder.not_counted()?);
    findings.extend(finder.unreachable()?);
    findings.extend(finder.beyond_ends()?);
    let seen = seen::marks(device.reader())?;
    for finding in &mut findings {
        let waits = matches!(finding.kind, FindingKind::Late | FindingKind::UsedTwice);
        finding.seen = !waits && seen.contains(&finding.mark);
    }
    findings.sort_by(|a, b| (a.seen, a.kind, &a.mark).cmp(&(b.seen, b.kind, &b.mark)));
    Ok(findings)
}

/// What a whole answer is found with.
struct Finder<'d> {
    device: &'d Device,
    conn: &'d Connection,
    who: Who,
    infos: BTreeMap<DeviceId, DeviceInfo>,
}

impl Finder<'_> {
    /// Devices that enrolled and wait for a person.
    fn enrolments(&self) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        for enrolment in self.device.doubtful_enrolments()? {
            let kind = match enrolment.doubt {
                Doubt::Late => FindingKind::Late,
                Doubt::UsedTwice => FindingKind::UsedTwice,
            };
            let device = FoundDevice {
                person: self.who.person(enrolment.staff),
                id: enrolment.device,
                this: false,
                office: false,
                revoked: false,
            };
            findings.push(Finding {
                at: enrolment.came,
                ..finding(kind, device, 1)
            });
        }
        Ok(findings)
    }

    /// What this device noticed about itself.
    fn about_itself(&self) -> Result<Vec<Finding>, Error> {
        let marks = seen::own(self.conn)?;
        let found = marks.into_iter().map(|mark| {
            let kind = match mark {
                seen::COPIED => FindingKind::Copied,
                _ => FindingKind::Impersonated,
            };
            Finding {
                mark: mark.to_owned(),
                ..finding(kind, self.found(self.device.id()), 1)
            }
        });
        Ok(found.collect())
    }

    /// Devices that signed more than one entry under a number.
    fn two_under_one(&self) -> Result<Vec<Finding>, Error> {
        #[derive(Default)]
        struct OfDevice {
            numbers: u32,
            at: Option<i64>,
            feeds: BTreeSet<FeedId>,
        }
        let mut devices: BTreeMap<DeviceId, OfDevice> = BTreeMap::new();
        for twice in ArchivedEntry::equivocations(self.conn)? {
            let of = devices.entry(twice.device).or_default();
            of.numbers = of.numbers.saturating_add(1);
            of.at = of.at.into_iter().chain(twice.at_millis).min();
            of.feeds.insert(twice.feed);
        }
        let mut findings = Vec::new();
        for (device, of) in devices {
            let mut feeds = BTreeSet::new();
            for feed in of.feeds {
                let row = FeedRow::get(self.conn, feed)?;
                feeds.extend(row.and_then(|row| Purpose::from_bytes(&row.purpose).ok()));
            }
            findings.push(Finding {
                at: of.at.and_then(DateTime::from_timestamp_millis),
                places: places(&feeds),
                ..finding(FindingKind::TwoUnderOne, self.found(device), of.numbers)
            });
        }
        Ok(findings)
    }

    /// What devices said that does not count.
    fn not_counted(&self) -> Result<Vec<Finding>, Error> {
        let groups = Groups::read(self.conn)?;
        let mut findings = Vec::new();
        for said in NotCounted::all(self.conn)? {
            let kind = match said.reason.as_str() {
                "contradicted" => FindingKind::Contradicted,
                "built_upon" => FindingKind::BuiltUpon,
                _ => FindingKind::NotEntitled,
            };
            let meetings = said.meetings(self.conn, NAMED)?.into_iter();
            let meetings: Vec<MeetingMention> = meetings
                .map(|(id, group, date)| MeetingMention {
                    id,
                    group: groups.named(group).name,
                    date,
                })
                .collect();
            findings.push(Finding {
                at: DateTime::<Utc>::from_timestamp(said.last, 0),
                others: beside(said.documents, &meetings),
                meetings,
                ..finding(kind, self.found(said.device), said.changes)
            });
        }
        Ok(findings)
    }

    /// Devices to which a key could not be handed.
    fn unreachable(&self) -> Result<Vec<Finding>, Error> {
        let devices = self.device.me().unreachable_readers(self.conn)?.into_iter();
        Ok(devices
            .map(|device| finding(FindingKind::Unreachable, self.found(device), 1))
            .collect())
    }

    /// What revoked devices made beyond their ends.
    fn beyond_ends(&self) -> Result<Vec<Finding>, Error> {
        let groups = Groups::read(self.conn)?;
        let mut findings = Vec::new();
        for beyond in self.device.beyond_ends()? {
            let keys = self.device.documents_beyond_end(beyond.device)?;
            let documents = u32::try_from(keys.len()).unwrap_or(u32::MAX);
            let meetings = mentions(self.device, &keys, &groups);
            let found = finding(
                FindingKind::BeyondEnd,
                self.found(beyond.device),
                beyond.entries,
            );
            findings.push(Finding {
                mark: format!("{}:{}", found.mark, beyond.upto),
                at: beyond.since,
                places: places(&beyond.feeds),
                others: beside(documents, &meetings),
                meetings,
                upto: Some(beyond.upto),
                ..found
            });
        }
        Ok(findings)
    }

    fn found(&self, device: DeviceId) -> FoundDevice {
        let info = self.infos.get(&device);
        FoundDevice {
            id: device.to_string(),
            person: self.who.author(device),
            this: device == self.device.id(),
            office: info.is_some_and(|info| info.role == DeviceRole::Office),
            revoked: info.is_some_and(|info| info.state == DeviceState::Revoked),
        }
    }
}

/// A finding of which nothing more is known.
fn finding(kind: FindingKind, device: FoundDevice, count: u32) -> Finding {
    Finding {
        mark: format!("{kind:?}:{}:{count}", device.id),
        kind,
        seen: false,
        device,
        at: None,
        count,
        places: Vec::new(),
        meetings: Vec::new(),
        others: 0,
        upto: None,
    }
}

/// The names of the kecamatan that feeds are about.
fn places(feeds: &BTreeSet<Purpose>) -> Vec<String> {
    let codes: BTreeSet<&String> = feeds
        .iter()
        .filter_map(|feed| feed.place.as_ref())
        .collect();
    let names = codes.into_iter().map(|code| Regions::own().name(code));
    names.map(str::to_owned).collect()
}

/// The meetings among documents, the latest first.
fn mentions(device: &Device, keys: &BTreeSet<DocKey>, groups: &Groups) -> Vec<MeetingMention> {
    let meetings = keys.iter().filter_map(|key| match key {
        DocKey::Meeting { group, date, .. } => Some(MeetingMention {
            id: key.id(&device.office()).0,
            group: groups.named(*group).name,
            date: *date,
        }),
        _ => None,
    });
    let mut meetings: Vec<MeetingMention> = meetings.collect();
    meetings.sort_by(|a, b| (b.date, &a.group, a.id).cmp(&(a.date, &b.group, b.id)));
    meetings.truncate(NAMED);
    meetings
}

/// How many of `documents` are not among the meetings named.
fn beside(documents: u32, named: &[MeetingMention]) -> u32 {
    documents.saturating_sub(u32::try_from(named.len()).unwrap_or(u32::MAX))
}
