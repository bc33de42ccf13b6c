//! An office's desk for tests: one device that never met its relay, and lists that are looked at, imported and counted. Whatever a list
//! says, each of its rows is in one place; who asks for anything of this gets that checked.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test cannot go on without what it unwraps"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::DateTime;
use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_core::office::OfficeDetails;
use sesi_engine::ambient::Seeded;
use sesi_engine::job::unwatched;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;

use super::answers;

/// An office's only device, which never met its relay.
pub struct Desk {
    /// The device.
    pub device: Device,
    /// Where its files are.
    pub dir: tempfile::TempDir,
}

impl Desk {
    /// An office founded from a seed.
    pub fn new(seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let ambient = Arc::new(Seeded::new(seed, now));
        let key = DbKey::generate(&*ambient);
        let details = OfficeDetails {
            name: "Dinas Sosial Banggai".into(),
            kabupaten: "72.01".into(),
            utc_offset_minutes: 480,
            founder: "RATNA DEWI".into(),
            founder_role: "korkab".into(),
        };
        let path = dir.path().join("office.db");
        let founded = sesi_core::office::found(
            &path,
            &key,
            ambient,
            &RelayAddress::unpinned("http://127.0.0.1:9"),
            &details,
        );
        Self {
            device: founded.unwrap().device,
            dir,
        }
    }

    /// Does one of the jobs of lists, and checks that every row is accounted for. What a profile says is kept.
    pub fn work(&mut self, name: &str, file: &Path, profile: Option<&Value>) -> Value {
        let mut asked = json!({"path": file, "profile": profile});
        if name == "import_roster" {
            asked["hire"] = json!(true);
            asked["keep"] = json!(profile.is_some());
        }
        let device = &mut self.device;
        let answer = calls::job(device, name, asked, &mut unwatched);
        let answer =
            answers::list(&answer.unwrap_or_else(|error| panic!("{}: {error:?}", file.display())));
        accounted(&answer, file);
        answer
    }

    /// Looked at, imported, and imported once more.
    pub fn thrice(&mut self, file: &Path) -> [Value; 3] {
        ["import_preview", "import_roster", "import_roster"].map(|name| self.work(name, file, None))
    }

    /// A file of the desk.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The families and groups that are here.
    pub fn state(&self) -> Value {
        let state = answers::state(&self.device);
        state.unwrap_or_else(|refused| panic!("{refused:?}"))
    }
}

/// A part of an answer that is a list.
pub fn list<'v>(answer: &'v Value, part: &str) -> &'v Vec<Value> {
    answer[part].as_array().unwrap()
}

/// A part of an answer that is a number.
pub fn number(answer: &Value, part: &str) -> usize {
    usize::try_from(answer[part].as_u64().unwrap()).unwrap()
}

/// How many families an answer changes.
pub fn updated(answer: &Value) -> usize {
    let families: BTreeSet<&str> = list(answer, "updated")
        .iter()
        .map(|update| update["family"].as_str().unwrap())
        .collect();
    families.len()
}

/// The first promise: each row that was read is in one place.
pub fn accounted(answer: &Value, file: &Path) {
    let sum = number(answer, "imported")
        + number(answer, "unchanged")
        + updated(answer)
        + number(answer, "asked")
        + list(answer, "tasks").len()
        + list(answer, "left_out").len();
    assert_eq!(number(answer, "rows"), sum, "{}: {answer}", file.display());
    let mut places = BTreeSet::new();
    for row in list(answer, "tasks").iter().chain(list(answer, "left_out")) {
        assert!(
            places.insert((row["sheet"].to_string(), row["row"].as_u64())),
            "{row} twice"
        );
        assert_ne!(row["reason"], "", "{row}");
    }
}

/// A file or folder of the lists that are kept beside the repository, where it is at hand; otherwise it is said that it is not.
pub fn shared(name: &str) -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let mut places = above.map(|folder| folder.join("shared").join(name));
    let found = places.find(|path| path.exists());
    if found.is_none() {
        println!("left out: shared/{name} is not at hand");
    }
    found
}
