//! The relay cannot read a document, by construction: nothing that could is linked into it.

#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn neither_automerge_nor_the_core_is_linked() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "-p", "sesi-relay"])
        .args(["-e", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{told}");
    let tree = String::from_utf8(tree.stdout).unwrap();
    let linked: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(linked.contains(&"sesi-wire"), "{tree}");
    for forbidden in ["automerge", "sesi-core", "chacha20poly1305", "hpke", "zstd"] {
        assert!(!linked.contains(&forbidden), "{forbidden} is linked");
    }
}
