//! A phone is restored from an old backup, or its database goes on on a second phone, too.

use std::collections::BTreeSet;
use std::path::Path;

use crate::chaos::counts::Fault;
use crate::chaos::scene::{At, MOST, Scene};

/// Takes a backup of a phone, or brings one back, or lets a copy go on.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    let Some(at) = scene.some_phone() else {
        return Ok(());
    };
    if scene.members.len() < MOST && scene.rng.chance(12) {
        return copy(scene, at);
    }
    if scene.members[at].snapshot.is_none() {
        back_up(scene, at)?;
        scene.life();
    }
    restore(scene, at)?;
    scene.life();
    Ok(())
}

fn back_up(scene: &mut Scene, at: At) -> std::io::Result<()> {
    stop(scene, at);
    let from = scene.members[at].folder.clone();
    let to = scene.folder.join(format!("backup-of-{at}"));
    copy_folder(&from, &to)?;
    scene.members[at].snapshot = Some((to, scene.lanes_of(at)));
    Ok(())
}

/// What the phone confirmed after its backup is gone with it, unless somebody else has it: so the office has it first.
fn restore(scene: &mut Scene, at: At) -> std::io::Result<()> {
    if scene.relays.other.is_some() {
        return Ok(());
    }
    for member in &scene.members {
        member.line.clear_up();
    }
    scene.ask(at, "sync");
    scene.ask(0, "sync");
    let there = scene.marks_of(0);
    if !scene.truth.all_there(&scene.lanes_of(at), &there) {
        return Ok(());
    }
    let Some((backup, _)) = scene.members[at].snapshot.clone() else {
        return Ok(());
    };
    stop(scene, at);
    let home = scene.members[at].folder.clone();
    copy_folder(&backup, &home)?;
    new_lane(scene, at);
    scene.counts.add(Fault::PhoneRestored);
    if scene.rng.chance(50) {
        // The person goes on before there is any signal.
        scene.tell_marks(at, 3);
        scene.hear_all();
    }
    Ok(())
}

fn copy(scene: &mut Scene, at: At) -> std::io::Result<()> {
    stop(scene, at);
    let (from, kecamatan) = (
        scene.members[at].folder.clone(),
        scene.members[at].kecamatan.clone(),
    );
    let twin = scene.add("twin", &kecamatan, false)?;
    copy_folder(&from, &scene.members[twin].folder.clone())?;
    let id = scene.members[at].id.clone();
    scene.members[twin].id = id;
    let person = scene.members[at].person.clone();
    scene.members[twin].person = person;
    let lanes: BTreeSet<_> = scene.lanes_of(at);
    scene.members[twin].lanes.extend(lanes);
    new_lane(scene, at);
    scene.counts.add(Fault::PhoneCopied);
    for _ in 0..2 {
        for phone in [at, twin] {
            scene.tell_marks(phone, 2);
            scene.tell(phone, "sync");
        }
        scene.hear_all();
    }
    Ok(())
}

/// Ended by a kill or by itself: the journal lies beside the database or not.
fn stop(scene: &mut Scene, at: At) {
    scene.hear_all();
    if scene.rng.chance(50) {
        scene.members[at].kill(&mut scene.truth);
    } else {
        scene.members[at].close(&mut scene.truth);
    }
}

fn new_lane(scene: &mut Scene, at: At) {
    let lane = scene.truth.lane();
    let member = &mut scene.members[at];
    member.lane = lane;
    member.lanes.insert(lane);
}

/// Everything that lies in the folder, and nothing that lay in the other one before.
fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        std::fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
