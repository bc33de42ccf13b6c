//! A device exchanges over the simulated line, with a fault planned, and what the exchange came to.

use sesi_core::device::Device;
use sesi_engine::sync::driver::Run;
use sesi_engine::sync::relays;

use super::disk::DeviceFault;
use super::line::{Line, Weather};
use super::schedule::Schedule;

impl Schedule<'_> {
    pub(super) fn exchange(&mut self, who: usize) {
        let weather = self.plan.weather;
        let fault = self.device_fault();
        self.exchange_in(who, weather, fault);
    }

    /// A device exchanges, and goes to another relay where it should.
    pub(super) fn exchange_in(
        &mut self,
        who: usize,
        weather: Weather,
        fault: DeviceFault,
    ) -> Exchanged {
        let (came, told) = self.on_the_line(who, weather, fault, |device, line| {
            let mut left = 40;
            relays::run(device, line, |_| {
                left -= 1;
                left > 0
            })
        });
        let (came, exchanged) = match came {
            None => ("killed".into(), Exchanged::NOT),
            Some(run) => (said(&run), Exchanged::by(&run)),
        };
        let name = self.stations[who].name;
        self.tell(
            name,
            "exchange",
            &format!("{fault:?}"),
            &format!("{told} {came}"),
        );
        exchanged
    }

    /// A device calls relays under a fault. What came of it, unless it was killed, and what happened on the line.
    pub(super) fn on_the_line<T: std::fmt::Debug>(
        &mut self,
        who: usize,
        weather: Weather,
        fault: DeviceFault,
        work: impl FnOnce(&mut Device, &mut Line<'_>) -> T,
    ) -> (Option<T>, String) {
        let forged: Vec<Vec<u8>> = self.pool.iter().map(|(bytes, _)| bytes.clone()).collect();
        let (relays, rng) = (&mut self.relays[..], &self.rng);
        let mut told = String::new();
        let done = self.stations[who].with_fault(fault, |device, disk| {
            let mut line = Line {
                relays,
                at: 0,
                rng,
                weather,
                disk: Some(disk),
                forged: &forged,
                told: String::new(),
            };
            let done = work(device, &mut line);
            told = line.told;
            done
        });
        (self.came(who, done), told)
    }
}

fn said(run: &Run) -> String {
    let report = &run.report;
    let stopped = run
        .stopped
        .as_ref()
        .map_or("done".into(), ToString::to_string);
    format!(
        "in {} out {} parked {} {stopped}",
        report.received, report.acknowledged, report.parked
    )
}

/// What an exchange came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchanged {
    /// It ran to its end.
    pub ended: bool,
    /// The relay has something that it had not.
    pub told: bool,
    /// The device has something that it had not.
    pub heard: bool,
}

impl Exchanged {
    const NOT: Self = Self {
        ended: false,
        told: true,
        heard: true,
    };

    fn by(run: &Run) -> Self {
        Self {
            ended: run.stopped.is_none() && !run.report.more,
            told: run.report.acknowledged > 0,
            heard: run.report.received > 0,
        }
    }
}
