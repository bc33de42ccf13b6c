//! Full disks and failing writes, on a device and on the relay: a small filesystem that is full, and files that may not grow.

use crate::chaos::counts::Fault;
use crate::chaos::scene::Scene;

/// Answers of a device whose storage fails.
const STORAGE: [&str; 4] = ["disk_full", "storage", "database", "io"];

/// One of the four.
pub fn strike(scene: &mut Scene) -> std::io::Result<()> {
    match scene.rng.below(4) {
        0 => device_full(scene),
        1 => {
            device_fails(scene);
            Ok(())
        }
        2 => relay_full(scene),
        _ => relay_fails(scene),
    }
}

fn work(scene: &mut Scene, at: usize, fault: Fault) {
    let other = scene.somebody();
    scene.tell_marks(other, 2);
    scene.ask(other, "sync");
    for _ in 0..3 {
        scene.tell_marks(at, 2);
        scene.tell(at, "sync");
    }
    let heard = scene.members[at].hear_all(&mut scene.truth);
    for _ in heard.iter().filter(|heard| STORAGE.contains(&heard.kind())) {
        scene.counts.add(fault);
    }
}

fn device_full(scene: &mut Scene) -> std::io::Result<()> {
    let Some(at) = scene
        .members
        .iter()
        .position(|member| member.disk.is_some())
    else {
        device_fails(scene);
        return Ok(());
    };
    let free = 4 * scene.rng.below(24) as u64;
    if scene.rng.chance(40) {
        // It is full before the device starts.
        scene.members[at].kill(&mut scene.truth);
    }
    if let Some(disk) = &scene.members[at].disk {
        disk.fill(free)?;
    }
    work(scene, at, Fault::DeviceDiskFull);
    if scene.rng.chance(30) {
        scene.members[at].kill(&mut scene.truth);
    }
    if let Some(disk) = &scene.members[at].disk {
        disk.free()?;
    }
    Ok(())
}

fn device_fails(scene: &mut Scene) {
    let at = scene.somebody();
    let limit = 4 + scene.rng.below(400) as u64;
    scene.members[at].limit(&mut scene.truth, Some(limit));
    work(scene, at, Fault::DeviceIoError);
    if scene.rng.chance(30) {
        scene.members[at].kill(&mut scene.truth);
    }
    scene.members[at].limit(&mut scene.truth, None);
}

/// Everybody brings something while the relay cannot write.
fn under_load(scene: &mut Scene, fault: Fault) {
    for at in 0..scene.members.len() {
        scene.tell_marks(at, 2);
    }
    let heard = scene.all_sync();
    for _ in heard.iter().filter(|heard| heard.kind() == "busy") {
        scene.counts.add(fault);
    }
}

fn relay_full(scene: &mut Scene) -> std::io::Result<()> {
    let free = 4 * scene.rng.below(16) as u64;
    let Some(disk) = &scene.relays.disk else {
        return relay_fails(scene);
    };
    disk.fill(free)?;
    under_load(scene, Fault::RelayDiskFull);
    if let Some(disk) = &scene.relays.disk {
        disk.free()?;
    }
    Ok(())
}

fn relay_fails(scene: &mut Scene) -> std::io::Result<()> {
    let data = scene.relays.kill();
    let limit = 4 + scene.rng.below(400) as u64;
    if scene.relays.restart(&data, Some(limit)).is_ok() {
        scene.lead();
        under_load(scene, Fault::RelayIoError);
        scene.relays.kill();
    } else {
        // It says so and does not start.
        scene.counts.add(Fault::RelayIoError);
    }
    scene.relays.restart(&data, None)?;
    scene.lead();
    Ok(())
}
