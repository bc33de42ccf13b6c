//! Runs work in order while the next items are prepared on other threads. Knows no database.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Fewer items than this are not worth a thread.
const WORTH_HELP: usize = 8;
/// Helpers at the most: the database takes the results one by one.
const MOST_HELPERS: usize = 3;
/// How far ahead results are prepared: they are held in memory.
const AHEAD: usize = 64;

enum Slot<T, R> {
    Waiting(T),
    /// Somebody prepares it.
    Taken,
    Ready(R),
}

struct Work<T, R> {
    slots: Vec<Slot<T, R>>,
    /// Every slot before this one was taken up.
    done: usize,
    /// Nobody needs the rest, or a helper fell.
    over: bool,
}

impl<T, R> Work<T, R> {
    /// The next item to prepare, unless that is too far ahead.
    fn next(&mut self) -> Option<(usize, T)> {
        let reach = self.slots.len().min(self.done + AHEAD);
        let ahead = self.slots.get_mut(self.done..reach)?;
        let at = ahead
            .iter()
            .position(|slot| matches!(slot, Slot::Waiting(_)))?;
        match std::mem::replace(&mut ahead[at], Slot::Taken) {
            Slot::Waiting(item) => Some((self.done + at, item)),
            Slot::Taken | Slot::Ready(_) => None,
        }
    }

    fn all_taken(&self) -> bool {
        !self
            .slots
            .iter()
            .any(|slot| matches!(slot, Slot::Waiting(_)))
    }
}

/// Calls `take` with what `prepare` makes of each item, in the order of the items, until it fails.
pub(super) fn in_turn<T: Send, R: Send, E>(
    items: Vec<T>,
    prepare: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let helpers = if items.len() < WORTH_HELP {
        0
    } else {
        // Linux reads files to say it.
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        MOST_HELPERS.min(processors - 1)
    };
    if helpers == 0 {
        return items.into_iter().try_for_each(|item| take(prepare(item)));
    }
    let work = Mutex::new(Work {
        slots: items.into_iter().map(Slot::Waiting).collect(),
        done: 0,
        over: false,
    });
    let moved = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            scope.spawn(|| help(&work, &moved, &prepare));
        }
        // Also when `take` fails or falls: the scope waits for the helpers.
        let _end = End {
            work: &work,
            moved: &moved,
        };
        let mut guard = lock(&work);
        loop {
            let at = guard.done;
            if guard.over || at == guard.slots.len() {
                return Ok(());
            }
            match std::mem::replace(&mut guard.slots[at], Slot::Taken) {
                Slot::Ready(result) => {
                    guard.done += 1;
                    drop(guard);
                    moved.notify_all();
                    take(result)?;
                    guard = lock(&work);
                }
                Slot::Waiting(item) => {
                    drop(guard);
                    let result = prepare(item);
                    guard = lock(&work);
                    guard.slots[at] = Slot::Ready(result);
                }
                // A helper is at it: prepare another meanwhile, or wait.
                Slot::Taken => match guard.next() {
                    Some((other, item)) => {
                        drop(guard);
                        let result = prepare(item);
                        guard = lock(&work);
                        guard.slots[other] = Slot::Ready(result);
                    }
                    None => guard = moved.wait(guard).unwrap_or_else(PoisonError::into_inner),
                },
            }
        }
    })
}

fn help<T, R>(work: &Mutex<Work<T, R>>, moved: &Condvar, prepare: &(impl Fn(T) -> R + Sync)) {
    // If preparing panics, whoever waits for it must not wait for ever; the scope passes the panic on.
    let end = End { work, moved };
    let mut guard = lock(work);
    loop {
        if guard.over || guard.all_taken() {
            break;
        }
        if let Some((at, item)) = guard.next() {
            drop(guard);
            let result = prepare(item);
            guard = lock(work);
            guard.slots[at] = Slot::Ready(result);
            moved.notify_all();
        } else {
            guard = moved.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
    }
    drop(guard);
    std::mem::forget(end);
}

/// Says that it is over when it is dropped.
struct End<'a, T, R> {
    work: &'a Mutex<Work<T, R>>,
    moved: &'a Condvar,
}

impl<T, R> Drop for End<'_, T, R> {
    fn drop(&mut self) {
        lock(self.work).over = true;
        self.moved.notify_all();
    }
}

fn lock<T, R>(work: &Mutex<Work<T, R>>) -> MutexGuard<'_, Work<T, R>> {
    work.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn everything_is_taken_once_and_in_order_however_long_each_takes() {
        for count in [0, 1, 7, 8, 9, 63, 64, 65, 1_000] {
            let mut taken = Vec::new();
            let uneven = |at: usize| {
                let mut hash = at as u64;
                for _ in 0..(at * 7_919) % 4_000 {
                    hash = hash.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                }
                (at, hash)
            };
            let done = in_turn((0..count).collect(), uneven, |(at, _)| {
                taken.push(at);
                Ok::<_, Infallible>(())
            });
            assert_eq!(done, Ok(()));
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_failure_ends_it() {
        let mut taken = 0;
        let ended = in_turn(
            (0..500).collect(),
            |at: u32| at,
            |at| {
                taken += 1;
                if at == 200 { Err(at) } else { Ok(()) }
            },
        );
        assert_eq!((ended, taken), (Err(200), 201));
    }

    #[test]
    fn a_panic_while_preparing_reaches_the_caller() {
        let fallen = std::panic::catch_unwind(|| {
            in_turn(
                (0..500).collect(),
                |at: u32| assert_ne!(at, 321, "on purpose"),
                |()| Ok::<_, Infallible>(()),
            )
        });
        assert!(fallen.is_err());
    }
    #[test]
    fn so_many_are_prepared_ahead_of_what_was_taken_and_no_more() {
        let mut work = Work::<usize, ()> {
            slots: (0..AHEAD + 9).map(Slot::Waiting).collect(),
            done: 0,
            over: false,
        };
        for at in 0..AHEAD {
            assert_eq!(work.next(), Some((at, at)));
        }
        assert_eq!(work.next(), None);
        work.done = 2;
        assert_eq!(work.next(), Some((AHEAD, AHEAD)));
        work.done = AHEAD;
        for at in AHEAD + 1..AHEAD + 9 {
            assert_eq!(work.next(), Some((at, at)));
        }
        assert_eq!(work.next(), None);
    }
}
