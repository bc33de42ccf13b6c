//! The real window over the data of a pendamping's year, with no signal: from the start of the process to a screen that can be
//! used, from the PIN to Beranda, from a tap to a durable mark, and what all of it holds in memory.
//!
//! The page says itself when it was ready: a driver that asks sees it later. A tap is a click that the page makes, without
//! the way through the display.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use chrono::{Datelike, Duration, Months, NaiveDate};
use serde::Serialize;
use serde_json::{Value, json};
use sesi_core::app::{App, Launch};
use sesi_engine::ambient::{Ambient, System};
use sesi_engine::device::InviteWish;
use sesi_engine::keys::pin::{LockFile, PinError, WaitBegan};

use super::elapsed::passed_ms;
use super::failure::Failure;
use super::memory::{self, Held};
use super::records::Records;
use crate::relay::RelayProcess;
use crate::window::Window;
use crate::window::story::PIN;
use crate::world::World;

/// Three pendamping share a kecamatan; each has ten groups of about twenty families.
const PENDAMPING: usize = 3;
const GROUPS: usize = 30;
const FAMILIES: usize = 21;
const MONTHS: u32 = 12;
const KECAMATAN: &str = "72.01.09";
/// Starts of which the figures are made.
const STARTS: usize = 7;
/// A phone's window.
const SIZE: &str = "390x844";

/// What the window takes, or why it was not measured.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum WindowFigures {
    /// Measured.
    Measured(Box<Measured>),
    /// Not measured.
    Skipped {
        /// Why.
        skipped: String,
    },
}

/// What the window takes; medians over the starts.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// Starts.
    pub starts: usize,
    /// Months recorded.
    pub months: u32,
    /// Meetings on the phone.
    pub meetings: usize,
    /// Families on the phone.
    pub families: usize,
    /// From the start of the process until the PIN can be typed, in ms. Within 20 ms: so finely Linux tells when a process started.
    pub start_ms: f64,
    /// From the PIN's button until Beranda shows what is to be done, in ms.
    pub unlock_ms: f64,
    /// Of that, stretching the PIN (Argon2id), measured by itself in ms.
    pub stretch_ms: f64,
    /// Taps on a mark.
    pub taps: usize,
    /// From a tap on a mark until the page knows that the draft with it is durable: half of them within, in ms.
    pub tap_p50_ms: f64,
    /// 95 of 100 within, in ms.
    pub tap_p95_ms: f64,
    /// The app's own process, once Beranda is shown.
    pub app: Held,
    /// `WebKit`'s process that draws the page.
    pub page: Held,
    /// `WebKit`'s process for the network, which the page does not use.
    pub network: Held,
}

/// One start.
struct Start {
    ready_ms: f64,
    unlock_ms: f64,
    app: Held,
    page: Held,
    network: Held,
}

/// Measures it all in `folder`.
pub fn run(folder: &Path) -> Result<WindowFigures, Failure> {
    if let Some(skipped) = missing() {
        eprintln!("the window: left out, {skipped}");
        return Ok(WindowFigures::Skipped { skipped });
    }
    eprintln!("the window: {MONTHS} months of {GROUPS} groups, {STARTS} starts");
    std::fs::create_dir_all(folder)?;
    let profile = folder.canonicalize()?.join("profile");
    let meetings = a_year(folder, &profile)?;
    let stretch_ms = stretching(&profile)?;
    let (starts, taps) = tokio::runtime::Runtime::new()?.block_on(async {
        let mut starts = Vec::with_capacity(STARTS);
        for _ in 0..STARTS {
            let window = open(&profile).await;
            starts.push(start(&window).await?);
            window.close().await;
        }
        let window = open(&profile).await;
        start(&window).await?;
        let taps = taps(&window).await?;
        window.close().await;
        Ok::<_, Failure>((starts, taps))
    })?;
    let median = |of: fn(&Start) -> f64| at(starts.iter().map(of).collect(), 50);
    let held = |of: fn(&Start) -> Held| Held {
        pss_mb: at(starts.iter().map(|start| of(start).pss_mb).collect(), 50),
        rss_mb: at(starts.iter().map(|start| of(start).rss_mb).collect(), 50),
    };
    let figures = Measured {
        starts: STARTS,
        months: MONTHS,
        meetings,
        families: GROUPS * FAMILIES,
        start_ms: median(|start| start.ready_ms),
        unlock_ms: median(|start| start.unlock_ms),
        stretch_ms,
        taps: taps.len(),
        tap_p50_ms: at(taps.clone(), 50),
        tap_p95_ms: at(taps, 95),
        app: held(|start| start.app),
        page: held(|start| start.page),
        network: held(|start| start.network),
    };
    eprintln!("  {figures:?}");
    Ok(WindowFigures::Measured(Box::new(figures)))
}

/// What keeps the window from being driven here.
fn missing() -> Option<String> {
    let display = ["DISPLAY", "WAYLAND_DISPLAY"];
    if display.iter().all(|name| std::env::var_os(name).is_none()) {
        return Some("there is no display (xvfb-run makes one)".into());
    }
    let driver = Command::new("WebKitWebDriver")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    driver
        .err()
        .map(|error| format!("there is no WebKitWebDriver ({error})"))
}

/// A phone that joined by an invite and fetched a year of its kecamatan, in a profile folder with a PIN. Gives the number of meetings.
fn a_year(folder: &Path, profile: &Path) -> Result<usize, Failure> {
    let relay = RelayProcess::start(&folder.join("relay"));
    let url = format!("http://{}", relay.address);
    let now = System.now();
    let mut world = World::found(folder, &url, 31, now);
    let staff: Vec<_> = (0..PENDAMPING)
        .map(|no| world.hire(&format!("PENDAMPING {no}"), &[KECAMATAN]))
        .collect();
    let groups: Vec<_> = (0..GROUPS)
        .map(|no| {
            let whose = staff[no % staff.len()];
            world.kelompok(KECAMATAN, &format!("MELATI {no}"), whose, FAMILIES)
        })
        .collect();
    let records = Records::new(23);
    let mut meetings = 0;
    for before in 1..=MONTHS {
        let month = now.date_naive() - Months::new(before);
        for (at, group) in groups.iter().enumerate() {
            let day = NaiveDate::from_ymd_opt(month.year(), month.month(), 1)
                .ok_or("the month has no first day")?
                + Duration::days(i64::try_from(at % 28)?);
            let (key, patch) = records.one(group, &day.to_string()).edit();
            world.office.device.edit(&key, &patch)?;
            meetings += 1;
        }
    }
    let wish = InviteWish {
        person: staff[0],
        places: vec![KECAMATAN.into()],
        office: false,
        valid_for: Duration::days(7),
    };
    let invited = world.office.device.invite(&wish)?;
    world.office.synced();
    let launch = Launch {
        profile: profile.to_owned(),
        proposed_relay: None,
        handover: profile.join("handover"),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let phone = App::start(launch, Arc::new(System))?;
    let text = invited.link.to_uri().to_string();
    phone
        .onboarding("join", json!({ "text": text, "relay": "", "pin": PIN }))
        .map_err(|error| error.message)?;
    let done = phone.synchronise(|_| {}).map_err(|error| error.message)?;
    if let Some(stopped) = done.stopped {
        return Err(format!("the phone did not fetch its year: {stopped}").into());
    }
    phone
        .onboarding("lock", json!({}))
        .map_err(|error| error.message)?;
    drop(relay.kill());
    Ok(meetings)
}

/// Milliseconds that the PIN alone takes, the median of a few.
fn stretching(profile: &Path) -> Result<f64, Failure> {
    let text = std::fs::read(profile.join("device.lock"))?;
    let mut lock: LockFile = serde_json::from_slice(&text)?;
    let mut times = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        let mut began = WaitBegan::default();
        lock.unlock(PIN, &mut began, System.uptime(), |_| Ok::<_, PinError>(()))?;
        times.push(passed_ms(started));
    }
    Ok(at(times, 50))
}

async fn open(profile: &Path) -> Window {
    // Nobody listens there: no signal.
    Window::open(profile, "http://127.0.0.1:1", SIZE).await
}

/// Unlocks a window that was just opened, and looks at what that took.
async fn start(window: &Window) -> Result<Start, Failure> {
    window.see("unlock").await;
    let app = window.process().ok_or("the app is gone")?;
    let ready = window
        .script(
            "return performance.timeOrigin + performance.getEntriesByName('usable')[0].startTime",
        )
        .await;
    let ready_ms = number(&ready)? - started_at_ms(app)?;
    window.write("pin", PIN).await;
    let unlock_ms = number(
        &window
            .script_later(
                "const done = arguments[arguments.length - 1];
                 const inside = () => document.querySelector('[data-test=record]');
                 const began = performance.now();
                 const watch = new MutationObserver(() => {
                   if (!inside()) return;
                   watch.disconnect();
                   done(performance.now() - began);
                 });
                 watch.observe(document.body, { childList: true, subtree: true });
                 document.querySelector('[data-test=unlock]').click();",
            )
            .await,
    )?;
    let named = |name: &str| {
        let found = memory::descendants(app)
            .into_iter()
            .find(|(_, own)| own == name);
        found.map_or_else(
            || Err(format!("there is no {name}").into()),
            |(pid, _)| memory::held(pid),
        )
    };
    Ok(Start {
        ready_ms,
        unlock_ms,
        app: memory::held(app)?,
        // Linux keeps fifteen letters of a name.
        page: named("WebKitWebProces")?,
        network: named("WebKitNetworkPr")?,
    })
}

/// Taps marks of a new meeting; milliseconds until each was durable.
async fn taps(window: &Window) -> Result<Vec<f64>, Failure> {
    window.tap("record").await;
    window.tap("next-step").await;
    window.see("mark-hadir-1").await;
    let mut times = Vec::new();
    for mark in ["hadir", "sakit"] {
        for no in 1..=FAMILIES {
            let script = format!(
                "const done = arguments[arguments.length - 1];
                 const draft = document.querySelector('[data-test=draft]');
                 const mark = document.querySelector('[data-test=mark-{mark}-{no}]');
                 let waits = false;
                 const watch = new MutationObserver(() => {{
                   if (draft.dataset.kept === 'false') waits = true;
                   else if (waits) {{
                     watch.disconnect();
                     done(performance.now() - began);
                   }}
                 }});
                 watch.observe(draft, {{ attributeFilter: ['data-kept'] }});
                 const began = performance.now();
                 mark.click();"
            );
            times.push(number(&window.script_later(&script).await)?);
        }
    }
    Ok(times)
}

fn number(value: &Value) -> Result<f64, Failure> {
    value
        .as_f64()
        .ok_or_else(|| format!("the page said {value}, not a number").into())
}

/// When a process started, in ms since 1970.
fn started_at_ms(pid: u32) -> Result<f64, Failure> {
    /// Linux counts a process's start in hundredths of a second since it booted.
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is a name in brackets, which may hold anything; the start is the 22nd.
    let (_, after) = stat.rsplit_once(')').ok_or("the process is not told of")?;
    let ticks: f64 = after
        .split_whitespace()
        .nth(19)
        .ok_or("the process's start is not told")?
        .parse()?;
    let uptime = std::fs::read_to_string("/proc/uptime")?;
    let uptime: f64 = uptime
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .parse()?;
    #[expect(clippy::cast_precision_loss, reason = "some decades of milliseconds")]
    let now_ms = System.now().timestamp_millis() as f64;
    Ok(now_ms + (ticks / TICKS_A_SECOND - uptime) * 1000.0)
}

/// The value within which so many of a hundred lie.
fn at(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values
        .get((values.len() * percent / 100).min(last))
        .copied()
        .unwrap_or_default()
}
