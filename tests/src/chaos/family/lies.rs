//! A relay that lies to some devices for a while, and is honest again.

use crate::chaos::liar::Lie;
use crate::chaos::line::Weather;
use crate::chaos::scene::Scene;

/// Somebody brings something, others fetch it, and some of them are told lies.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    for _ in 0..2 {
        for at in 0..scene.members.len() {
            scene.tell_marks(at, 1);
        }
        scene.hear_all();
        for at in 0..scene.members.len() {
            if scene.rng.chance(60) {
                let lie = *scene.rng.pick(&Lie::ALL);
                scene.members[at].line.forecast(vec![Weather::Lie(lie)]);
            }
        }
        scene.all_sync();
    }
    for member in &scene.members {
        member.line.forecast(Vec::new());
    }
    Ok(())
}
