//! What happens to a relay: it is wiped, restored or backed up, or its disk fails.

use super::relay_disk::DiskFault;
use super::schedule::Schedule;

impl Schedule<'_> {
    pub(super) fn relay_event(&mut self) {
        let at = self.rng.below(self.relays.len());
        let relay = &mut self.relays[at];
        let what = match self.rng.below(7) {
            0 => {
                relay.wipe();
                "wiped"
            }
            1 => {
                if relay.restore() {
                    "restored"
                } else {
                    "has no backup"
                }
            }
            2..5 => {
                let faults = [DiskFault::Full, DiskFault::Torn, DiskFault::Untold];
                relay.disk_fault = Some(*self.rng.pick(&faults));
                "disk fails"
            }
            _ => {
                relay.keep();
                "backed up"
            }
        };
        let address = relay.address;
        self.tell("relay", what, address, "");
    }
}
