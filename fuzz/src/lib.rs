//! What all targets share.

/// libFuzzer's hook ends the process at every panic, also at those that the core catches on purpose (automerge on hostile
/// bytes). Without the hook, only a panic that leaves the door is a finding; libFuzzer catches that itself and ends.
pub fn let_panics_be_caught() {
    let told = std::panic::take_hook();
    drop(told);
    std::panic::set_hook(Box::new(|_| {}));
}
