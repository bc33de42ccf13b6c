//! The state space: what each device may do next. Honest office machines act by what they have heard; the others sign anything,
//! anywhere in their chains, before and after they are revoked. What was said reaches each honest machine at any time, in any
//! order, or never.

use stateright::{Model, Property};

use crate::entry::{
    Body, CONTROL, Device, End, Entry, EntryNo, Rights, Role, Set, Statement, bit, members,
};
use crate::findings::{Broken, Seen};
use crate::invariants::judge;
use crate::office::{FEED, FIRST, MEMBER, NEW_FEED, OUTSIDER, Office, SECOND, STOLEN, State};
use crate::rules::{Verdict, settle};

/// Where a hostile device puts an entry in its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// After its last, as an honest one would.
    Next,
    /// Under the number of its last, upon the same past.
    Again,
    /// Under number 1.
    First,
    /// Upon its last, five numbers on.
    Jump,
    /// Under the next number, upon nothing.
    Unlinked,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// A hostile device signs something.
    Say(Device, Body, Place),
    /// An honest office machine hears these entries too, from a relay of any kind or out of files, and acts upon all it has.
    Act(Device, Set, Act),
}

/// What an honest office machine does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Revokes a device, with all ends that it holds, and begins a new epoch.
    Revoke(Device),
    /// Wraps the newest key for whoever should have it: what the app does by itself.
    Mend,
    /// Makes the feed of a new year, for everybody in service: by itself too.
    NewYear,
    /// Grants whoever enrolled with its invite.
    Admit,
}

impl Office {
    fn verdict(&self, state: &State, who: Device) -> Verdict {
        let heard: Vec<EntryNo> = members(heard_by(state, who)).collect();
        settle(&self.history(state), &heard, &Self::names(state))
    }

    fn is_hostile(author: Device) -> bool {
        [STOLEN, MEMBER, OUTSIDER].contains(&author)
    }

    fn left(&self, state: &State, hostile: bool) -> bool {
        let of_kind = |entry: &&Entry| Self::is_hostile(entry.author) == hostile;
        let signed = state.said.iter().filter(of_kind).count();
        let most = if hostile {
            self.bounds.hostile
        } else {
            self.bounds.honest
        };
        signed < most
    }

    /// Signs an entry and looks for what it breaks.
    fn sign(&self, state: &State, entry: Entry) -> Option<State> {
        let mut next = state.clone();
        let no = self.founding.len() + next.said.len();
        let history = self.history(state);
        if history.contains(&entry) {
            return None;
        }
        let held = match entry.author {
            FIRST => next.heard[0],
            SECOND => next.heard[1],
            _ => bit(no) - 1,
        };
        match entry.author {
            FIRST => next.heard[0] |= bit(no),
            SECOND => next.heard[1] |= bit(no),
            _ => {}
        }
        next.said.push(entry);
        next.held.push(held);
        judge(self, &mut next);
        Some(next)
    }

    /// Where an entry of this author comes to stand.
    fn place(history: &[Entry], author: Device, body: Body, place: Place) -> Entry {
        let feed = if body == Body::Data { FEED } else { CONTROL };
        let last = history
            .iter()
            .rposition(|entry| (entry.author, entry.feed) == (author, feed));
        let number = last.map_or(0, |last| history[last].number);
        let (number, previous) = match place {
            Place::Next => (number + 1, last),
            Place::Again => (number.max(1), last.and_then(|last| history[last].previous)),
            Place::First => (1, None),
            Place::Jump => (number + 5, last),
            Place::Unlinked => (number + 1, None),
        };
        Entry {
            author,
            feed,
            number,
            previous,
            body,
        }
    }

    /// The ends of a device that a reader holds: entries that no other one builds upon.
    fn tips(history: &[Entry], heard: Set, device: Device) -> Vec<End> {
        let own: Vec<EntryNo> = members(heard)
            .filter(|no| history[*no].author == device)
            .collect();
        let built_upon = |no: EntryNo| {
            own.iter().any(|other| {
                history[*other].previous == Some(no)
                    && history[*other].feed == history[no].feed
                    && history[*other].number == history[no].number + 1
            })
        };
        let tips = own.iter().filter(|no| !built_upon(**no));
        tips.map(|no| End {
            feed: history[*no].feed,
            number: history[*no].number,
            entry: *no,
        })
        .collect()
    }

    fn revoke(&self, state: &State, by: Device, whom: Device) -> Option<Entry> {
        let mut history = self.history(state);
        let heard = heard_by(state, by);
        let before = self.verdict(state, by);
        let known = before.devices.contains_key(&whom)
            || members(heard).any(|no| history[no].author == whom);
        if before.ends.contains_key(&whom) || !known {
            return None;
        }
        let revocation = Statement::Revoke {
            device: whom,
            last: Self::tips(&history, heard, whom),
        };
        let alone = vec![revocation.clone()];
        history.push(Self::place(
            &history,
            by,
            Body::Statements(alone),
            Place::Next,
        ));
        let with: Vec<EntryNo> = members(heard).chain([history.len() - 1]).collect();
        let after = settle(&history, &with, &Self::names(state));
        history.pop();
        let epoch = Statement::Epoch {
            feed: FEED,
            number: after.newest(FEED) + 1,
            readers: after.readers(FEED).into_iter().collect(),
        };
        let body = Body::Statements(vec![revocation, epoch]);
        Some(Self::place(&history, by, body, Place::Next))
    }

    fn mend(&self, state: &State, by: Device) -> Option<Entry> {
        let now = self.verdict(state, by);
        let newest = now.newest(FEED);
        let lacks = |device: &Device| !now.wrapped.contains(&(*device, FEED, newest));
        let readers: Vec<Device> = now.readers(FEED).into_iter().filter(lacks).collect();
        let epoch = Statement::Epoch {
            feed: FEED,
            number: newest,
            readers,
        };
        let needed = !matches!(&epoch, Statement::Epoch { readers, .. } if readers.is_empty());
        let body = Body::Statements(vec![epoch]);
        (needed && now.speaks(by)).then(|| Self::place(&self.history(state), by, body, Place::Next))
    }

    fn new_year(&self, state: &State, by: Device) -> Option<Entry> {
        let now = self.verdict(state, by);
        if now.newest(NEW_FEED) > 0 || !now.speaks(by) {
            return None;
        }
        let in_service = now
            .devices
            .keys()
            .filter(|device| !now.ends.contains_key(device));
        let in_service: Vec<Device> = in_service.copied().collect();
        let access = Statement::Access {
            feed: NEW_FEED,
            devices: in_service
                .iter()
                .map(|device| (*device, Rights::Write))
                .collect(),
        };
        let epoch = Statement::Epoch {
            feed: NEW_FEED,
            number: 1,
            readers: in_service,
        };
        let body = Body::Statements(vec![access, epoch]);
        Some(Self::place(&self.history(state), by, body, Place::Next))
    }

    /// Grants the first who is heard to have enrolled, once: nobody whose invite is withdrawn, used, or not its own.
    fn admit(&self, state: &State) -> Option<Entry> {
        let history = self.history(state);
        let now = self.verdict(state, FIRST);
        let enrolled = members(heard_by(state, FIRST))
            .find(|no| history[*no].body == Body::Enrolment(0))
            .map(|no| history[no].author)?;
        let due = now.invites.contains(&0)
            && now.speaks(FIRST)
            && !now.devices.contains_key(&enrolled)
            && !now.ends.contains_key(&enrolled);
        let grant = Statement::Grant {
            device: enrolled,
            role: Role::Member,
            access: vec![(FEED, Rights::Write)],
        };
        let body = Body::Statements(vec![grant, Statement::Withdraw(0)]);
        due.then(|| Self::place(&history, FIRST, body, Place::Next))
    }

    /// What a hostile device says.
    fn sayings(&self, state: &State, by: Device) -> Vec<Body> {
        let history = self.history(state);
        let everything: Vec<EntryNo> = (0..history.len()).collect();
        let newest = settle(&history, &everything, &Self::names(state)).newest(FEED);
        let grant = |device, role| Statement::Grant {
            device,
            role,
            access: vec![(FEED, Rights::Write)],
        };
        let revoke = |device| Statement::Revoke {
            device,
            last: Vec::new(),
        };
        let epoch = |number| Statement::Epoch {
            feed: FEED,
            number,
            readers: vec![by, OUTSIDER],
        };
        // Itself, up to all that it has.
        let raise = |device| Statement::Revoke {
            device,
            last: Self::tips(&history, bit(history.len()) - 1, device),
        };
        let access = Statement::Access {
            feed: FEED,
            devices: vec![(OUTSIDER, Rights::Write), (by, Rights::Write)],
        };
        let (mut few, more) = match by {
            STOLEN => (
                vec![grant(OUTSIDER, Role::Office), revoke(SECOND), raise(STOLEN)],
                vec![
                    grant(OUTSIDER, Role::Member),
                    grant(MEMBER, Role::Office),
                    revoke(FIRST),
                    access,
                    epoch(newest + 1),
                    epoch(newest + 6),
                    Statement::Withdraw(0),
                ],
            ),
            MEMBER => (
                vec![grant(OUTSIDER, Role::Office)],
                vec![
                    revoke(FIRST),
                    raise(MEMBER),
                    epoch(newest + 1),
                    Statement::Invite(1),
                ],
            ),
            _ => (
                vec![grant(MEMBER, Role::Office)],
                vec![revoke(SECOND), raise(STOLEN)],
            ),
        };
        if self.bounds.all_sayings {
            few.extend(more);
        }
        let mut bodies: Vec<Body> = few
            .into_iter()
            .map(|statement| Body::Statements(vec![statement]))
            .collect();
        bodies.push(Body::Data);
        if by == OUTSIDER {
            bodies.push(Body::Enrolment(0));
        }
        bodies
    }

    fn places(&self) -> &'static [Place] {
        const ALL: [Place; 5] = [
            Place::Next,
            Place::Again,
            Place::Jump,
            Place::First,
            Place::Unlinked,
        ];
        if self.bounds.all_sayings {
            &ALL
        } else {
            &ALL[..3]
        }
    }
}

/// All subsets of a set.
fn subsets(of: Set) -> impl Iterator<Item = Set> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let now: Set = next?;
        next = (now != of).then(|| now.wrapping_sub(of) & of);
        Some(now)
    })
}

fn heard_by(state: &State, who: Device) -> Set {
    state.heard[usize::from(who != FIRST)]
}

impl Model for Office {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let all = bit(self.founding.len()) - 1;
        let state = |reversed| State {
            said: Vec::new(),
            held: Vec::new(),
            heard: [all, all],
            reversed,
            broken: Broken::default(),
            seen: Seen::default(),
        };
        vec![state(false), state(true)]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        if self.left(state, true) {
            for by in [STOLEN, MEMBER, OUTSIDER] {
                for body in self.sayings(state, by) {
                    let say = |place| Step::Say(by, body.clone(), place);
                    steps.extend(self.places().iter().copied().map(say));
                }
            }
        }
        if self.left(state, false) {
            let all = bit(self.founding.len() + state.said.len()) - 1;
            for by in [FIRST, SECOND] {
                let unheard = all & !heard_by(state, by);
                for heard in subsets(unheard) {
                    let act = |act| Step::Act(by, heard, act);
                    steps.extend([STOLEN, MEMBER, OUTSIDER].map(|whom| act(Act::Revoke(whom))));
                    steps.extend([Act::Mend, Act::NewYear].map(act));
                    if by == FIRST {
                        steps.push(act(Act::Admit));
                    }
                }
            }
        }
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        match step {
            Step::Say(by, body, place) => {
                let entry = Self::place(&self.history(state), by, body, place);
                self.sign(state, entry)
            }
            Step::Act(by, heard, act) => {
                let mut state = state.clone();
                state.heard[usize::from(by != FIRST)] |= heard;
                if !self.verdict(&state, by).speaks(by) {
                    return None;
                }
                let entry = match act {
                    Act::Revoke(whom) => self.revoke(&state, by, whom),
                    Act::Mend => self.mend(&state, by),
                    Act::NewYear => self.new_year(&state, by),
                    Act::Admit => self.admit(&state),
                };
                self.sign(&state, entry?)
            }
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "a revoked device makes nothing more believed",
                |_, state: &State| !state.broken.revoked_is_heard,
            ),
            Property::always(
                "a revocation that stands is not undone",
                |_, state: &State| !state.broken.revocation_undone,
            ),
            Property::always(
                "no key is wrapped for a device whose revocation was heard",
                |_, state: &State| !state.broken.revoked_reads,
            ),
            Property::always(
                "the same entries in another order come to the same",
                |_, state: &State| !state.broken.order_matters,
            ),
            Property::always("every right leads back to the root", |_, state: &State| {
                !state.broken.right_from_nowhere
            }),
            Property::always(
                "what was held when a revocation was said stays believed",
                |_, state: &State| !state.broken.honest_work_lost,
            ),
            Property::always("epochs go up by one", |_, state: &State| {
                !state.broken.epoch_jumped
            }),
            Property::sometimes(
                "a grant of the thief's counts before anybody revokes",
                |_, state: &State| state.seen.outsider_speaks,
            ),
            Property::sometimes(
                "what a revoked device signed later is passed over",
                |_, state: &State| state.seen.late_work_unheard,
            ),
            Property::sometimes(
                "two entries under one number are seen",
                |_, state: &State| state.seen.twins,
            ),
            Property::sometimes(
                "a revoked device that sorts first strikes back",
                |_, state: &State| state.seen.struck_back,
            ),
        ]
    }
}
