//! Declares the commands that the window may be allowed to call; `capabilities/` says which it is.

fn main() {
    let commands = &[
        "onboarding",
        "query",
        "command",
        "job",
        "stop_job",
        "synchronise",
        "stop_synchronising",
        "pick_file",
        "save_file",
        "open_file",
        "open_folder",
        "share_file",
        "used",
    ];
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(commands));
    tauri_build::try_build(attributes).expect("the shell's manifest is sound");
}
