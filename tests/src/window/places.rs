//! Every place of the window, as the sample office shows it: what to take a picture of. Places that only a story leads to are in
//! the story (`screens`).

/// A place: the name of its picture, its address, and what is tapped there before one looks.
pub type Place = (&'static str, &'static str, &'static [&'static str]);

/// Stand-ins in addresses: the name, the place whose links are looked at, and how the link that counts begins. What follows in
/// that link stands for the name. In this order: later ones build on earlier ones.
pub const STAND_INS: [(&str, &str, &str); 9] = [
    ("group", "kelompok", "kelompok/"),
    ("family", "kpm", "kpm/"),
    ("meeting", "periksa", "periksa/"),
    ("staff", "orang", "orang/"),
    ("session", "ringkasan", "ringkasan/sesi/"),
    ("form", "formulir", "formulir/"),
    ("kecamatan", "rekap/{month}", "rekap/{month}/"),
    (
        "pendamping",
        "rekap/{month}/{kecamatan}",
        "rekap/{month}/{kecamatan}/",
    ),
    (
        "counted",
        "rekap/{month}/{kecamatan}/{pendamping}",
        "rekap/{month}/{kecamatan}/{pendamping}/",
    ),
];

/// The places.
pub const PLACES: [Place; 98] = [
    ("ringkasan", "ringkasan", &[]),
    ("ringkasan-pendamping", "ringkasan?per=pendamping", &[]),
    ("ringkasan-sesi", "ringkasan/sesi/{session}", &[]),
    ("belum-bertemu", "belum-bertemu/{month}", &[]),
    ("rekap", "rekap", &[]),
    ("rekap-bulan", "rekap/{month}", &[]),
    ("rekap-kecamatan", "rekap/{month}/{kecamatan}", &[]),
    (
        "rekap-pendamping",
        "rekap/{month}/{kecamatan}/{pendamping}",
        &[],
    ),
    (
        "rekap-pertemuan",
        "rekap/{month}/{kecamatan}/{pendamping}/{counted}",
        &[],
    ),
    ("periksa", "periksa", &[]),
    ("periksa-semua", "periksa?which=all", &[]),
    ("periksa-pertemuan", "periksa/{meeting}", &[]),
    ("perbedaan", "perbedaan", &[]),
    ("perbedaan-satu", "perbedaan/{meeting}", &[]),
    ("impor", "impor", &[]),
    ("impor-riwayat", "impor/riwayat", &[]),
    ("tugas", "tugas", &[]),
    ("ganda", "ganda", &[]),
    ("orang", "orang", &[]),
    ("orang-baru", "orang/baru", &[]),
    ("orang-satu", "orang/{staff}", &[]),
    ("keamanan", "keamanan", &[]),
    ("kantor", "kantor", &[]),
    ("kantor-server", "kantor/server", &[]),
    ("kurikulum", "kurikulum", &[]),
    ("kurikulum-ubah", "kurikulum", &["edition-new"]),
    ("beranda", "beranda", &[]),
    ("bulan", "bulan/{month}", &[]),
    ("kelompok", "kelompok", &[]),
    ("kelompok-baru", "kelompok/baru", &[]),
    ("kelompok-satu", "kelompok/{group}", &[]),
    ("kelompok-pertemuan", "kelompok/{group}", &["tab-meetings"]),
    ("kelompok-sesi", "kelompok/{group}", &["tab-sessions"]),
    ("kelompok-ubah", "kelompok/{group}/ubah", &[]),
    ("kelompok-atur", "kelompok/{group}/atur", &[]),
    ("kelompok-pindah", "kelompok/{group}/atur/pindah", &[]),
    ("kelompok-pecah", "kelompok/{group}/atur/pecah", &[]),
    ("kelompok-gabung", "kelompok/{group}/atur/gabung", &[]),
    ("kelompok-serah", "kelompok/{group}/atur/serah", &[]),
    ("kelompok-tutup", "kelompok/{group}/atur/tutup", &[]),
    ("riwayat", "riwayat", &[]),
    ("kpm", "kpm", &[]),
    ("kpm-ganda", "kpm/ganda", &[]),
    ("kpm-baru", "kpm/baru", &[]),
    ("kpm-satu", "kpm/{family}", &[]),
    ("kpm-nomor", "kpm/{family}", &["show-numbers"]),
    ("kpm-pindah", "kpm/{family}", &["move-family"]),
    ("kpm-status", "kpm/{family}", &["change-status"]),
    ("kpm-ubah", "kpm/{family}/ubah", &[]),
    ("susulan", "kpm/{family}/susulan", &[]),
    ("pertemuan", "pertemuan/{meeting}", &[]),
    ("pertemuan-riwayat", "pertemuan/{meeting}", &["history"]),
    (
        "pertemuan-batal",
        "pertemuan/{meeting}",
        &["cancel-meeting"],
    ),
    ("pertemuan-ubah", "ubah/{meeting}", &[]),
    ("suara", "suara", &[]),
    ("suara-baru", "suara/baru", &[]),
    ("semester", "semester", &[]),
    ("semester-kelompok", "semester/{group}", &[]),
    ("kepatuhan", "kepatuhan", &[]),
    ("berkas-pertemuan", "berkas/pertemuan/{meeting}", &[]),
    ("berkas-bulan", "berkas/bulan/{month}", &[]),
    ("cetak-daftar-hadir", "cetak/kelompok/{group}", &[]),
    ("jadwal", "jadwal", &[]),
    ("rtl", "rtl", &[]),
    ("rtl-kelompok", "rtl/{group}", &[]),
    ("siks", "siks", &[]),
    ("siks-pertemuan", "siks/{meeting}", &[]),
    ("jadwal-bulan", "jadwal/{month}", &[]),
    ("surat", "surat", &[]),
    ("surat-baru", "surat/kpm/{family}", &[]),
    ("terkirim", "terkirim/{month}", &[]),
    ("ke-provinsi", "ke-provinsi", &[]),
    ("ke-provinsi-bulan", "ke-provinsi/{month}", &[]),
    ("rekapan", "rekapan", &[]),
    ("verkom", "verkom", &[]),
    ("daftar-staf-impor", "daftar-staf/impor", &[]),
    ("supervisi", "supervisi", &[]),
    ("supervisi-orang", "supervisi/orang/{staff}", &[]),
    ("supervisi-baru", "supervisi-baru/{staff}", &[]),
    ("instrumen", "instrumen", &[]),
    ("riwayat-diklat", "riwayat-diklat", &[]),
    ("rakor", "rakor", &[]),
    ("rakor-baru", "rakor-baru", &[]),
    ("evaluasi-suara", "evaluasi-suara", &[]),
    ("daftar-staf", "daftar-staf", &[]),
    ("pelatihan", "pelatihan", &[]),
    ("pelatihan-kegiatan", "pelatihan/kegiatan", &[]),
    ("pelatihan-baru", "pelatihan/baru", &[]),
    ("modul", "modul", &[]),
    ("sinkronisasi", "sinkronisasi", &[]),
    ("data", "data", &[]),
    ("formulir", "formulir", &[]),
    ("formulir-satu", "formulir/{form}", &[]),
    ("pengaturan", "pengaturan", &[]),
    ("pengaturan-pin", "pengaturan", &["pin-open"]),
    ("pengaturan-diagnosa", "pengaturan", &["diagnostics-show"]),
    ("tidak-ada", "entah", &[]),
    ("catat", "catat", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The pages' own list of places: `'kpm/:id': () => import('./screens/families/Family.svelte')`.
    fn patterns(source: &str) -> Vec<String> {
        source
            .lines()
            .filter_map(|line| {
                let (key, shown) = line.trim().split_once(": ")?;
                let is_place =
                    shown.starts_with("() => import(") || ["record,", "home,"].contains(&shown);
                is_place.then(|| key.trim_matches('\'').to_owned())
            })
            .collect()
    }

    /// The pattern without names and the address without stand-ins.
    fn bare(path: &str) -> Vec<Option<String>> {
        let path = path.split('?').next().unwrap_or_default();
        // One stand-in is two parts.
        let path = path.replace("sesi/{session}", "sesi/{kecamatan}/{session}");
        let parts: Vec<&str> = path.split('/').collect();
        // What is arranged is a part of the address: a picture of one is a picture of all.
        let way = parts
            .iter()
            .position(|part| ["atur", "berkas", "cetak"].contains(part))
            .map(|at| at + 1);
        let parts = parts.into_iter().enumerate();
        parts
            .map(|(at, part)| if Some(at) == way { ":way" } else { part })
            .map(|part| {
                let open = part.starts_with([':', '{']);
                (!open).then(|| part.to_owned())
            })
            .collect()
    }

    /// The story records a meeting: its pictures are hp-catat-1 to 4. Of the others the sample has none that could be opened; it is no
    /// province, and no kabupaten's profile in one.
    const UNSEEN: [&str; 16] = [
        "kiriman",
        "provinsi",
        "provinsi/:month",
        "provinsi/:month/:code",
        "catat/:name",
        "suara/:id",
        "kpm/:id/susulan/:visit",
        "surat/:id",
        "rakor/:id",
        "rakor/:id/ubah",
        "pelatihan/:id",
        "pelatihan/:id/ubah",
        "pelatihan/:id/peserta",
        "pelatihan/:id/nilai",
        "supervisi/:id",
        "supervisi/:id/ubah",
    ];

    #[test]
    fn every_place_of_the_pages_has_a_picture() {
        let pages = [
            include_str!("../../../ui/src/screens.ts"),
            include_str!("../../../ui/src/screens/office/index.ts"),
        ];
        let patterns: Vec<_> = pages.into_iter().flat_map(patterns).collect();
        assert!(patterns.len() > 30, "{patterns:?}");
        let mut unseen = Vec::new();
        for pattern in patterns {
            let shown = UNSEEN.contains(&pattern.as_str())
                || PLACES
                    .iter()
                    .any(|(_, address, _)| bare(address) == bare(&pattern));
            if !shown {
                unseen.push(pattern);
            }
        }
        assert_eq!(unseen, Vec::<String>::new(), "no picture shows them");
    }
}
