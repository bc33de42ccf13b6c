//! kill -9 of the relay while all devices talk to it.

use std::time::Duration;

use crate::chaos::counts::Fault;
use crate::chaos::scene::Scene;

/// Kills the relay under load and starts it again, once or several times in a row.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    for _ in 0..=scene.rng.below(3) {
        for at in 0..scene.members.len() {
            scene.tell_marks(at, 1);
            scene.tell(at, "sync");
        }
        let moment = scene.moment(Duration::from_millis(160));
        let slowest = scene.somebody();
        scene.members[slowest].wait(&mut scene.truth, moment);
        let data = scene.relays.kill();
        scene.relays.restart(&data, None)?;
        scene.counts.add(Fault::KillRelay);
        scene.lead();
        scene.hear_all();
    }
    Ok(())
}
