//! Clocks ten years off either way, and jumping while work goes on.

use crate::chaos::counts::Fault;
use crate::chaos::scene::Scene;

const DAY: i64 = 86_400;
/// Seconds by which a clock is wrong.
const WRONG: [i64; 9] = [
    3650 * DAY,
    -3650 * DAY,
    400 * DAY,
    -400 * DAY,
    DAY,
    -DAY,
    3600,
    -61,
    0,
];

/// Clocks of some devices jump, then they work, then the clocks jump again.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    for _ in 0..2 {
        for at in 0..scene.members.len() {
            if scene.rng.chance(50) {
                let seconds = scene.rng.pick(&WRONG);
                scene.tell(at, &format!("clock {seconds}"));
                scene.counts.add(Fault::ClockJump);
            }
            scene.tell_marks(at, 1);
            scene.tell(at, "sync");
        }
        scene.hear_all();
    }
    Ok(())
}
