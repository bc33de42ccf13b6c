//! The figures as a page: `docs/BENCHMARKS.md`. What stands there below [`BY_HAND`] is kept.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use sesi_engine::ambient::{Ambient, System};

use super::Results;
use super::decade::DecadeFigures;
use super::failure::Failure;
use super::forms::FormsFigures;
use super::line::{Both, LineFigures};
use super::lists::{ListFigures, Worked};
use super::memory::Held;
use super::office::OfficeFigures;
use super::phone::PhoneFigures;
use super::relay::RelayFigures;
use super::transfer::Figure;
use super::window::WindowFigures;
use crate::line::Shape;

/// Below this line the page is written by hand.
const BY_HAND: &str = "<!-- Below this line: written by hand, kept by make bench. -->";

/// Writes the page, keeping what was written by hand.
pub fn write(path: &Path, results: &Results) -> Result<(), Failure> {
    let before = std::fs::read_to_string(path).unwrap_or_default();
    let by_hand = before.split_once(BY_HAND).map_or("\n", |(_, kept)| kept);
    let mut page = String::from("# Benchmarks\n\n");
    writeln!(
        page,
        "Written by `make bench`, which also leaves `out/bench.json`. {}\n",
        machine()?
    )?;
    if let Some(line) = &results.line {
        page += &line_table(line)?;
    }
    if let Some(relay) = &results.relay {
        page += &relay_table(relay)?;
    }
    if let Some(office) = &results.office {
        page += &office_table(office)?;
    }
    if let Some(decade) = &results.decade {
        page += &decade_table(decade)?;
    }
    if let Some(lists) = &results.lists {
        page += &lists_table(lists)?;
    }
    if let Some(phone) = &results.phone {
        page += &phone_table(phone)?;
    }
    if let Some(forms) = &results.forms {
        page += &forms_table(forms)?;
    }
    if let Some(window) = &results.window {
        page += &window_table(window)?;
    }
    std::fs::write(path, format!("{page}{BY_HAND}{by_hand}"))?;
    Ok(())
}

/// Which machine, which commit, when.
fn machine() -> Result<String, Failure> {
    let told = |file: &str, key: &str| -> Result<String, Failure> {
        let text = std::fs::read_to_string(file)?;
        let line = text
            .lines()
            .find(|line| line.starts_with(key))
            .unwrap_or_default();
        Ok(line
            .split_once(':')
            .map_or("", |(_, value)| value)
            .trim()
            .to_owned())
    };
    let git = |words: &[&str]| -> Result<String, Failure> {
        let output = Command::new("git").args(words).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no"])?;
    Ok(format!(
        "Machine: {}, {} processors, {} of memory, Linux. Commit {commit}{}, {}.",
        told("/proc/cpuinfo", "model name")?,
        std::thread::available_parallelism()?,
        told("/proc/meminfo", "MemTotal")?,
        if changed.is_empty() {
            ""
        } else {
            " with changes"
        },
        System.now().format("%Y-%m-%d"),
    ))
}

fn yes(reached: bool) -> &'static str {
    if reached { "yes" } else { "**no**" }
}

/// One row of the line's table.
struct Row<'a> {
    measure: &'a str,
    both: &'a Both,
    shown: fn(&Figure) -> String,
    limit: String,
    reached: bool,
}

fn per_record(figure: &Figure) -> String {
    format!("{:.0} B a record", figure.bytes_a_record())
}

fn requests(figure: &Figure) -> String {
    let plural = if figure.requests == 1 { "" } else { "s" };
    format!("{} request{plural}, {} B", figure.requests, figure.bytes())
}

fn seconds(figure: &Figure) -> String {
    format!("{:.2} s", figure.seconds)
}

fn line_rows(line: &LineFigures) -> Vec<Row<'_>> {
    let small = |measure, both: &'_ Both, most: u64| {
        let reached = both.sesi.requests == 1 && both.sesi.bytes() <= most;
        (measure, reached, format!("1 request, {most} B"))
    };
    let mut rows = Vec::new();
    for (both, (measure, reached, limit)) in [
        (&line.push1, small("send one meeting", &line.push1, 1_000)),
        (&line.edit1, small("one field edited", &line.edit1, 700)),
        (&line.idle, small("nothing to do", &line.idle, 500)),
    ] {
        rows.push(Row {
            measure,
            both,
            shown: requests,
            limit,
            reached,
        });
    }
    for (measure, both, most) in [
        ("send 100", &line.push100, 300.0),
        ("a new device pulls 10,000", &line.pull10000, 250.0),
    ] {
        rows.push(Row {
            measure,
            both,
            shown: per_record,
            limit: format!("{most} B a record"),
            reached: both.sesi.bytes_a_record() <= most,
        });
    }
    for (measure, both) in [
        ("a new device pulls 10,000", &line.pull10000),
        ("send 10,000", &line.push10000),
    ] {
        let third = both.peer.map(|peer| peer.seconds / 3.0);
        rows.push(Row {
            measure,
            both,
            shown: seconds,
            limit: third.map_or("a third of the peer's".to_owned(), |third| {
                format!("{third:.2} s, a third of the peer's")
            }),
            reached: third.is_some_and(|third| both.sesi.seconds <= third),
        });
    }
    for (measure, both, most) in [
        ("edge, one", &line.edge1, 2.0),
        ("edge, 100", &line.edge100, 6.0),
        ("edge with cuts, 100", &line.edge100cuts, 12.0),
    ] {
        if let Some(both) = both {
            rows.push(Row {
                measure,
                both,
                shown: seconds,
                limit: format!("{most:.1} s"),
                reached: both.sesi.seconds <= most,
            });
        }
    }
    if let (Some(cut), Some(uncut)) = (&line.edge100cuts, &line.edge100) {
        rows.push(Row {
            measure: "edge with cuts, 100",
            both: cut,
            shown: per_record,
            limit: "1.5 times the uncut run".to_owned(),
            reached: cut.sesi.bytes() * 2 <= uncut.sesi.bytes() * 3,
        });
    }
    rows
}

fn line_table(line: &LineFigures) -> Result<String, Failure> {
    let mut page = String::from(
        "## The line\n\nThe same meetings through the same emulator, plain HTTP, all bytes of both directions, headers included. The peer is \
         PouchDB 9 against express-pouchdb 4.2. Edge: 600 ms there and back, 60 kbit/s up, 120 kbit/s down, on a new connection; \
         cuts: every 60 kB on average.\n\n| measure | peer | Sesi | must reach | reached |\n|---|---|---|---|---|\n",
    );
    // Where it took part at all, it was given its time.
    let absent = match &line.push1.peer {
        Some(_) => "not through",
        None => "not run",
    };
    for row in line_rows(line) {
        let peer = row.both.peer.as_ref().map_or(absent.to_owned(), row.shown);
        writeln!(
            page,
            "| {} | {peer} | {} | {} | {} |",
            row.measure,
            (row.shown)(&row.both.sesi),
            row.limit,
            yes(row.reached)
        )?;
    }
    if let Some(peer) = &line.pull10000.peer {
        writeln!(
            page,
            "\nPulling, the median of {}: {:.2} of the peer's time. Sending: {:.2}.",
            line.pull10000.further.len().max(1),
            line.pull10000.sesi.seconds / peer.seconds,
            line.push10000
                .peer
                .map_or(0.0, |peer| line.push10000.sesi.seconds / peer.seconds),
        )?;
    }
    if let (Some(one), Some(many)) = (&line.edge1, &line.edge100) {
        writeln!(
            page,
            "\nWhat the edge's arithmetic asks at least (a round trip to connect, one to answer, and the bytes): {:.2} s for one, {:.2} s for 100.",
            least(&one.sesi),
            least(&many.sesi)
        )?;
    }
    if let Some(cut) = &line.edge100cuts
        && !cut.further.is_empty()
    {
        let mut told = String::new();
        for figure in [&cut.sesi].into_iter().chain(&cut.further) {
            write!(
                told,
                "{}{:.1} s and {} B with {} cuts",
                if told.is_empty() { "" } else { ", " },
                figure.seconds,
                figure.bytes(),
                figure.cuts
            )?;
        }
        let runs = 1 + cut.further.len();
        let all: u64 = cut.sesi.bytes() + cut.further.iter().map(Figure::bytes).sum::<u64>();
        write!(page, "\nWith cuts, by seed: {told}.")?;
        if let Some(uncut) = &line.edge100 {
            #[expect(clippy::cast_precision_loss, reason = "some hundred kilobytes")]
            let ratio = all as f64 / (runs as f64 * uncut.sesi.bytes() as f64);
            write!(
                page,
                " On average {ratio:.2} times the bytes of the uncut run."
            )?;
        }
        page.push('\n');
    }
    page.push('\n');
    Ok(page)
}

/// Seconds that the line itself takes for these bytes in one exchange on a new connection.
#[expect(clippy::cast_precision_loss, reason = "some kilobits")]
fn least(figure: &Figure) -> f64 {
    let edge = Shape::edge();
    let takes =
        |bytes: u64, bits: Option<u64>| bits.map_or(0.0, |bits| (bytes * 8) as f64 / bits as f64);
    2.0 * edge.round_trip.as_secs_f64()
        + takes(figure.bytes_up, edge.up_bits)
        + takes(figure.bytes_down, edge.down_bits)
}

fn relay_table(relay: &RelayFigures) -> Result<String, Failure> {
    let mut page = String::from(
        "## The relay\n\n| measure | measured | must reach | reached |\n|---|---|---|---|\n",
    );
    writeln!(
        page,
        "| durable pushes of 1 KB from {} connections | {:.0}/s | 3,000/s | {} |\n\
         | 99 of 100 answered within | {:.0} ms (half: {:.0} ms) | 250 ms | {} |\n\
         | memory at the most | {:.0} MB | 64 MB | {} |\n\
         | bare SQLite inserts of the same rows, 200 a commit | {:.0}/s: the relay does {:.2} of that | | |\n\
         | {} devices enrolled, {} of them checking | {:.0} idle checks/s, 99 of 100 within {:.0} ms | | |\n\
         | memory of that relay at the most | {:.0} MB | | |\n",
        relay.connections,
        relay.pushes_a_second,
        yes(relay.pushes_a_second >= 3_000.0),
        relay.p99_ms,
        relay.p50_ms,
        yes(relay.p99_ms < 250.0),
        relay.memory_mb,
        yes(relay.memory_mb <= 64.0),
        relay.bare_inserts_a_second,
        relay.ratio,
        relay.enrolled,
        relay.active,
        relay.idle_checks_a_second,
        relay.idle_p99_ms,
        relay.idle_memory_mb,
    )?;
    Ok(page)
}

fn office_table(office: &OfficeFigures) -> Result<String, Failure> {
    let mut page = format!(
        "## The office\n\n{} pendamping, {} families, {} groups, one meeting of each group a month. Each opening in a process of its own.\n\n\
         | months | meetings | database | open | memory, opened | memory, after all | rekap of a month | summary | name search | rebuild |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
        office.pendamping, office.families, office.groups
    );
    for look in &office.looks {
        let probed = &look.probed;
        writeln!(
            page,
            "| {} | {} | {:.0} MB | {:.0} ms | {:.0} MB | {:.0} MB | {:.0} ms | {:.0} ms | {:.1} ms | {:.1} s |",
            look.months,
            look.meetings,
            look.database_mb,
            probed.open_ms,
            probed.memory_open_mb,
            probed.memory_mb,
            probed.rekap_ms,
            probed.summary_ms,
            probed.search_ms,
            look.rebuild_s
        )?;
    }
    page += "| must reach at 12 | | | | | 150 MB | 300 ms | 300 ms | 20 ms | |\n\n";
    Ok(page)
}

fn decade_table(decade: &DecadeFigures) -> Result<String, Failure> {
    let mut page = String::from(
        "## Ten years\n\n| measure | measured | must reach | reached |\n|---|---|---|---|\n",
    );
    let more = decade.open_ms - decade.new_open_ms;
    writeln!(
        page,
        "| {} devices in service, {} revoked, {} statements' entries of {:.1} MB: open | {:.0} ms; a new office {:.0} ms | 300 ms more | {} |\n",
        decade.devices,
        decade.revoked,
        decade.entries,
        decade.control_mb,
        decade.open_ms,
        decade.new_open_ms,
        yes(more <= 300.0)
    )?;
    Ok(page)
}

fn lists_table(lists: &ListFigures) -> Result<String, Failure> {
    const SECONDS: f64 = 5.0;
    const MEGABYTES: f64 = 200.0;
    let mut page = format!(
        "## One list of all families\n\n{} families in a spreadsheet of {:.1} MB. Each in a process of its own, with the database open.\n\n\
         | measure | families before and after | time | memory at the most | longest silence | must reach | reached |\n|---|---|---|---|---|---|---|\n",
        lists.families, lists.file_mb
    );
    let mut row = |what: &str, before: u64, worked: &Worked| {
        let reached = worked.seconds <= SECONDS && worked.memory_mb <= MEGABYTES;
        writeln!(
            page,
            "| {what} | {before}, {} | {:.2} s | {:.0} MB | {:.0} ms | {SECONDS:.0} s, {MEGABYTES:.0} MB | {} |",
            worked.there,
            worked.seconds,
            worked.memory_mb,
            worked.silent_ms,
            yes(reached)
        )
    };
    let all = lists.import.there;
    row("looked at", 0, &lists.preview)?;
    row("imported", 0, &lists.import)?;
    row("looked at again", all, &lists.preview_again)?;
    row("imported again", all, &lists.import_again)?;
    for (what, worked) in [
        ("reading", &lists.stopped_reading),
        ("writing", &lists.stopped_writing),
    ] {
        writeln!(
            page,
            "| stopped half way while {what} | 0, {} | back within {:.0} ms | | | | |",
            worked.there,
            worked.turned_back_ms.unwrap_or_default()
        )?;
    }
    page.push('\n');
    Ok(page)
}

fn phone_table(phone: &PhoneFigures) -> Result<String, Failure> {
    let mut page = String::from(
        "## The phone\n\n| measure | measured | must reach | reached |\n|---|---|---|---|\n",
    );
    writeln!(
        page,
        "| {} months, {} meetings: open | {:.0} ms | 300 ms | {} |\n\
         | memory, opened and asked | {:.0} MB | 80 MB | {} |\n\
         | save a meeting, durably | {:.1} ms (95 of 100 within {:.1} ms) | 5 ms | {} |\n\
         | database | {:.0} MB | | |\n",
        phone.months,
        phone.meetings,
        phone.probed.open_ms,
        yes(phone.probed.open_ms <= 300.0),
        phone.probed.memory_mb,
        yes(phone.probed.memory_mb <= 80.0),
        phone.save_p50_ms,
        phone.save_p95_ms,
        yes(phone.save_p50_ms <= 5.0),
        phone.database_mb,
    )?;
    Ok(page)
}

fn forms_table(forms: &FormsFigures) -> Result<String, Failure> {
    let mut page = String::from(
        "## Forms\n\nEach written by the window's own call in a process of its own.\n\n| measure | measured | must reach | reached |\n|---|---|---|---|\n",
    );
    let all = &forms.pemantauan;
    writeln!(
        page,
        "| pemantauan of {} meetings in one PDF of {:.1} MB | {:.1} s | 20 s | {} |\n\
         | memory at the most | {:.0} MB ({:.0} MB when opened) | 250 MB | {} |\n\
         | a list of attendance on a phone of {} months | {:.0} ms | 300 ms | {} |\n\
         | an RHK 2 report of a meeting there | {:.0} ms | | |\n\
         | memory at the most there | {:.0} MB | 250 MB | {} |\n",
        forms.meetings,
        megabytes(all.bytes),
        all.ms / 1000.0,
        yes(all.ms <= 20_000.0),
        all.memory_mb,
        all.opened_mb,
        yes(all.memory_mb <= 250.0),
        forms.months,
        forms.attendance.ms,
        yes(forms.attendance.ms <= 300.0),
        forms.rhk2.ms,
        forms.attendance.memory_mb.max(forms.rhk2.memory_mb),
        yes(forms.attendance.memory_mb.max(forms.rhk2.memory_mb) <= 250.0),
    )?;
    Ok(page)
}

#[expect(clippy::cast_precision_loss, reason = "some megabytes")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

fn window_table(window: &WindowFigures) -> Result<String, Failure> {
    let measured = match window {
        WindowFigures::Measured(measured) => measured,
        WindowFigures::Skipped { skipped } => {
            return Ok(format!("## The window\n\nNot measured: {skipped}.\n\n"));
        }
    };
    let mut page = format!(
        "## The window\n\nA phone's window, optimised, drawn by the processor under WebKitWebDriver, with no signal, over {} months, {} families \
         and {} meetings. Medians of {} starts. Memory as Linux counts it: with its part of what is shared (with all of it).\n\n\
         | measure | measured |\n|---|---|\n",
        measured.months, measured.families, measured.meetings, measured.starts
    );
    let held = |held: &Held| format!("{:.0} MB ({:.0} MB)", held.pss_mb, held.rss_mb);
    writeln!(
        page,
        "| the process starts: the PIN can be typed | {:.0} ms |\n\
         | the PIN's button: Beranda shows what is to be done | {:.0} ms, of them {:.0} ms for stretching the PIN |\n\
         | a tap on a mark: the page knows that it is durable | {:.0} ms (95 of 100 within {:.0} ms) |\n\
         | memory of the app's own process | {} |\n\
         | memory of WebKit's process for the page | {} |\n\
         | memory of WebKit's process for the network | {} |\n",
        measured.start_ms,
        measured.unlock_ms,
        measured.stretch_ms,
        measured.tap_p50_ms,
        measured.tap_p95_ms,
        held(&measured.app),
        held(&measured.page),
        held(&measured.network),
    )?;
    Ok(page)
}
