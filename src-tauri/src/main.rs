//! The window to come: a thin shell over `sesi-core`. Until then it says where the work is done today.

fn main() {
    eprintln!("Sesi has no window yet. `make demo` plays the main job without one.");
}
