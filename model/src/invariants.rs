//! What must hold for every reader: judged, whenever something was signed, over every subset of what was said since the founding.

use crate::entry::{Device, Entry, EntryNo, ROOT, Rights, Role, Set, Statement, bit, has, members};
use crate::findings::{Broken, Seen};
use crate::office::{FEED, FIRST, MEMBER, NEW_FEED, OUTSIDER, Office, SECOND, STOLEN, State};
use crate::rules::{Names, Verdict, settle};

/// Somebody who was given these entries, and what they come to.
struct Reader<'a> {
    history: &'a [Entry],
    names: &'a Names,
    set: Set,
    verdict: Verdict,
}

impl<'a> Reader<'a> {
    fn of(history: &'a [Entry], names: &'a Names, set: Set) -> Self {
        let heard: Vec<EntryNo> = members(set).collect();
        Self {
            history,
            names,
            set,
            verdict: settle(history, &heard, names),
        }
    }
}

/// A revocation that an honest office machine said.
struct Revocation {
    no: EntryNo,
    by: Device,
    whom: Device,
    held: Set,
}

/// Looks at what the newest entry of `state` makes possible.
pub fn judge(office: &Office, state: &mut State) {
    let history = office.history(state);
    let names = Office::names(state);
    let founded = office.founded();
    let held = |no: EntryNo| {
        if no < founded {
            bit(no) - 1
        } else {
            state.held[no - founded]
        }
    };
    let mut broken = state.broken;
    let mut seen = state.seen;
    let newest = history.len() - 1;
    // Subsets without the newest entry were judged before.
    for subset in 0..bit(newest - founded) {
        let set = (bit(founded) - 1) | (subset << founded) | bit(newest);
        let reader = Reader::of(&history, &names, set);
        let verdict = &reader.verdict;
        let backwards: Vec<EntryNo> = members(set).rev().collect();
        broken.order_matters |= settle(&history, &backwards, &names) != *verdict;
        broken.right_from_nowhere |= !follows(&history, verdict);
        broken.epoch_jumped |= jumped(&history, set, verdict);
        seen.outsider_speaks |= verdict.speaks(OUTSIDER);
        seen.twins |= !verdict.twins.is_empty();
        for revocation in revocations(&history, set, held) {
            if contested(&reader, &revocation) {
                seen.struck_back |= struck_back(&reader, &revocation);
            } else {
                after(&reader, &revocation, held, &mut broken, &mut seen);
                before(&reader, &revocation, &mut broken);
            }
        }
    }
    state.broken = broken;
    state.seen = seen;
}

fn revocations(history: &[Entry], set: Set, held: impl Fn(EntryNo) -> Set) -> Vec<Revocation> {
    let of = |no: EntryNo| {
        let entry = &history[no];
        entry
            .statements()
            .iter()
            .filter_map(move |statement| match statement {
                Statement::Revoke { device, .. } if [FIRST, SECOND].contains(&entry.author) => {
                    Some((no, entry.author, *device))
                }
                _ => None,
            })
    };
    let all = members(set).flat_map(of);
    all.map(|(no, by, whom)| Revocation {
        no,
        by,
        whom,
        held: held(no),
    })
    .collect()
}

/// Whether a device that has its standing without the revoked one's later words revokes the revocation's author in this
/// set, or the revoked device does and sorts before it. The founding's distances hold: the second machine and the stolen one are
/// both two steps from the root.
fn contested(reader: &Reader<'_>, revocation: &Revocation) -> bool {
    let Reader {
        history,
        names,
        set,
        verdict,
    } = reader;
    let Revocation { no, by, whom, .. } = *revocation;
    let sorts_before = whom == STOLEN && by == SECOND && !names.devices.is_empty();
    let blows = members(set & verdict.taken).filter(|blow| history[*blow].revokes(by));
    blows.map(|blow| history[blow].author).any(|author| {
        if author == whom {
            return sorts_before;
        }
        if !verdict.devices.contains_key(&author) {
            return false;
        }
        let mut at = author;
        while let Some(entry) = verdict.devices.get(&at).and_then(|known| known.by) {
            at = history[entry].author;
            if at == whom && entry > no {
                return false;
            }
        }
        true
    })
}

/// Whether the revoked device, by its word afterwards, is in service again.
fn struck_back(reader: &Reader<'_>, revocation: &Revocation) -> bool {
    let blow = |no: EntryNo| {
        let entry = &reader.history[no];
        no > revocation.no && entry.author == revocation.whom && entry.revokes(revocation.by)
    };
    !reader.verdict.ends.contains_key(&revocation.whom) && members(reader.set).any(blow)
}

/// Nothing that comes after a revocation raises what its device can read or make believed.
fn after(
    reader: &Reader<'_>,
    revocation: &Revocation,
    held: impl Fn(EntryNo) -> Set,
    broken: &mut Broken,
    seen: &mut Seen,
) {
    let Reader {
        history,
        names,
        set,
        verdict,
    } = reader;
    let set = *set;
    let Revocation { no, whom, .. } = *revocation;
    broken.revocation_undone |= !verdict.ends.contains_key(&whom);
    let late = members(set).filter(|late| *late > no);
    for late in late {
        let entry = &history[late];
        let counts = has(verdict.believed | verdict.data, late);
        if entry.author == whom {
            // Another office device, honest or not, may have taken it for work of before.
            let vouched = members(set).any(|other| {
                history[other].author != whom
                    && has(verdict.believed, other)
                    && names_end(&history[other], whom, late)
            });
            broken.revoked_is_heard |= counts && !vouched;
            seen.late_work_unheard |= !counts;
        }
        let honest = [FIRST, SECOND].contains(&entry.author);
        let knew = honest && has(held(late), no);
        if knew && !contested(&Reader::of(history, names, held(late)), revocation) {
            broken.revoked_reads |= entry.statements().iter().any(|statement| match statement {
                Statement::Epoch { readers, .. } => readers.contains(&whom),
                Statement::Access { devices, .. } => {
                    devices.iter().any(|(device, _)| *device == whom)
                }
                _ => false,
            });
        }
    }
}

/// Whether an entry, revoking `whom`, names `late` or something that was built upon it.
fn names_end(entry: &Entry, whom: Device, late: EntryNo) -> bool {
    entry.statements().iter().any(|statement| {
        matches!(statement, Statement::Revoke { device, last }
            if *device == whom && last.iter().any(|end| end.entry >= late))
    })
}

/// What the author of a revocation believed of the device before stays believed by whoever has at least the same.
fn before(reader: &Reader<'_>, revocation: &Revocation, broken: &mut Broken) {
    let Reader {
        history,
        names,
        set,
        verdict,
    } = reader;
    let set = *set;
    let Revocation { by, whom, held, .. } = *revocation;
    // Other revocations may end those on whom the device's standing rests; they are judged for themselves.
    let others = members(set | held).any(|no| {
        [STOLEN, OUTSIDER, MEMBER].contains(&history[no].author) && revokes_any(&history[no])
    });
    if held & !set != 0 || others {
        return;
    }
    let heard: Vec<EntryNo> = members(held).collect();
    let then = settle(history, &heard, names);
    let standing = |verdict: &Verdict| verdict.devices.get(&whom).copied();
    // Its grant may have come from somebody revoked meanwhile.
    if standing(&then) != standing(verdict) || !then.speaks(by) {
        return;
    }
    let own = |no: &EntryNo| history[*no].author == whom;
    let kept = verdict.believed | verdict.data;
    let lost = members(then.believed | then.data)
        .filter(own)
        .any(|no| !has(kept, no));
    broken.honest_work_lost |= lost;
}

fn revokes_any(entry: &Entry) -> bool {
    let is = |statement: &Statement| matches!(statement, Statement::Revoke { .. });
    entry.statements().iter().any(is)
}

/// Whether each believed entry, device and right has what gives it: a check of the verdict that does not settle anything.
fn follows(history: &[Entry], verdict: &Verdict) -> bool {
    let introduced = verdict.devices.iter().all(|(device, known)| match known.by {
        None => *device == ROOT,
        Some(no) => {
            let author = verdict.devices.get(&history[no].author);
            let nearer = author.is_some_and(|author| {
                author.role == Role::Office && author.distance + 1 == known.distance
            });
            let grants = history[no].statements().iter().any(|statement| {
                matches!(statement, Statement::Grant { device: granted, role, .. } if granted == device && *role == known.role)
            });
            nearer && grants && has(verdict.believed, no)
        }
    });
    let statements = members(verdict.believed).all(|no| {
        let author = history[no].author;
        let office = verdict
            .devices
            .get(&author)
            .is_some_and(|known| known.role == Role::Office);
        office
            && verdict
                .ends
                .get(&author)
                .is_none_or(|reached| has(*reached, no))
    });
    let rights = verdict.rights.iter().all(|((device, feed), rights)| {
        members(verdict.believed)
            .flat_map(|no| history[no].statements())
            .any(|said| match said {
                Statement::Grant {
                    device: granted,
                    access,
                    ..
                } => granted == device && access.contains(&(*feed, *rights)),
                Statement::Access { feed: of, devices } => {
                    of == feed && devices.contains(&(*device, *rights))
                }
                _ => false,
            })
            && verdict.devices.contains_key(device)
    });
    let data = members(verdict.data).all(|no| {
        let (author, feed) = (history[no].author, history[no].feed);
        verdict.rights.get(&(author, feed)) == Some(&Rights::Write)
            && verdict
                .ends
                .get(&author)
                .is_none_or(|reached| has(*reached, no))
    });
    introduced && statements && rights && data
}

/// Whether more epochs count than believed statements began.
fn jumped(history: &[Entry], set: Set, verdict: &Verdict) -> bool {
    [FEED, NEW_FEED].into_iter().any(|feed| {
        let begun = members(set & verdict.believed).flat_map(|no| history[no].statements());
        let begun =
            begun.filter(|said| matches!(said, Statement::Epoch { feed: of, .. } if *of == feed));
        u32::try_from(begun.count()).is_ok_and(|begun| verdict.newest(feed) > begun)
    })
}
