//! When phones, the people they belong to and the kecamatan they write in were last heard from.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use sesi_engine::keys::membership::DeviceState;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::store::{ArchivedEntry, FeedRow};
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::DeviceRole;
use uuid::Uuid;

use crate::device::Device;
use crate::error::Error;
use crate::queries::staff::Who;

/// What came of phones, and when.
pub(in crate::calls) struct Hearing {
    now: DateTime<Utc>,
    threshold: Duration,
    /// When each phone was heard last; none if never. Revoked ones are not in it.
    phones: BTreeMap<DeviceId, Option<i64>>,
    owner: HashMap<DeviceId, Uuid>,
    of_staff: HashMap<Uuid, i64>,
    of_kecamatan: HashMap<String, i64>,
}

impl Hearing {
    /// `silent_days`: after so many days without word a phone is silent.
    pub(crate) fn read(device: &Device, silent_days: u16) -> Result<Self, Error> {
        let conn = device.reader();
        let who = Who::read(conn)?;
        let mut office = HashSet::new();
        let mut phones = BTreeMap::new();
        for info in device.membership().devices() {
            if info.is_root || info.role == DeviceRole::Office {
                office.insert(info.device);
            } else if info.state == DeviceState::Active {
                phones.insert(info.device, None);
            }
        }
        let mut place: HashMap<FeedId, String> = HashMap::new();
        for feed in FeedRow::all(conn)? {
            let purpose = Purpose::from_bytes(&feed.purpose).ok();
            if let Some(kecamatan) = purpose.and_then(|purpose| purpose.place) {
                place.insert(feed.id, kecamatan);
            }
        }
        let (mut of_staff, mut of_kecamatan) = (HashMap::new(), HashMap::new());
        for heard in ArchivedEntry::heard_of(conn)? {
            // What the office itself wrote is no news to it.
            let Some(at) = heard.at_millis.filter(|_| !office.contains(&heard.device)) else {
                continue;
            };
            if let Some(last) = phones.get_mut(&heard.device) {
                *last = Some(at).max(*last);
            }
            if let Some(staff) = who.staff_of(heard.device) {
                later(&mut of_staff, staff, at);
            }
            if let Some(kecamatan) = place.get(&heard.feed) {
                later(&mut of_kecamatan, kecamatan.clone(), at);
            }
        }
        let owner = phones
            .keys()
            .filter_map(|phone| Some((*phone, who.staff_of(*phone)?)))
            .collect();
        Ok(Self {
            now: device.me().relay_now(conn)?,
            threshold: Duration::days(silent_days.into()),
            phones,
            owner,
            of_staff,
            of_kecamatan,
        })
    }

    /// Phones in service.
    pub(crate) fn phones(&self) -> usize {
        self.phones.len()
    }

    /// Those of them that are silent.
    pub(crate) fn silent(&self) -> usize {
        let heard = self.phones.values();
        heard.filter(|last| self.too_long_ago(**last)).count()
    }

    /// Whether a phone in service is silent.
    pub(crate) fn silent_phone(&self, phone: DeviceId) -> bool {
        let heard = self.phones.get(&phone);
        heard.is_some_and(|last| self.too_long_ago(*last))
    }

    /// Whether all phones of a person are silent; of nobody who has none.
    pub(crate) fn silent_person(&self, staff: Uuid) -> bool {
        let mut own = self
            .phones
            .iter()
            .filter(|(phone, _)| self.owner.get(*phone) == Some(&staff))
            .peekable();
        own.peek().is_some() && own.all(|(_, last)| self.too_long_ago(*last))
    }

    /// When any phone of a person was heard, revoked ones too.
    pub(crate) fn of_staff(&self, staff: Uuid) -> Option<DateTime<Utc>> {
        time(self.of_staff.get(&staff))
    }

    /// When something came that a phone wrote there.
    pub(crate) fn of_kecamatan(&self, code: &str) -> Option<DateTime<Utc>> {
        time(self.of_kecamatan.get(code))
    }

    fn too_long_ago(&self, last: Option<i64>) -> bool {
        time(last.as_ref()).is_none_or(|last| self.now - last > self.threshold)
    }
}

fn later<K: std::hash::Hash + Eq>(times: &mut HashMap<K, i64>, key: K, at: i64) {
    let last = times.entry(key).or_insert(at);
    *last = at.max(*last);
}

fn time(millis: Option<&i64>) -> Option<DateTime<Utc>> {
    millis.and_then(|millis| DateTime::from_timestamp_millis(*millis))
}
