//! Names of places as templates see them, the same on every form.

use super::template::Fields;

impl Fields {
    /// The desa or kelurahan.
    #[must_use]
    pub(super) fn desa(self, name: Option<&str>) -> Self {
        self.text(
            "desa",
            ("Nama desa/kelurahan", "Name of the desa"),
            name,
            "desa",
        )
    }

    /// The kecamatan.
    #[must_use]
    pub(super) fn kecamatan(self, name: Option<&str>) -> Self {
        self.text(
            "kecamatan",
            ("Nama kecamatan", "Name of the kecamatan"),
            name,
            "kecamatan",
        )
    }

    /// The kabupaten or kota.
    #[must_use]
    pub(super) fn kabupaten(self, name: Option<&str>) -> Self {
        self.text(
            "kabupaten",
            ("Nama kabupaten/kota", "Name of the kabupaten"),
            name,
            "kabupaten/kota",
        )
    }
}
