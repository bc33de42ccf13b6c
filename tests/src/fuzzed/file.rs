//! A `.sesi` file that somebody sent: read by a real device with a real database.

use std::cell::RefCell;
use std::sync::Arc;

use chrono::DateTime;
use sesi_core::device::Device;
use sesi_core::office::OfficeDetails;
use sesi_engine::ambient::Seeded;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::sync::file as sesi_file;

struct Desk {
    device: Device,
    taken: u64,
    _folder: tempfile::TempDir,
}

/// Entries after which a desk is cleared: what is archived stays, and a fuzzer brings a lot.
const FULL: u64 = 2000;

thread_local! {
    static DESK: RefCell<Option<Desk>> = const { RefCell::new(None) };
}

/// An office of its own, the same each time.
///
/// # Panics
/// If there is no disk for it.
fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let ambient = Arc::new(Seeded::new(5, DateTime::UNIX_EPOCH));
    let details = OfficeDetails {
        name: "Dinas Sosial".into(),
        kabupaten: "72.01".into(),
        utc_offset_minutes: 480,
        founder: "RATNA".into(),
        founder_role: "korkab".into(),
    };
    let key = DbKey::generate(&*ambient);
    let path = folder.path().join("desk.db");
    let founded = sesi_core::office::found(
        &path,
        &key,
        ambient,
        &RelayAddress::unpinned("http://relay.test"),
        &details,
    );
    Desk {
        device: founded.expect("an office is founded").device,
        taken: 0,
        _folder: folder,
    }
}

/// Imports a file. The office's own id is put in where the file names one, so that what follows is reached.
///
/// # Panics
/// If the file makes the device fail otherwise than by refusing it.
pub fn file(data: &[u8]) {
    DESK.with_borrow_mut(|slot| {
        let desk = slot.get_or_insert_with(desk);
        let mut bytes = data.to_vec();
        if let Some(office) = bytes.get_mut(8..24) {
            office.copy_from_slice(&desk.device.office().0);
        }
        match sesi_file::import(&mut desk.device, &mut &bytes[..]) {
            Ok(report) => desk.taken += report.received,
            Err(sesi_core::error::Error::File(_)) => {}
            Err(other) => panic!("{other}"),
        }
        if desk.taken > FULL {
            *slot = None;
        }
    });
}
