//! The onboarding calls at work: an office is founded, a phone joins, the recovery words bring an office back, a PIN unlocks.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_engine::device::Recovery;
use sesi_engine::keys::pin::{LockFile, PinError};
use sesi_engine::keys::pin_choice::{self, WeakPin};
use sesi_engine::keys::recovery::RecoveryWords;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::store::{Draft, Relays};
use sesi_engine::sync::driver;
use sesi_engine::sync::shared_device::SharedDevice;

use super::progress::{Progress, relay_of};
use super::{
    AskWords, ChangePin, CheckPin, FoundOffice, FoundedOffice, GiveCode, Join, Lock, PinStrength,
    Recover, SaidWord, Unlock, Unlocking, WordsNoted,
};
use crate::app::fault::OnboardingFault;
use crate::app::invites;
use crate::app::profile::Profile;
use crate::app::running::App;
use crate::calls::terms::Done;
use crate::device::Device;
use crate::error::Error;
use crate::office::OfficeDetails;

/// The draft that holds the recovery words until somebody says that they are written down.
const WORDS: &str = "recovery-words";
/// How many of the words have to be said back.
const SAID_BACK: usize = 3;

impl App {
    /// Founds an office. It is founded when this answers, whether or not the relay was reached.
    pub(super) fn found_office(
        &self,
        wish: &FoundOffice,
        way: &mut Progress<'_>,
    ) -> Result<FoundedOffice, OnboardingFault> {
        let relay = relay_of(&wish.relay, &wish.relay_pin)?;
        let mut http = way.line(&relay.url, relay.pin)?;
        let details = OfficeDetails {
            name: wish.name.trim().to_owned(),
            kabupaten: wish.kabupaten.clone(),
            utc_offset_minutes: wish.utc_offset_minutes,
            founder: wish.founder.trim().to_owned(),
            founder_role: wish.role.clone(),
        };
        let (key, lock) = self.begin(&wish.pin, way)?;
        self.profile.set_aside_database()?;
        let founded = crate::office::found(
            &self.profile.database(),
            &key,
            self.ambient.clone(),
            &relay,
            &details,
        )?;
        let mut device = founded.device;
        let words: Vec<String> = founded
            .words
            .words()
            .into_iter()
            .map(str::to_owned)
            .collect();
        self.keep_words(&mut device, &words)?;
        self.settle(&lock)?;
        let code = Some(wish.code.trim()).filter(|code| !code.is_empty());
        // Whoever stops it now has an office that the relay hears of later.
        let relay_knows =
            way.asks(0, 1).is_ok() && driver::found(&mut device, &mut http, code).is_ok();
        self.let_in(device, false);
        Ok(FoundedOffice { words, relay_knows })
    }

    /// Joins with an invite. A try that was cut off goes on as the same device.
    pub(super) fn join(
        &self,
        wish: &Join,
        way: &mut Progress<'_>,
    ) -> Result<Done, OnboardingFault> {
        let link = invites::link(&wish.text, &wish.relay)?;
        let mut http = way.line(link.relay(), link.pin().copied())?;
        let (key, lock) = self.begin(&wish.pin, way)?;
        way.asks(0, 1)?;
        let (database, ambient) = (self.profile.database(), self.ambient.clone());
        // An earlier try may have joined and been killed before its lock was in place.
        let device = match Device::open(&database, &key, ambient.clone()) {
            Ok(joined) => joined,
            Err(_) => Device::join(&database, &key, ambient, &link, &mut http)?,
        };
        self.settle(&lock)?;
        let address = RelayAddress {
            url: link.relay().to_owned(),
            pin: link.pin().copied(),
        };
        self.line.lock().keep(address, http);
        self.let_in(device, false);
        Ok(Done {})
    }

    /// Makes this device the office's, from the recovery words and what the relay holds.
    pub(super) fn recover(
        &self,
        wish: &Recover,
        way: &mut Progress<'_>,
    ) -> Result<Done, OnboardingFault> {
        let words = RecoveryWords::parse(&wish.words)?;
        let relay = relay_of(&wish.relay, &wish.relay_pin)?;
        let mut http = way.line(&relay.url, relay.pin)?;
        let (key, lock) = self.begin(&wish.pin, way)?;
        self.profile.set_aside_database()?;
        let (database, ambient) = (self.profile.database(), self.ambient.clone());
        let from = Recovery {
            relay: &relay,
            words: &words,
        };
        let device = Device::recover(&database, &key, ambient, &from, &mut http, way.watch)?;
        self.settle(&lock)?;
        self.let_in(device, false);
        Ok(Done {})
    }

    pub(super) fn unlock(&self, wish: &Unlock) -> Result<Unlocking, OnboardingFault> {
        // Whatever still uses a device that is being locked has ended then.
        self.quiet();
        let path = self.profile.lock();
        let mut lock = Profile::read_lock(&path)?;
        let mut began = self.pin_wait.lock();
        // The count of tries outlives the program.
        let tried = lock.unlock(&wish.pin, &mut began, self.ambient.uptime(), |lock| {
            Ok(Profile::keep_lock(&path, lock)?)
        });
        drop(began);
        let (failures, wait) = match tried {
            Ok(key) => {
                let mut device =
                    Device::open(&self.profile.database(), &key, self.ambient.clone())?;
                device.start_up();
                self.let_in(device, false);
                return Ok(Unlocking {
                    open: true,
                    failures: 0,
                    wait_seconds: 0,
                });
            }
            Err(OnboardingFault::Pin(PinError::Wrong { failures, wait })) => (failures, wait),
            Err(OnboardingFault::Pin(PinError::Wait { wait })) => (lock.failures(), wait),
            Err(fault) => return Err(fault),
        };
        Ok(Unlocking {
            open: false,
            failures,
            wait_seconds: u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX),
        })
    }

    #[allow(
        clippy::unnecessary_wraps,
        reason = "every onboarding call answers alike"
    )]
    pub(super) fn lock(&self, _: &Lock) -> Result<Done, OnboardingFault> {
        self.close();
        Ok(Done {})
    }

    pub(super) fn change_pin(&self, wish: &ChangePin) -> Result<Done, OnboardingFault> {
        let path = self.profile.lock();
        let mut lock = Profile::read_lock(&path)?;
        let mut began = self.pin_wait.lock();
        lock.change(&wish.old, &wish.new, &mut began, &*self.ambient, |lock| {
            Ok::<_, OnboardingFault>(Profile::keep_lock(&path, lock)?)
        })?;
        Ok(Done {})
    }

    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "every onboarding call is asked alike"
    )]
    pub(super) fn check_pin(&self, wish: &CheckPin) -> Result<PinStrength, OnboardingFault> {
        Ok(match pin_choice::check(&wish.pin) {
            Ok(()) => PinStrength::Fine,
            Err(WeakPin::TooShort) => PinStrength::TooShort,
            Err(WeakPin::Trivial) => PinStrength::Trivial,
        })
    }

    pub(super) fn recovery_words(&self, _: &AskWords) -> Result<Vec<String>, OnboardingFault> {
        let open = self.opened().ok_or(OnboardingFault::Locked)?;
        let words = words_of(open.device.lock().reader())?;
        Ok(words.ok_or(Error::Missing("sheet of words on this device any more"))?)
    }

    /// Forgets the words once somebody has said enough of them back: whoever could is holding the sheet.
    pub(super) fn words_noted(&self, wish: &WordsNoted) -> Result<Done, OnboardingFault> {
        let open = self.opened().ok_or(OnboardingFault::Locked)?;
        let mut device = open.device.lock();
        let words = words_of(device.reader())?.ok_or(Error::Missing("sheet of words"))?;
        let right = |said: &&SaidWord| {
            let at = usize::try_from(said.place.saturating_sub(1)).unwrap_or(usize::MAX);
            said.place > 0
                && words
                    .get(at)
                    .is_some_and(|word| *word == said.word.trim().to_lowercase())
        };
        let places: BTreeSet<u32> = wish
            .said
            .iter()
            .filter(right)
            .map(|said| said.place)
            .collect();
        if places.len() < SAID_BACK || places.len() < wish.said.len() {
            return Err(OnboardingFault::WordsUnlike(SAID_BACK));
        }
        let removed = device.write(|conn, _| Draft::remove(conn, WORDS));
        removed.map_err(Error::from)?;
        Ok(Done {})
    }

    pub(super) fn give_code(
        &self,
        wish: &GiveCode,
        way: &mut Progress<'_>,
    ) -> Result<Done, OnboardingFault> {
        let mut device = self.opened().ok_or(OnboardingFault::Locked)?.device;
        let relay = Relays::in_use(device.lend().reader()).map_err(Error::from)?;
        let relay = relay.ok_or(Error::Missing("relay address"))?;
        let mut http = way.line(&relay.url, relay.pin)?;
        way.asks(0, 1)?;
        driver::found(&mut device, &mut http, Some(wish.code.trim()))?;
        Ok(Done {})
    }

    /// A key for a new database, and its lock, which becomes the device's once there is one.
    fn begin(
        &self,
        pin: &str,
        way: &mut Progress<'_>,
    ) -> Result<(DbKey, LockFile), OnboardingFault> {
        pin_choice::check(pin)?;
        way.locks()?;
        if self.profile.has_device() {
            return Err(OnboardingFault::Taken);
        }
        let key = if let Some(key) = self.key_begun(pin) {
            key
        } else {
            self.profile.set_aside_database()?;
            DbKey::generate(&*self.ambient)
        };
        let lock = LockFile::create(&key, pin, &*self.ambient)?;
        Profile::keep_lock(&self.profile.next_lock(), &lock)?;
        *self.begun.lock() = Some(key.clone());
        Ok((key, lock))
    }

    /// The key of an earlier try: in memory, or in its lock if the PIN is the same.
    fn key_begun(&self, pin: &str) -> Option<DbKey> {
        if let Some(key) = self.begun.lock().clone() {
            return Some(key);
        }
        let path = self.profile.next_lock();
        let mut lock = Profile::read_lock(&path).ok()?;
        let mut began = self.pin_wait.lock();
        lock.unlock(pin, &mut began, self.ambient.uptime(), |lock| {
            Ok::<_, OnboardingFault>(Profile::keep_lock(&path, lock)?)
        })
        .ok()
    }

    /// The device is there: from now on its lock is in its place.
    fn settle(&self, lock: &LockFile) -> Result<(), OnboardingFault> {
        Profile::keep_lock(&self.profile.lock(), lock)?;
        *self.begun.lock() = None;
        self.profile.forget_camera()?;
        let next = self.profile.next_lock();
        if next.exists() {
            std::fs::remove_file(next)?;
        }
        Ok(())
    }

    fn keep_words(&self, device: &mut Device, words: &[String]) -> Result<(), Error> {
        let draft = Draft {
            name: WORDS.into(),
            json: words.join(" "),
            at: self.ambient.now(),
        };
        Ok(device.write(|conn, _| draft.put(conn))?)
    }
}

/// The recovery words, while they wait to be written down.
pub(in crate::app) fn words_of(conn: &Connection) -> Result<Option<Vec<String>>, Error> {
    let draft = Draft::get(conn, WORDS)?;
    Ok(draft.map(|draft| draft.json.split(' ').map(str::to_owned).collect()))
}
