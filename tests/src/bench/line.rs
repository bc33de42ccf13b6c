//! The line: the same records, by Sesi and by the peer, through the same emulator, turn by turn.

use std::path::Path;

use serde::Serialize;
use sesi_core::kinds::MeetingPatch;
use sesi_engine::documents::Set;

use super::failure::Failure;
use super::peer;
use super::records::{FAMILIES, Record, Records};
use super::transfer::{Figure, measure};
use crate::line::{Line, Shape};
use crate::relay::RelayProcess;
use crate::world::{Kelompok, Station, World};

/// The kecamatan where all of it happens.
pub const KECAMATAN: &str = "72.01.09";
/// New devices that pull, one after the other; the median counts.
const PULLS: usize = 3;
/// Where the line breaks, on average; and the seeds of the runs. The first, in which it does break, is the one that the peer runs too.
const CUT_EVERY: u32 = 60_000;
const CUT_SEEDS: [u64; 8] = [3, 1, 2, 4, 5, 6, 7, 8];

/// How much.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Groups of 25 families.
    pub groups: usize,
    /// Records of the large transfer.
    pub many: usize,
    /// Whether the peer runs too.
    pub peer: bool,
    /// Whether the slow lines are measured.
    pub edge: bool,
}

/// Both sides of one measure.
#[derive(Debug, Clone, Serialize)]
pub struct Both {
    /// Sesi's.
    pub sesi: Figure,
    /// The peer's, unless it was left out.
    pub peer: Option<Figure>,
    /// Sesi's further runs, where there were several; `sesi` is their median by time, or the first where they differ by seed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Figure>,
}

/// Everything measured on the line.
#[derive(Debug, Clone, Serialize)]
pub struct LineFigures {
    /// Send one meeting.
    pub push1: Both,
    /// Send a hundred.
    pub push100: Both,
    /// One field edited.
    pub edit1: Both,
    /// Nothing to do.
    pub idle: Both,
    /// A new device pulls ten thousand.
    pub pull10000: Both,
    /// Send ten thousand.
    pub push10000: Both,
    /// One at the edge of the signal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edge1: Option<Both>,
    /// A hundred at the edge of the signal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edge100: Option<Both>,
    /// The same with breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edge100cuts: Option<Both>,
}

/// Sesi's side of the stage.
struct Ours {
    line: Line,
    world: World,
    groups: Vec<Kelompok>,
    phone: Station,
    pullers: Vec<Station>,
    _relay: RelayProcess,
}

impl Ours {
    fn set_up(folder: &Path, extent: Extent) -> Self {
        let unlimited = [
            "--open-founding",
            "--device-rate",
            "0",
            "--stranger-rate",
            "0",
        ];
        let relay = RelayProcess::start_with(&folder.join("relay"), &unlimited);
        let line = Line::to(relay.address);
        let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
        let mut world = World::found(folder, &line.url(), 3, now);
        let staff = world.hire("ANI", &[KECAMATAN]);
        let groups = (0..extent.groups)
            .map(|no| world.kelompok(KECAMATAN, &format!("KELOMPOK {no}"), staff, FAMILIES))
            .collect();
        world.office.synced();
        let mut phones: Vec<Station> = (0..=PULLS)
            .map(|_| world.join(staff, &[KECAMATAN]))
            .collect();
        // Granted, and everything known to everybody.
        for _ in 0..2 {
            world.office.synced();
            for phone in &mut phones {
                phone.synced();
            }
        }
        let phone = phones.remove(0);
        Self {
            line,
            world,
            groups,
            phone,
            pullers: phones,
            _relay: relay,
        }
    }

    fn record(&mut self, records: &[Record]) -> Result<(), Failure> {
        for batch in records.chunks(500) {
            let edits: Vec<_> = batch.iter().map(Record::edit).collect();
            self.phone.device.edit_all(&edits)?;
        }
        Ok(())
    }

    /// Sends on a connection that is open already.
    fn push(&mut self, records: usize) -> Figure {
        exchange(&self.line, &mut self.phone, records)
    }

    /// Sends on a new connection, over a line of this shape, again and again until all is there.
    fn push_over(&mut self, shape: Shape, records: usize) -> Result<Figure, Failure> {
        self.phone.http = sesi_engine::sync::http::Http::new(&self.line.url(), None)?;
        self.line.become_like(shape);
        let phone = &mut self.phone;
        let figure = measure(&self.line, count(records), || {
            while phone.sync().stopped.is_some() {}
            Ok(())
        });
        self.line.become_like(Shape::default());
        figure
    }
}

fn exchange(line: &Line, station: &mut Station, records: usize) -> Figure {
    let figure = measure(line, count(records), || {
        station.synced();
        Ok::<_, std::convert::Infallible>(())
    });
    let Ok(figure) = figure;
    figure
}

fn count(records: usize) -> u32 {
    u32::try_from(records).unwrap_or(u32::MAX)
}

/// The peer's side.
struct Theirs {
    line: Line,
    phone: peer::Phone,
    folder: std::path::PathBuf,
    _server: peer::Server,
}

impl Theirs {
    fn set_up(peers: &Path, folder: &Path, warm: &Record) -> Result<Self, Failure> {
        let server = peer::Server::start(peers, &folder.join("peer-server"))?;
        let line = Line::to(server.address);
        let mut phone = peer::Phone::start(peers)?;
        let folder = folder.join("peer-phones");
        phone.open(&folder.join("one"))?;
        // The database is there, and the first checkpoint, before anything is counted.
        phone.load(std::slice::from_ref(warm), &folder.join("records"))?;
        phone.push(&line.url())?;
        Ok(Self {
            line,
            phone,
            folder,
            _server: server,
        })
    }

    fn record(&mut self, records: &[Record]) -> Result<(), Failure> {
        self.phone.load(records, &self.folder.join("records"))
    }

    fn push(&mut self, records: usize) -> Result<Figure, Failure> {
        let (phone, url) = (&mut self.phone, self.line.url());
        measure(&self.line, count(records), || phone.push(&url))
    }

    fn push_over(&mut self, shape: Shape, records: usize) -> Result<Figure, Failure> {
        self.line.become_like(shape);
        let figure = self.push(records);
        self.line.become_like(Shape::default());
        figure
    }

    fn pull(&mut self, no: usize, records: usize) -> Result<Figure, Failure> {
        self.phone.open(&self.folder.join(format!("puller-{no}")))?;
        let (phone, url) = (&mut self.phone, self.line.url());
        let figure = measure(&self.line, count(records), || phone.pull(&url))?;
        if self.phone.count()? < records as u64 {
            return Err("the peer did not fetch everything".into());
        }
        self.phone.open(&self.folder.join("one"))?;
        Ok(figure)
    }
}

/// Measures all of it. `peers` is the folder of the peer's programs.
pub fn run(folder: &Path, peers: &Path, extent: Extent) -> Result<LineFigures, Failure> {
    eprintln!("the line: {} groups of {FAMILIES} families", extent.groups);
    let mut ours = Ours::set_up(folder, extent);
    let records = Records::new(9);
    let warm = records.one(&ours.groups[0], "2026-01-01");
    ours.record(std::slice::from_ref(&warm))?;
    ours.push(1);
    let mut theirs = if extent.peer {
        Some(Theirs::set_up(peers, folder, &warm)?)
    } else {
        None
    };
    let mut stage = Stage {
        ours: &mut ours,
        theirs: theirs.as_mut(),
    };
    let idle = stage.push(&[])?;
    let first = records.one(&stage.ours.groups[0], "2026-01-02");
    let push1 = stage.push(std::slice::from_ref(&first))?;
    let edit1 = stage.edit(&first)?;
    let hundred = stage.ours.groups.len().min(100);
    let some = stage.ours.groups[..hundred].to_vec();
    let push100 = stage.push(&records.round(&some, "2026-01-03"))?;
    let (edge1, edge100, edge100cuts) = if extent.edge {
        let one = stage.push_over(Shape::edge(), &records.round(&some[..1], "2026-01-05"))?;
        let many = stage.push_over(Shape::edge(), &records.round(&some, "2026-01-06"))?;
        let cut = stage.push_cut(&records, &some)?;
        (Some(one), Some(many), Some(cut))
    } else {
        (None, None, None)
    };
    // They know everything but what comes now.
    for puller in &mut stage.ours.pullers {
        puller.synced();
    }
    let mut many = Vec::with_capacity(extent.many);
    for day in 0.. {
        let left = extent.many - many.len();
        if left == 0 {
            break;
        }
        let groups = stage.ours.groups.len().min(left);
        let date = chrono::NaiveDate::from_ymd_opt(2026, 2, 1).unwrap_or_default()
            + chrono::Duration::days(day);
        many.extend(records.round(&stage.ours.groups[..groups], &date.to_string()));
    }
    let push10000 = stage.push(&many)?;
    let pull10000 = stage.pull(extent.many)?;
    let expected = stage.ours.world.office.synced().report.received;
    eprintln!("the line: the office received {expected} entries");
    Ok(LineFigures {
        push1,
        push100,
        edit1,
        idle,
        pull10000,
        push10000,
        edge1,
        edge100,
        edge100cuts,
    })
}

/// Both sides, in turn.
struct Stage<'a> {
    ours: &'a mut Ours,
    theirs: Option<&'a mut Theirs>,
}

impl Stage<'_> {
    fn push(&mut self, records: &[Record]) -> Result<Both, Failure> {
        self.ours.record(records)?;
        let sesi = self.ours.push(records.len());
        let peer = match &mut self.theirs {
            Some(theirs) => {
                theirs.record(records)?;
                Some(theirs.push(records.len())?)
            }
            None => None,
        };
        Ok(told(Both {
            sesi,
            peer,
            further: Vec::new(),
        }))
    }

    fn edit(&mut self, record: &Record) -> Result<Both, Failure> {
        const PLACE: &str = "Rumah Ibu Hasna";
        let patch = MeetingPatch {
            place: Set::To(PLACE.into()),
            ..MeetingPatch::default()
        };
        self.ours.phone.device.edit(&record.key, &patch.into())?;
        let sesi = self.ours.push(1);
        let peer = match &mut self.theirs {
            Some(theirs) => {
                theirs.phone.edit_place(record, PLACE)?;
                Some(theirs.push(1)?)
            }
            None => None,
        };
        Ok(told(Both {
            sesi,
            peer,
            further: Vec::new(),
        }))
    }

    /// The peer's side is left out where it does not get through.
    fn push_over(&mut self, shape: Shape, records: &[Record]) -> Result<Both, Failure> {
        self.ours.record(records)?;
        let sesi = self.ours.push_over(shape, records.len())?;
        let mut peer = None;
        if let Some(theirs) = &mut self.theirs {
            theirs.record(records)?;
            peer = theirs
                .push_over(shape, records.len())
                .inspect_err(|error| eprintln!("  the peer gave up: {error}"))
                .ok();
        }
        Ok(told(Both {
            sesi,
            peer,
            further: Vec::new(),
        }))
    }

    fn push_cut(&mut self, records: &Records, groups: &[Kelompok]) -> Result<Both, Failure> {
        let mut runs = CUT_SEEDS.into_iter().map(|seed| {
            let date = format!("2026-01-{:02}", 10 + seed);
            let shape = Shape::edge().cut_every(CUT_EVERY, seed);
            (shape, records.round(groups, &date))
        });
        let Some((shape, first)) = runs.next() else {
            return Err("no seed".into());
        };
        let mut both = self.push_over(shape, &first)?;
        for (shape, records) in runs {
            self.ours.record(&records)?;
            both.further
                .push(self.ours.push_over(shape, records.len())?);
        }
        Ok(told(both))
    }

    fn pull(&mut self, records: usize) -> Result<Both, Failure> {
        let mut sesi = Vec::new();
        let mut peer = Vec::new();
        for (no, puller) in self.ours.pullers.iter_mut().enumerate() {
            sesi.push(exchange(&self.ours.line, puller, records));
            let meetings: usize =
                puller
                    .device
                    .reader()
                    .query_row("SELECT count(*) FROM rm_meeting", [], |row| row.get(0))?;
            if meetings < records {
                return Err(format!("{meetings} meetings arrived instead of {records}").into());
            }
            if let Some(theirs) = &mut self.theirs {
                peer.push(theirs.pull(no, records)?);
            }
        }
        sesi.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        peer.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let sesi_median = sesi.get(sesi.len() / 2).copied().ok_or("nobody pulled")?;
        Ok(told(Both {
            sesi: sesi_median,
            peer: peer.get(peer.len() / 2).copied(),
            further: sesi,
        }))
    }
}

/// Progress, for who waits.
fn told(both: Both) -> Both {
    eprintln!("  sesi {:?}", both.sesi);
    if let Some(peer) = &both.peer {
        eprintln!("  peer {peer:?}");
    }
    both
}
