//! kill -9 of a device at any moment: while it records, seals, sends, applies, migrates, opens, joins.

use std::time::Duration;

use crate::chaos::counts::Fault;
use crate::chaos::scene::{At, MOST, Scene, person_of};

/// What it is doing when it is killed, and how long that takes at the most: most kills fall into the midst of it.
const WORK: [(&str, Duration); 5] = [
    ("save", Duration::from_millis(60)),
    ("sync", Duration::from_millis(150)),
    ("check", Duration::from_millis(250)),
    ("export", Duration::from_millis(60)),
    ("start", Duration::from_millis(25)),
];

/// Kills devices, one after the other, or a phone that is just joining.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    if scene.members.len() < MOST && scene.rng.chance(6) {
        return joining(scene);
    }
    for _ in 0..=scene.rng.below(4) {
        one(scene);
    }
    Ok(())
}

fn one(scene: &mut Scene) {
    let at = scene.somebody();
    let (work, time) = *scene.rng.pick(&WORK);
    match work {
        "save" => {
            let saves = 3 + scene.rng.below(8);
            scene.tell_marks(at, saves);
        }
        "sync" => {
            // Something to seal and send, something to apply, both.
            scene.tell_marks(at, 1);
            let other = scene.somebody();
            scene.tell_marks(other, 1);
            scene.ask(other, "sync");
            scene.tell(at, "sync");
        }
        // Builds the whole read model anew in one transaction, as a migration does.
        "check" => scene.tell(at, "check"),
        "export" => {
            scene.tell_marks(at, 2);
            let file = scene.folder.join("killed.sesi");
            scene.tell(at, &format!("export {}", file.display()));
        }
        _ => {
            // The last kill's journal is found again while it opens.
            scene.members[at].kill(&mut scene.truth);
            scene.tell(at, "count");
        }
    }
    kill(scene, at, time);
}

fn kill(scene: &mut Scene, at: At, time: Duration) {
    let moment = scene.moment(time);
    scene.members[at].kill_after(&mut scene.truth, moment);
    scene.counts.add(Fault::KillDevice);
}

/// Killed while its database is made and while it joins, until it has joined.
fn joining(scene: &mut Scene) -> std::io::Result<()> {
    let kecamatan = scene.rng.pick(&scene.groups).kecamatan.clone();
    scene.hear_all();
    scene.storm(0);
    let link = scene.invite("late", &kecamatan)?;
    let at = scene.add("late", &kecamatan, false)?;
    for _ in 0..=scene.rng.below(4) {
        scene.tell(at, &format!("enrol {link}"));
        kill(scene, at, Duration::from_millis(400));
    }
    let told = scene.ask(at, &format!("enrol {link}"));
    if told.ok() {
        told.field("device")
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut scene.members[at].id);
        scene.ask(at, "sync");
        let told = scene.ask(at, "status");
        scene.members[at].person = person_of(&told);
    } else {
        // A relay that is not the office's for now does not know the invite; the phone has nothing to lose yet.
        scene.members.truncate(at);
    }
    Ok(())
}
