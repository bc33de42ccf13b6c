//! The relay's disk dies, comes back from any older backup, or another relay stands at its address; or two of them tell different
//! devices different things.

use crate::chaos::counts::Fault;
use crate::chaos::scene::Scene;

/// One of the four, and life goes on upon it.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    match scene.rng.below(5) {
        0 => {
            scene.relays.wipe()?;
            scene.counts.add(Fault::RelayWiped);
        }
        1 | 2 => {
            if scene.relays.backups() == 0 {
                scene.relays.back_up()?;
                scene.life();
            }
            let backup = scene.rng.below(scene.relays.backups());
            scene.relays.restore(backup)?;
            scene.counts.add(Fault::RelayRestored);
        }
        3 => {
            scene.relays.swap()?;
            scene.counts.add(Fault::RelaySwapped);
        }
        _ => return equivocate(scene),
    }
    scene.lead();
    scene.life();
    if scene.rng.chance(50) {
        scene.relays.back_up()?;
    }
    Ok(())
}

/// Up to the next calm, some devices see another log than the others.
fn equivocate(scene: &mut Scene) -> std::io::Result<()> {
    if scene.relays.other.is_some() {
        scene.life();
        return Ok(());
    }
    scene.relays.split()?;
    for member in &mut scene.members {
        member.elsewhere = scene.rng.chance(50);
    }
    scene.counts.add(Fault::RelayEquivocates);
    scene.lead();
    scene.life();
    // And somebody hears the one after the other.
    let at = scene.somebody();
    scene.members[at].elsewhere ^= true;
    scene.lead();
    scene.ask(at, "sync");
    Ok(())
}
