//! A device is revoked, and every key changes, while it and others are offline with unsent work.

use crate::chaos::counts::Fault;
use crate::chaos::scene::Scene;
use crate::chaos::verdict;

/// Revokes a phone that has work which nobody else has; a new one takes its place.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    let Some(at) = scene.some_phone() else {
        return Ok(());
    };
    // Sometimes others have more of the device than the office that ends its word. What it lost with an old backup it has to have
    // fetched: once it is revoked no relay gives it anything.
    if scene.rng.chance(50) {
        scene.heal();
        for _ in 0..2 {
            scene.ask(at, "sync");
        }
    } else if !scene.settle() {
        scene.counts.toll(|toll| toll.diverged += 1);
    }
    let twins = |scene: &Scene| {
        let id = &scene.members[at].id;
        (0..scene.members.len())
            .filter(|other| scene.members[*other].id == *id)
            .collect::<Vec<_>>()
    };
    // Everybody has unsent work; some of it sealed, under the keys of before, as a cut leaves it.
    for other in 0..scene.members.len() {
        scene.tell_marks(other, 3);
        if other != 0 && scene.rng.chance(50) {
            let file = scene.folder.join("sealed.sesi");
            scene.tell(other, &format!("export {}", file.display()));
        }
    }
    scene.hear_all();
    let id = scene.members[at].id.clone();
    let there = scene.marks_of(0);
    let done = scene.ask(0, &format!("revoke {id}"));
    if !done.ok() {
        return Ok(());
    }
    for twin in twins(scene) {
        let lanes = scene.lanes_of(twin);
        scene.truth.keep_only(&lanes, &there);
        scene.members[twin].revoked = true;
    }
    scene.ask(0, "sync");
    scene.counts.add(Fault::Revocation);
    // It goes on until it hears of it, and then keeps what it has and says why.
    scene.tell_marks(at, 2);
    scene.hear_all();
    let told = scene.ask(at, "sync");
    let status = scene.ask(at, "status");
    let kept = status.number("pending_changes") > 0
        || status
            .field("refused")
            .as_array()
            .is_some_and(|refused| !refused.is_empty());
    let explained = told.kind() == "revoked" && status.field("revoked").as_bool() == Some(true);
    if !(kept && explained) {
        verdict::wrong(
            scene,
            true,
            &format!(
                "a revoked device does not explain itself: {:?}, {:?}",
                told.answer, status.answer
            ),
        );
    }
    let kecamatan = scene.members[at].kecamatan.clone();
    scene.join("heir", &kecamatan, false)?;
    Ok(())
}
