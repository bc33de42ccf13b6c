//! What a schedule is about, drawn by its seed before anything happens: how long it is, who takes part, and which kinds of events it has at
//! all. Most schedules are short and have a theme, which happens in them often; some are long and have everything, for what needs many
//! events of many kinds.

use super::line::Weather;
use super::template::FOUNDED;
use crate::seeded_rng::SeededRng;

/// Something that happens in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A mark is saved.
    Mark,
    /// A device exchanges.
    Exchange,
    /// A file goes from one device to another.
    Carry,
    /// The app is killed and started.
    Restart,
    /// A device is backed up, or put back to its backup.
    PutBack,
    /// A relay is wiped, restored, backed up, or its disk fails.
    Relay,
    /// The office revokes a hostile device.
    Revoke,
    /// A hostile device makes something.
    Forge,
    /// What hostile devices made reaches somebody.
    Deliver,
    /// The office moves to its other relay.
    Move,
    /// A phone's files are copied onto a second phone, which goes on beside it.
    CopyPhone,
}

use Event::{
    Carry, CopyPhone, Deliver, Exchange, Forge, Mark, Move, PutBack, Relay, Restart, Revoke,
};

/// How often each happens beside the others.
const EVENTS: [(Event, usize); 11] = [
    (Mark, 20),
    (Exchange, 22),
    (Carry, 7),
    (Restart, 2),
    (PutBack, 4),
    (Relay, 4),
    (Revoke, 5),
    (Forge, 17),
    (Deliver, 11),
    (Move, 5),
    (CopyPhone, 3),
];
/// In every schedule.
const ALWAYS: [Event; 2] = [Mark, Exchange];

/// What short schedules are about: kinds of events that come to something together.
const THEMES: [&[Event]; 6] = [
    &[Revoke, Forge, Deliver],
    &[Forge, Deliver, Carry],
    &[PutBack, Relay],
    &[CopyPhone, Restart],
    &[Move, Relay],
    &[Move, Revoke, Forge, Deliver],
];
/// Its events happen so many times as often as in a long schedule.
const OFTEN: usize = 3;
/// Other kinds are there in so many short schedules of a hundred.
const BESIDE: usize = 25;

/// Steps of a long schedule.
const LONG: usize = 24;
/// Steps of a short one.
const SHORT: std::ops::Range<usize> = 4..9;
/// Long schedules of a hundred in which a phone is invited, and short ones: stretching the invite costs as much as some six short ones.
const JOINS: [usize; 2] = [10, 1];

/// How long schedules are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// As the seed draws: so many of a hundred are long.
    Drawn(usize),
    /// All of them are long.
    Long,
}

/// What may happen in schedules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// How long they are.
    pub length: Length,
    /// Steps of a hundred over which a fault of the disk or a kill hangs.
    pub device_faults: usize,
    /// The line and the relay.
    pub weather: Weather,
    /// Whether members and thieves act.
    pub hostile: bool,
}

impl Weights {
    /// Everything.
    pub const ALL: Self = Self {
        length: Length::Drawn(3),
        device_faults: 20,
        weather: Weather {
            rough: 25,
            lies: 10,
        },
        hostile: true,
    };

    fn allow(&self, event: Event) -> bool {
        self.hostile || !matches!(event, Revoke | Forge | Deliver)
    }
}

/// What one schedule is about.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// It is long and has everything, and in its end everybody exchanges until nobody has anything new.
    pub long: bool,
    /// Steps before everybody settles.
    pub steps: usize,
    /// Seats of those who take part, the first office machine first.
    pub cast: Vec<usize>,
    /// How often each happens beside the others.
    events: [(Event, usize); EVENTS.len()],
    /// Steps of a hundred over which a fault of the disk or a kill hangs.
    pub device_faults: usize,
    /// The line and the relay.
    pub weather: Weather,
    /// The step in which a phone is invited, if one is.
    pub joins_at: Option<usize>,
}

impl Plan {
    pub(super) fn draw(rng: &SeededRng, weights: &Weights) -> Self {
        let long = match weights.length {
            Length::Drawn(long) => rng.chance(long),
            Length::Long => true,
        };
        let steps = if long {
            LONG
        } else {
            SHORT.start + rng.below(SHORT.len())
        };
        let mut others: Vec<usize> = (1..FOUNDED).collect();
        if !long {
            rng.shuffle(&mut others);
            others.truncate(if rng.chance(70) { 1 } else { 2 });
            others.sort_unstable();
        }
        let theme = *rng.pick(&THEMES);
        let often = |(event, usual): (Event, usize)| {
            if !weights.allow(event) {
                0
            } else if long {
                usual
            } else if theme.contains(&event) {
                OFTEN * usual
            } else if ALWAYS.contains(&event) || rng.chance(BESIDE) {
                usual
            } else {
                0
            }
        };
        let events = EVENTS.map(|(event, usual)| (event, often((event, usual))));
        // Half of the short ones have twice as much of it, the others none.
        let drawn = |percent: usize| match (long, rng.chance(50)) {
            (true, _) => percent,
            (false, twice) => 2 * percent * usize::from(twice),
        };
        let [long_joins, short_joins] = JOINS;
        let joins = rng.chance(if long { long_joins } else { short_joins });
        Self {
            long,
            steps,
            cast: [0].into_iter().chain(others).collect(),
            events,
            device_faults: drawn(weights.device_faults),
            weather: Weather {
                rough: drawn(weights.weather.rough),
                lies: drawn(weights.weather.lies),
            },
            joins_at: joins.then(|| rng.below(steps)),
        }
    }

    /// What happens next.
    pub(super) fn next(&self, rng: &SeededRng) -> Event {
        let all: usize = self.events.iter().map(|(_, often)| often).sum();
        let mut thrown = rng.below(all);
        for (event, often) in &self.events {
            if thrown < *often {
                return *event;
            }
            thrown -= often;
        }
        Exchange
    }
}
