//! Cuts at any byte, both ways; requests that come twice or late; silence; a proxy's 502; a hotel's page; an old answer.

use crate::chaos::line::Weather;
use crate::chaos::scene::Scene;

/// Every device tries to exchange several times, and nearly every connection goes wrong somehow.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    for at in 0..scene.members.len() {
        let count = 2 + scene.rng.below(3);
        let forecast: Vec<Weather> = (0..count).map(|_| Weather::bad(&scene.rng)).collect();
        scene.members[at].line.forecast(forecast);
    }
    for _ in 0..3 {
        for at in 0..scene.members.len() {
            scene.tell_marks(at, 1);
            scene.tell(at, "sync");
        }
        scene.hear_all();
    }
    for member in &scene.members {
        member.line.forecast(Vec::new());
    }
    Ok(())
}
