//! Which connections are open, from where, and how busy: where there are too many, the one that has been idle for longest gives way, so
//! that whoever opens many and says nothing keeps nobody out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::http::gate::network;
use crate::http::limits::Limits;

/// The open connections.
pub struct Connections {
    open: Mutex<Open>,
    most: usize,
    most_each: usize,
}

#[derive(Default)]
struct Open {
    all: HashMap<u64, Arc<Line>>,
    of: HashMap<[u8; 8], usize>,
    count: u64,
}

/// One of them.
#[derive(Debug)]
pub struct Line {
    number: u64,
    network: [u8; 8],
    state: Mutex<(Stage, Instant)>,
    cut: Notify,
}

/// What a connection is busy with. Of a lower stage gives way before one of a higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No request is under way.
    Idle,
    /// A request arrives whose caller is not known.
    Stranger,
    /// An answer is being taken.
    Answering,
    /// A request of a known device, or one that arrived whole.
    Working,
}

impl Connections {
    /// None is open.
    pub fn new(limits: &Limits) -> Arc<Self> {
        let most = limits.connections as usize;
        let most_each = if limits.behind_proxy {
            most
        } else {
            most.min(limits.address_connections as usize)
        };
        Arc::new(Self {
            open: Mutex::default(),
            most,
            most_each,
        })
    }

    /// A connection came; `None` if there is no room for it and none that gives way.
    pub fn open(self: &Arc<Self>, from: IpAddr) -> Option<Held> {
        let network = network(from);
        let mut open = self.open.lock();
        if open.of.get(&network).copied().unwrap_or_default() >= self.most_each {
            open.shed(|line| line.network == network)?;
        }
        if open.all.len() >= self.most {
            // Of whoever has most of them.
            let most = open.of.iter().max_by_key(|(_, count)| **count);
            let most = most.map(|(network, _)| *network);
            open.shed(|line| Some(line.network) == most)
                .or_else(|| open.shed(|_| true))?;
        }
        open.count += 1;
        let line = Arc::new(Line {
            number: open.count,
            network,
            state: Mutex::new((Stage::Idle, Instant::now())),
            cut: Notify::new(),
        });
        open.all.insert(line.number, Arc::clone(&line));
        *open.of.entry(network).or_default() += 1;
        Some(Held {
            line,
            connections: Arc::clone(self),
        })
    }
}

impl Open {
    /// Cuts the one that gives way first among those.
    fn shed(&mut self, those: impl Fn(&Line) -> bool) -> Option<()> {
        let state = |line: &Line| (*line.state.lock(), line.number);
        let first = self.all.values().filter(|line| those(line));
        let first = first.min_by_key(|line| state(line)).cloned()?;
        if first.state.lock().0 == Stage::Working {
            return None;
        }
        first.cut.notify_one();
        self.remove(&first);
        Some(())
    }

    fn remove(&mut self, line: &Line) {
        if self.all.remove(&line.number).is_none() {
            return;
        }
        if let Some(count) = self.of.get_mut(&line.network) {
            *count -= 1;
            if *count == 0 {
                self.of.remove(&line.network);
            }
        }
    }
}

impl Line {
    /// What the connection is busy with from now on.
    pub fn at(&self, stage: Stage) {
        *self.state.lock() = (stage, Instant::now());
    }

    /// Ends the connection.
    pub fn give_up(&self) {
        self.cut.notify_one();
    }

    /// Resolves when the connection has to end.
    pub async fn cut(&self) {
        self.cut.notified().await;
    }
}

/// An open connection; dropping it closes the books on it.
pub struct Held {
    /// The connection.
    pub line: Arc<Line>,
    connections: Arc<Connections>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.connections.open.lock().remove(&self.line);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    fn is_cut(held: &Held) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        pin!(held.line.cut()).poll(&mut context).is_ready()
    }

    fn connections(all: u32, each: u32) -> Arc<Connections> {
        Connections::new(&Limits {
            connections: all,
            address_connections: each,
            ..Limits::default()
        })
    }

    fn here(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn an_address_that_opens_many_loses_its_oldest_idle_ones_and_nobody_elses() {
        let connections = connections(10, 3);
        let honest = connections.open(here(9)).unwrap();
        let silent: Vec<Held> = (0..6).map(|_| connections.open(here(1)).unwrap()).collect();
        let cut: Vec<bool> = silent.iter().map(is_cut).collect();
        assert_eq!(cut, [true, true, true, false, false, false]);
        assert!(!is_cut(&honest));
    }

    #[test]
    fn idle_ones_give_way_before_strangers_and_those_at_work_never() {
        let connections = connections(10, 3);
        let held: Vec<Held> = (0..3).map(|_| connections.open(here(1)).unwrap()).collect();
        held[0].line.at(Stage::Working);
        held[1].line.at(Stage::Stranger);
        let more = connections.open(here(1)).unwrap();
        assert!(is_cut(&held[2]) && !is_cut(&held[1]));
        more.line.at(Stage::Working);
        let last = connections.open(here(1)).unwrap();
        assert!(is_cut(&held[1]));
        last.line.at(Stage::Working);
        assert!(connections.open(here(1)).is_none());
        assert!(!is_cut(&held[0]));
        // One that ended makes room.
        drop(last);
        assert!(connections.open(here(1)).is_some());
    }

    #[test]
    fn where_all_are_taken_whoever_has_most_gives_way() {
        let connections = connections(6, 4);
        let few: Vec<Held> = (2..4)
            .map(|at| connections.open(here(at)).unwrap())
            .collect();
        let many: Vec<Held> = (0..4).map(|_| connections.open(here(1)).unwrap()).collect();
        let late = connections.open(here(5)).unwrap();
        assert!(is_cut(&many[0]));
        assert!(!few.iter().chain(&many[1..]).chain([&late]).any(is_cut));
        drop((few, many, late));
        let open = connections.open.lock();
        assert!(open.all.is_empty() && open.of.is_empty());
    }
}
