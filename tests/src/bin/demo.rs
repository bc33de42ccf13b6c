//! The main job without a window: an office, its pendamping and a relay, over some months; then the count of what arrived
//! against what was entered. The last line on stdout is JSON.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde::Serialize;
use sesi_core::rekap::{Rekap, Wording, YearMonth, xlsx};
use sesi_tests::arrival_check;
use sesi_tests::line::Line;
use sesi_tests::owed::{self, Owed, Wanted, checking};
use sesi_tests::record::{Record, people};
use sesi_tests::recount::Known;
use sesi_tests::recount::people::People;
use sesi_tests::relay::RelayProcess;
use sesi_tests::story::people::Play;
use sesi_tests::story::people::compared::{self, Compared};
use sesi_tests::story::province::Province;
use sesi_tests::story::{Scale, Story, months};

/// Plays an office, its pendamping and a relay.
#[derive(Debug, Parser)]
struct Arguments {
    /// Folder of rosters (xlsx, csv); invented ones if absent.
    #[arg(long)]
    rosters: Option<PathBuf>,
    /// Phones; by default one for each pendamping of the rosters.
    #[arg(long)]
    pendamping: Option<usize>,
    /// Months to play.
    #[arg(long, default_value_t = 1)]
    months: u32,
    /// What every choice follows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where results go.
    #[arg(long, default_value = "out")]
    out: PathBuf,
}

/// The last line.
#[derive(Debug, Serialize)]
struct Summary {
    devices: usize,
    meetings_recorded: usize,
    meetings_at_office: usize,
    marks_recorded: usize,
    marks_at_office: usize,
    lost: usize,
    duplicated: usize,
    converged: bool,
    requests: u64,
    bytes_up: u64,
    bytes_down: u64,
    rekap: PathBuf,
    owed: OwedSummary,
    people: PeopleSummary,
}

/// People on the list of staff where nobody says how many.
const STAFF: usize = 63;
/// In a small play so many at least.
const FEWEST: usize = 6;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let scale = Scale {
        pendamping: arguments.pendamping,
        months: arguments.months.max(1),
        seed: arguments.seed,
    };
    let out = &arguments.out;
    let folder = out.join("demo");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let rosters = read_rosters(arguments.rosters.as_deref(), &folder, scale.seed)?;
    let relay = RelayProcess::start_with(
        &folder.join("relay"),
        &[
            "--open-founding",
            "--device-rate",
            "0",
            "--stranger-rate",
            "0",
        ],
    );
    let line = Line::to(relay.address);
    eprintln!("relay on {}, {} rosters", relay.url(), rosters.len());
    let mut story = Story::begin(&folder, &line.url(), &rosters, scale);
    eprintln!(
        "{} devices have joined; the months begin",
        story.stations().count()
    );
    story.play(scale);
    let people = scale.pendamping.map_or(STAFF, |many| many.max(FEWEST));
    eprintln!("an office of {people} people begins");
    // Keys follow from the seed: with the story's own these offices would be the story's, at the same relay.
    let seed = scale.seed.wrapping_add(720_000);
    let play = Play::run(&folder.join("orang"), &relay.url(), seed, people);
    report(&mut story, play, &line, &relay.url(), out, scale)
}

/// The province beside it, of which the people's office is the first kabupaten.
fn tell_province(
    play: &mut Play,
    people: &People<'_>,
    relay: &str,
    out: &Path,
    scale: Scale,
) -> Result<Vec<Compared>, Failure> {
    let folder = out.join("demo");
    let handed = folder.join("jumlah-72.01.json");
    play.hand(&people.told_month(), &handed);
    let now = sesi_engine::ambient::Ambient::now(&sesi_engine::ambient::System);
    let seed = scale.seed.wrapping_add(72_000);
    let folder = folder.join("provinsi");
    let province = Province::play_with(&folder, relay, seed, now, Some(&handed));
    let entered: Vec<_> = province.kabupaten.iter().map(|one| &one.entered).collect();
    let told = serde_json::json!({ "entered": entered, "province": province.view() });
    std::fs::write(out.join("province.json"), serde_json::to_vec_pretty(&told)?)?;
    Ok(compared::province(&province, people))
}

/// The lines about people in the record as it was written: what the player knows besides is not asked.
fn lines_of_people(out: &Path) -> Result<Vec<people::Line>, Failure> {
    let mut lines = Vec::new();
    for line in std::fs::read_to_string(out.join("recorded.jsonl"))?.lines() {
        if let Record::People(line) = serde_json::from_str(line)? {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// What devices say of the people's office, beside the record.
fn compare_people(
    play: &mut Play,
    people: &People<'_>,
    relay: &str,
    out: &Path,
    scale: Scale,
) -> Result<PeopleSummary, Failure> {
    let mut compared = compared::all(play, people);
    compared.extend(tell_province(play, people, relay, out, scale)?);
    let mut different = 0;
    for figure in compared.iter().filter(|figure| !figure.agrees()) {
        different += 1;
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        eprintln!(
            "{}: {}: recorded {}, said {}",
            figure.device,
            figure.what,
            shown(&figure.recorded),
            shown(&figure.said)
        );
    }
    let converged = play.has_converged()?;
    let summary = PeopleSummary {
        staff: people.staff.len(),
        phones: play.phones.len(),
        lines: people.lines,
        compared: compared.len(),
        different,
        converged,
    };
    let told =
        serde_json::json!({ "today": people.today, "summary": summary, "figures": compared });
    std::fs::write(out.join("people.json"), serde_json::to_vec_pretty(&told)?)?;
    eprintln!(
        "{} figures of {} people compared",
        summary.compared, summary.staff
    );
    Ok(summary)
}

/// What was compared of the people's office, for the last line.
#[derive(Debug, Serialize)]
struct PeopleSummary {
    staff: usize,
    phones: usize,
    lines: usize,
    compared: usize,
    different: usize,
    converged: bool,
}

/// The forms of the last month and of the kecamatan with the most meetings, into `out/owed`.
fn owe(
    story: &mut Story,
    records: &[Record],
    (play, people): (&mut Play, &People<'_>),
    out: &Path,
    scale: Scale,
) -> Result<OwedSummary, Failure> {
    let folder = out.join("owed");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let known = Known::of(records);
    let wanted = Wanted::of(&known, &scale.last_month()).ok_or("nobody met in the last month")?;
    eprintln!("the forms of {} in {}", wanted.month, wanted.kecamatan);
    let mut documents = owed::write(story, &known, &wanted, &folder);
    let mut compared = checking::check(records, &wanted, &folder, &mut documents);
    let more = owed::write_people(play, people, &folder);
    compared += more.iter().map(|owed| owed.recounted.len()).sum::<usize>();
    documents.extend(more);
    let figures = documents
        .iter()
        .flat_map(|owed| owed.recounted.iter().map(move |figure| (owed, figure)));
    let mut different = 0;
    for (owed, figure) in figures.filter(|(_, figure)| !figure.agrees()) {
        different += 1;
        eprintln!(
            "{}: {}: recorded {}, read {}",
            owed.file.display(),
            figure.what,
            figure.recorded,
            figure.read
        );
    }
    let unread = documents
        .iter()
        .filter(|owed| owed.recounted.is_empty())
        .count();
    let list = OwedList {
        month: &wanted.month,
        kecamatan: &wanted.kecamatan,
        compared,
        different,
        unread,
        documents: &documents,
    };
    std::fs::write(out.join("owed.json"), serde_json::to_vec_pretty(&list)?)?;
    Ok(OwedSummary {
        documents: documents.len(),
        compared,
        different,
        unread,
    })
}

/// `owed.json`.
#[derive(Serialize)]
struct OwedList<'o> {
    month: &'o str,
    kecamatan: &'o str,
    /// Figures that were read from files and counted from the record.
    compared: usize,
    /// Those of them that are not the same.
    different: usize,
    /// Files of which nothing was compared.
    unread: usize,
    documents: &'o [Owed],
}

/// The same for the last line.
#[derive(Debug, Serialize)]
struct OwedSummary {
    documents: usize,
    compared: usize,
    different: usize,
    unread: usize,
}

fn read_rosters(
    given: Option<&Path>,
    folder: &Path,
    seed: u64,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let shared = PathBuf::from("../shared/data/rosters");
    let source = match given {
        Some(given) => given.to_owned(),
        None if shared.is_dir() => shared,
        None => {
            let samples = folder.join("rosters");
            std::fs::create_dir_all(&samples)?;
            sesi_tests::sample::write(&samples, seed)?;
            samples
        }
    };
    let mut rosters = Vec::new();
    for entry in std::fs::read_dir(&source)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let kind = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        if kind == "xlsx" || kind == "csv" && name != "expected.csv" {
            rosters.push((name, std::fs::read(&path)?));
        }
    }
    rosters.sort();
    if rosters.is_empty() {
        return Err(format!("there is no roster in {}", source.display()).into());
    }
    Ok(rosters)
}

fn report(
    story: &mut Story,
    mut play: Play,
    line: &Line,
    relay: &str,
    out: &Path,
    scale: Scale,
) -> Result<(), Failure> {
    let records = story.recorded();
    let mut lines = std::io::BufWriter::new(std::fs::File::create(out.join("recorded.jsonl"))?);
    let people = play.lines.iter().cloned().map(Record::People);
    for record in records.iter().cloned().chain(people) {
        serde_json::to_writer(&mut lines, &record)?;
        lines.write_all(b"\n")?;
    }
    lines.flush()?;
    let entered = lines_of_people(out)?;
    let of_people = People::of(&entered);
    let owed = owe(story, &records, (&mut play, &of_people), out, scale)?;
    eprintln!(
        "{} forms in {}, {} figures compared",
        owed.documents,
        out.join("owed").display(),
        owed.compared
    );

    // The office tried a template of its own for the forms.
    story.sync_all();
    let people = compare_people(&mut play, &of_people, relay, out, scale)?;
    let office = story.world.office.device.reader();
    let mut rekap = PathBuf::new();
    for month in months(scale.months) {
        let month = YearMonth::of(month).ok_or("a month of the calendar")?;
        let counted = Rekap::count(office, month)?;
        rekap = out.join(format!("rekap-{month}.xlsx"));
        std::fs::write(&rekap, xlsx::write(&counted, &Wording::default())?)?;
    }

    let tally = arrival_check::count(office, &records)?;
    let mut converged = story.world.office.dump() == story.desk.dump();
    for station in story.stations() {
        converged &= arrival_check::same_versions(office, station.device.reader())?;
        converged &= sesi_engine::store::Parked::all(station.device.reader())?.is_empty();
        converged &= sesi_engine::store::PendingChange::count(station.device.reader(), None)? == 0;
    }
    let requests: u64 = story.stations().map(|station| station.requests).sum();
    let counted = line.counted();
    let summary = Summary {
        devices: story.stations().count(),
        meetings_recorded: tally.meetings_recorded,
        meetings_at_office: tally.meetings_at_office,
        marks_recorded: tally.marks_recorded,
        marks_at_office: tally.marks_at_office,
        lost: tally.lost,
        duplicated: tally.duplicated,
        converged,
        requests,
        bytes_up: counted.up,
        bytes_down: counted.down,
        rekap: rekap.clone(),
        owed,
        people,
    };
    std::fs::write(
        out.join("summary.json"),
        serde_json::to_vec_pretty(&summary)?,
    )?;
    eprintln!(
        "{} meetings with {} marks arrived; rekap in {}",
        tally.meetings_at_office,
        tally.marks_at_office,
        rekap.display()
    );
    println!("{}", serde_json::to_string(&summary)?);
    if tally.lost + tally.duplicated > 0 || !converged {
        return Err("what arrived is not what was entered".into());
    }
    if summary.owed.different > 0 {
        return Err("a form says another figure than the record".into());
    }
    if summary.people.different > 0 || !summary.people.converged {
        return Err("a device says another figure of people than the record".into());
    }
    Ok(())
}
