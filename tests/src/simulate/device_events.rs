//! What happens to the honest devices: somebody marks, a file is carried, an app is started anew, a backup is put back, a phone is copied.

use sesi_core::kinds::Mark;
use sesi_engine::sync::file;
use sesi_engine::sync::report::Report;
use sesi_wire::sync::to_vec;

use super::disk::DeviceFault;
use super::schedule::Schedule;
use super::template::{self, COPY, FOUNDED, OFFICES};
use crate::world::marks;

impl Schedule<'_> {
    pub(super) fn mark(&mut self, who: usize) {
        let meeting = self.rng.below(self.template.meetings.len());
        let mark = *self.rng.pick(&[Mark::Hadir, Mark::Sakit, Mark::Alfa]);
        let key = &self.template.meetings[meeting];
        let seat = self.stations[who].seat;
        let family = template::family(self.template, seat);
        let fault = self.device_fault();
        let patch = marks([(family, mark)]);
        let done = self.stations[who].with_fault(fault, |device, _| device.edit(key, &patch));
        let how = format!("{fault:?}");
        let saved = self.came(who, done);
        let confirmed = matches!(saved, Some(Ok(_)));
        self.truth.said((meeting, seat), mark, confirmed);
        let came = match saved {
            None => "killed".into(),
            Some(Ok(_)) => format!("saved {meeting} {mark:?}"),
            Some(Err(error)) => format!("not saved: {error}"),
        };
        let name = self.stations[who].name;
        self.tell(name, "mark", &how, &came);
    }

    /// Some of what one device has goes to another by a file, in any order.
    pub(super) fn carry(&mut self, from: usize) {
        let to = self.rng.below(self.stations.len());
        let mut entries: Vec<Vec<u8>> = self.stations[from]
            .entries()
            .into_iter()
            .map(|(.., bytes)| bytes)
            .collect();
        self.rng.shuffle(&mut entries);
        let keep = self.rng.below(entries.len() + 1);
        entries.truncate(keep.max(entries.len() / 2));
        let from = self.stations[from].name;
        let fault = self.device_fault();
        self.import(to, &entries, from, fault);
    }

    /// A device takes in a file of these entries; says how many of them were new to it.
    /// What came of it; nothing where the device was killed or the file was refused.
    pub(super) fn import(
        &mut self,
        to: usize,
        entries: &[Vec<u8>],
        from: &str,
        fault: DeviceFault,
    ) -> Option<Report> {
        let office = self.stations[to].device().office();
        let mut bytes = [&b"SESI\x00\x01\x00\x00"[..], &office.0].concat();
        for entry in entries {
            bytes.extend_from_slice(&to_vec(&minicbor::bytes::ByteVec::from(entry.clone())));
        }
        let done =
            self.stations[to].with_fault(fault, |device, _| file::import(device, &mut &bytes[..]));
        let how = format!("{from} {fault:?}");
        let (report, came) = match self.came(to, done) {
            None => (None, "killed".into()),
            Some(Ok(report)) => {
                let came = format!("{} of {}", report.received, entries.len());
                (Some(report), came)
            }
            Some(Err(error)) => (None, format!("failed: {error}")),
        };
        let name = self.stations[to].name;
        self.tell(name, "import", &how, &came);
        report
    }

    pub(super) fn restart(&mut self, who: usize) {
        self.stations[who].restart();
        let name = self.stations[who].name;
        self.tell(name, "restart", "", "");
    }

    /// A device is backed up, or put back to its backup. The first office machine is not: a revocation that nobody else has heard of
    /// would be gone with it, which is nobody's fault.
    pub(super) fn put_back(&mut self, who: usize) {
        if who == 0 {
            return;
        }
        let seat = self.stations[who].seat;
        let what = if let Some(moment) = self.backups[seat].take_if(|_| self.rng.chance(60)) {
            self.stations[who].put_back();
            self.truth.put_back(seat, moment);
            self.moves_unsure |= seat < OFFICES;
            "is put back"
        } else {
            self.stations[who].back_up();
            self.backups[seat] = Some(self.truth.moment());
            "is backed up"
        };
        let name = self.stations[who].name;
        self.tell(name, what, "", "");
    }

    /// One of the phones is copied, once in a schedule.
    pub(super) fn copy(&mut self) {
        let is_phone = |at: &usize| (OFFICES..FOUNDED).contains(&self.stations[*at].seat);
        let phones: Vec<usize> = (0..self.stations.len()).filter(is_phone).collect();
        if phones.is_empty() || self.stations.iter().any(|at| at.seat == COPY) {
            return;
        }
        let original = &mut self.stations[*self.rng.pick(&phones)];
        let copy = template::copy_of(original, self.room, self.seed, self.now);
        let name = original.name;
        // The copy was made by closing the app: an earlier backup is gone.
        self.backups[original.seat] = None;
        self.copied = Some(original.seat);
        self.stations.push(copy);
        self.tell(name, "is copied", "", "");
    }
}
