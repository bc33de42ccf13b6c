//! The lock of a device: what opens it, what it costs to guess, and that no clock, kill or full disk makes guessing cheaper.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::ambient::Seeded;

const CHEAP: Stretch = Stretch {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};
const RIGHT: &str = "271828";
const WRONG: &str = "000001";

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// A lock file on a disk, and a process that tries PINs.
struct Phone {
    ambient: Seeded,
    key: DbKey,
    disk: Option<LockFile>,
    began: WaitBegan,
}

impl Phone {
    fn new() -> Self {
        let ambient = Seeded::new(5, noon());
        let key = DbKey::generate(&ambient);
        let lock = LockFile::create_with(&key, RIGHT, CHEAP, &ambient).unwrap();
        let (disk, began) = (Some(lock), WaitBegan::default());
        Self {
            ambient,
            key,
            disk,
            began,
        }
    }

    fn lock(&self) -> LockFile {
        self.disk.clone().unwrap()
    }

    fn try_pin(&mut self, pin: &str) -> Result<DbKey, PinError> {
        let (mut lock, uptime) = (self.lock(), self.ambient.uptime());
        lock.unlock(pin, &mut self.began, uptime, |lock| {
            self.disk = Some(lock.clone());
            Ok(())
        })
    }

    /// The process ends and another one starts: what it remembers is gone, and its uptime begins anew.
    fn restart(&mut self) {
        self.ambient = Seeded::new(6, self.ambient.now());
        self.began = WaitBegan::default();
    }

    fn fail(&mut self, times: u32) {
        for _ in 0..times {
            let Err(PinError::Wrong { wait, .. }) = self.try_pin(WRONG) else {
                panic!("a wrong PIN opened the database or was not tried");
            };
            self.ambient.pass(wait);
        }
    }
}

#[test]
fn the_pin_opens_and_the_file_survives_json_without_showing_itself() {
    let mut phone = Phone::new();
    let lock = phone.lock();
    let json = serde_json::to_string(&lock).unwrap();
    let back: LockFile = serde_json::from_str(&json).unwrap();
    assert_eq!(back, lock);
    phone.disk = Some(back);
    assert_eq!(phone.try_pin(RIGHT).unwrap(), phone.key);
    let shown = format!("{lock:?}");
    assert!(shown.contains("LockFile") && shown.contains("failures"));
    assert!(!shown.contains(&lock.wrapped) && !shown.contains(&lock.salt));
}

#[test]
fn a_new_pin_opens_the_same_key_and_the_old_one_nothing() {
    let mut phone = Phone::new();
    let mut saved = 0;
    let mut lock = phone.lock();
    let mut change = |old, new| {
        lock.change(old, new, &mut phone.began, &phone.ambient, |lock| {
            saved += 1;
            phone.disk = Some(lock.clone());
            Ok(())
        })
    };
    assert!(matches!(change(RIGHT, "123456"), Err(PinError::Weak(_))));
    assert!(matches!(
        change(WRONG, "314159"),
        Err(PinError::Wrong { .. })
    ));
    change(RIGHT, "314159").unwrap();
    assert_eq!(
        saved,
        1 + 3,
        "before each try, after the right one, and the new lock"
    );
    assert_eq!(phone.try_pin("314159").unwrap(), phone.key);
    assert!(matches!(
        phone.try_pin(RIGHT),
        Err(PinError::Wrong { failures: 1, .. })
    ));
}

#[test]
fn waits_grow_to_a_quarter_of_an_hour_and_a_right_pin_ends_them() {
    let mut phone = Phone::new();
    let mut waits = Vec::new();
    for tried in 1..=16 {
        let Err(PinError::Wrong { failures, wait }) = phone.try_pin(WRONG) else {
            panic!("a wrong PIN opened the database or was not tried");
        };
        assert_eq!((failures, phone.lock().failures()), (tried, tried));
        waits.push(wait.as_secs());
        phone.ambient.pass(wait);
    }
    assert_eq!(
        waits,
        [
            0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900
        ]
    );
    phone.try_pin(WRONG).unwrap_err();
    phone.ambient.pass(Duration::from_secs(899));
    let wait = Duration::from_secs(1);
    assert_eq!(phone.try_pin(RIGHT), Err(PinError::Wait { wait }));
    assert_eq!(phone.lock().failures(), 17, "nothing was tried");
    phone.ambient.pass(wait);
    assert_eq!(phone.try_pin(RIGHT).unwrap(), phone.key);
    let lock = phone.lock();
    assert_eq!(
        (lock.failures(), lock.wait(phone.began, Duration::ZERO)),
        (0, None)
    );
}

#[test]
fn the_number_of_tries_without_success_ends_at_the_longest_wait() {
    for (failures, wait) in [(23, 900), (24, 900), (u32::MAX - 1, 900), (u32::MAX, 900)] {
        assert_eq!(wait_after(failures).as_secs(), wait, "{failures}");
    }
    let mut phone = Phone::new();
    phone.disk.as_mut().unwrap().failures = u32::MAX;
    phone.ambient.pass(Duration::from_mins(15));
    assert!(matches!(
        phone.try_pin(WRONG),
        Err(PinError::Wrong {
            failures: u32::MAX,
            ..
        })
    ));
}

#[test]
fn no_clock_shortens_or_lengthens_the_wait() {
    for days in [-4_000, -1, 1, 4_000] {
        let mut phone = Phone::new();
        phone.fail(13);
        phone.try_pin(WRONG).unwrap_err();
        phone.ambient.set(noon() + TimeDelta::days(days));
        let wait = Duration::from_mins(15);
        assert_eq!(
            phone.try_pin(RIGHT),
            Err(PinError::Wait { wait }),
            "{days} days"
        );
        phone.ambient.pass(wait);
        phone.ambient.set(noon() - TimeDelta::days(days));
        assert_eq!(phone.try_pin(RIGHT).unwrap(), phone.key);
    }
}

#[test]
fn a_restart_serves_the_whole_wait_again() {
    let mut phone = Phone::new();
    phone.fail(14);
    phone.ambient.pass(Duration::from_hours(10));
    assert_eq!(phone.lock().wait(phone.began, phone.ambient.uptime()), None);
    for _ in 0..3 {
        phone.restart();
        phone.ambient.set(noon() + TimeDelta::days(400));
        phone.ambient.pass(Duration::from_secs(890));
        let wait = Duration::from_secs(10);
        assert_eq!(phone.try_pin(RIGHT), Err(PinError::Wait { wait }));
    }
    phone.ambient.pass(Duration::from_secs(10));
    assert_eq!(phone.try_pin(RIGHT).unwrap(), phone.key);
}

#[test]
fn a_start_within_a_process_that_ran_already_serves_it_too() {
    let mut phone = Phone::new();
    phone.fail(14);
    phone.ambient.pass(Duration::from_hours(10));
    phone.began = WaitBegan::at(phone.ambient.uptime());
    let wait = Duration::from_mins(15);
    assert_eq!(phone.try_pin(RIGHT), Err(PinError::Wait { wait }));
}

#[test]
fn a_try_is_counted_before_it_is_made() {
    // Killed after the file was saved, before the PIN was looked at.
    let mut phone = Phone::new();
    for pin in [WRONG, RIGHT] {
        let mut lock = phone.lock();
        let killed: Result<DbKey, PinError> =
            lock.unlock(pin, &mut phone.began, Duration::ZERO, |lock| {
                phone.disk = Some(lock.clone());
                Err(PinError::Damaged("killed"))
            });
        assert_eq!(killed, Err(PinError::Damaged("killed")));
    }
    assert_eq!(phone.lock().failures(), 2);
    // A full disk: right and wrong are told alike, because nothing is tried.
    for pin in [WRONG, RIGHT] {
        let mut lock = phone.lock();
        let full: Result<DbKey, PinError> =
            lock.unlock(pin, &mut phone.began, Duration::ZERO, |_| {
                Err(PinError::Damaged("full"))
            });
        assert_eq!(full, Err(PinError::Damaged("full")));
    }
    assert_eq!(phone.try_pin(RIGHT).unwrap(), phone.key);
}

#[test]
fn a_damaged_or_newer_file_says_so_and_counts_nothing() {
    let sound = Phone::new().lock();
    let mut newer = sound.clone();
    newer.version = VERSION + 1;
    let mut cut = sound.clone();
    cut.wrapped = "AAAA".into();
    let mut short = sound.clone();
    short.salt = "AAAA".into();
    let mut odd = sound.clone();
    odd.nonce = "!".into();
    let mut greedy = sound.clone();
    greedy.stretch.memory_kib = u32::MAX;
    let mut older = sound;
    older.version = 0;
    let told = [newer, cut, short, odd, greedy, older].map(|lock| {
        let mut phone = Phone::new();
        phone.disk = Some(lock);
        let told = phone.try_pin(RIGHT).map(drop);
        (told, phone.lock().failures())
    });
    assert_eq!(told[0], (Err(PinError::Newer(2)), 0));
    assert_eq!(told[1], (Err(PinError::Damaged("key")), 0));
    assert_eq!(told[2], (Err(PinError::Damaged("salt")), 0));
    assert_eq!(told[3], (Err(PinError::Damaged("nonce")), 0));
    assert!(matches!(told[4], (Err(PinError::Stretch(_)), 0)));
    assert_eq!(told[5], (Ok(()), 0), "an older version is read");
}
