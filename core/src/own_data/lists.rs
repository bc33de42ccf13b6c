//! The lists of the office, its people, groups and families, and what each column of them is.

use super::described::{List, column, words};

#[expect(
    clippy::too_many_lines,
    reason = "a table: each line says what a column is"
)]
pub(super) fn lists() -> Vec<List> {
    vec![
        List {
            key: "kantor",
            title: words("Kantor", "Office"),
            about: words("Nama kantor dan kabupatennya.", "The office's name and kabupaten."),
            sql: "SELECT doc AS id, name, kabupaten, utc_offset_minutes AS offset FROM rm_office ORDER BY doc",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tetap kantor.", "The office's permanent number."),
                column!(name, "Nama", "Name", "Nama kantor.", "The office's name."),
                column!(kabupaten, "Kabupaten", "Kabupaten", "Kode Kemendagri kabupaten.", "Kemendagri code of the kabupaten."),
                column!(offset, "Selisih UTC", "UTC offset", "Selisih waktu setempat dari UTC, dalam menit.", "Local time against UTC, in minutes."),
            ],
        },
        List {
            key: "pengaturan",
            title: words("Pengaturan", "Settings"),
            about: words("Pengaturan kantor.", "The office's settings."),
            sql: "SELECT doc AS id, key, value FROM rm_setting ORDER BY doc, key",
            columns: vec![
                column!(id, "ID kantor", "Office id", "Kantor yang mengaturnya.", "The office whose setting it is."),
                column!(key, "Nama", "Name", "Nama pengaturan.", "Name of the setting."),
                column!(value, "Isi", "Value", "Isi pengaturan.", "What it is set to."),
            ],
        },
        List {
            key: "kurikulum",
            title: words("Kurikulum", "Curriculum"),
            about: words("Edisi kurikulum yang dipakai kantor.", "Editions of the curriculum that the office uses."),
            sql: "SELECT doc AS id, edition, json FROM rm_curriculum ORDER BY doc, edition",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tetap dokumen kurikulum.", "Permanent number of the curriculum's document."),
                column!(edition, "Edisi", "Edition", "Nama edisi.", "Name of the edition."),
                column!(json, "Isi (JSON)", "Content (JSON)", "Modul dan sesi, sebagai JSON.", "Modules and sessions, as JSON."),
            ],
        },
        List {
            key: "petugas",
            title: words("Petugas", "Staff"),
            about: words("Pendamping dan orang kantor.", "Pendamping and people of the office."),
            sql: "SELECT doc AS id, name, role, nip, phone,
                 (SELECT group_concat(kecamatan, ' ') FROM rm_staff_kecamatan k WHERE k.doc = s.doc) AS kecamatan,
                 (SELECT group_concat(lower(hex(device)), ' ') FROM rm_staff_device d WHERE d.doc = s.doc) AS devices
                 FROM rm_staff s ORDER BY doc",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tetap petugas.", "Permanent number of the person."),
                column!(name, "Nama", "Name", "Nama lengkap.", "Full name."),
                column!(role, "Peran", "Role", "pendamping, atau peran di kantor.", "pendamping, or a role at the office."),
                column!(nip, "NIP", "NIP", "Nomor induk pegawai.", "Civil servant's number."),
                column!(phone, "No. HP", "Phone", "Nomor telepon.", "Phone number."),
                column!(kecamatan, "Kecamatan", "Kecamatan", "Kode kecamatan tugas, dipisah spasi.", "Codes of the kecamatan of duty, spaces between."),
                column!(devices, "Perangkat", "Devices", "Nomor perangkatnya, dipisah spasi.", "Numbers of the person's devices, spaces between."),
            ],
        },
        List {
            key: "kelompok",
            title: words("Kelompok", "Groups"),
            about: words("Kelompok KPM.", "Groups of families."),
            sql: "SELECT g.doc AS id, g.name, g.kecamatan, g.desa, g.place, g.ketua, f.name AS ketua_name, g.closed
                 FROM rm_group g LEFT JOIN rm_family f ON f.doc = g.ketua ORDER BY g.doc",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tetap kelompok.", "Permanent number of the group."),
                column!(name, "Nama", "Name", "Nama kelompok.", "Name of the group."),
                column!(kecamatan, "Kecamatan", "Kecamatan", "Kode kecamatan.", "Code of the kecamatan."),
                column!(desa, "Desa", "Desa", "Kode desa atau kelurahan.", "Code of the village."),
                column!(place, "Tempat", "Place", "Tempat pertemuan yang biasa.", "Where it usually meets."),
                column!(ketua, "ID ketua", "Head's id", "KPM yang menjadi ketua kelompok.", "The family that heads the group."),
                column!(ketua_name, "Ketua", "Head", "Nama ketua kelompok.", "Name of the head."),
                column!(closed, "Ditutup", "Closed", "Tanggal sejak kelompok tidak ada lagi.", "Day from which the group no longer exists."),
            ],
        },
        List {
            key: "pendamping_kelompok",
            title: words("Pendamping kelompok", "Pendamping of groups"),
            about: words("Siapa mendampingi kelompok mana, sejak kapan.", "Who has had which group since when."),
            sql: "SELECT p.doc AS group_id, g.name AS \"group\", p.since, p.staff AS staff_id, s.name AS staff
                 FROM rm_group_pendamping p LEFT JOIN rm_group g ON g.doc = p.doc LEFT JOIN rm_staff s ON s.doc = p.staff
                 ORDER BY p.doc, p.since",
            columns: vec![
                column!(group_id, "ID kelompok", "Group id", "Kelompoknya.", "The group."),
                column!(group, "Kelompok", "Group", "Nama kelompok.", "Name of the group."),
                column!(since, "Sejak", "Since", "Sejak tanggal ini; kosong berarti sejak awal.", "From this day; empty means from the beginning."),
                column!(staff_id, "ID petugas", "Person's id", "Pendampingnya.", "The pendamping."),
                column!(staff, "Pendamping", "Pendamping", "Nama pendamping.", "Name of the pendamping."),
            ],
        },
        List {
            key: "kpm",
            title: words("KPM", "Families"),
            about: words("Keluarga penerima manfaat, satu baris satu keluarga.", "Families, a row each."),
            sql: "SELECT f.doc AS id, f.name, f.nik, f.kk, f.pkh_id, f.address, f.desa, f.kecamatan, f.phone, f.tahap,
                 f.hamil, f.aud, f.sd, f.smp, f.sma, f.disabilitas, f.lansia, f.same_as,
                 (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1) AS status,
                 (SELECT grp FROM rm_family_group g WHERE g.doc = f.doc ORDER BY since DESC LIMIT 1) AS group_id
                 FROM rm_family f ORDER BY f.doc",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tetap KPM.", "Permanent number of the family."),
                column!(name, "Nama", "Name", "Nama pengurus.", "Name of the person who signs."),
                column!(nik, "NIK", "NIK", "Nomor induk kependudukan, 16 angka.", "National identity number, 16 digits."),
                column!(kk, "No. KK", "KK", "Nomor kartu keluarga, 16 angka.", "Family card number, 16 digits."),
                column!(pkh_id, "ID PKH", "PKH id", "Nomor peserta PKH.", "Number in the programme."),
                column!(address, "Alamat", "Address", "Alamat.", "Address."),
                column!(desa, "Desa", "Desa", "Kode desa atau kelurahan.", "Code of the village."),
                column!(kecamatan, "Kecamatan", "Kecamatan", "Kode kecamatan.", "Code of the kecamatan."),
                column!(phone, "No. HP", "Phone", "Nomor telepon.", "Phone number."),
                column!(tahap, "Tahap", "Stage", "Tahap penyaluran.", "Stage of payment."),
                column!(hamil, "Hamil", "Pregnant", "Jumlah ibu hamil.", "Number of pregnant women."),
                column!(aud, "AUD", "AUD", "Jumlah anak usia dini.", "Number of small children."),
                column!(sd, "SD", "SD", "Jumlah anak SD.", "Number of children in primary school."),
                column!(smp, "SMP", "SMP", "Jumlah anak SMP.", "Number of children in lower secondary school."),
                column!(sma, "SMA", "SMA", "Jumlah anak SMA.", "Number of children in upper secondary school."),
                column!(disabilitas, "Disabilitas", "Disabled", "Jumlah penyandang disabilitas.", "Number of disabled people."),
                column!(lansia, "Lansia", "Elderly", "Jumlah lansia.", "Number of elderly people."),
                column!(status, "Status", "Status", "Status terakhir; kosong berarti aktif.", "Latest status; empty means aktif."),
                column!(group_id, "ID kelompok", "Group id", "Kelompoknya yang terakhir.", "Its latest group."),
                column!(same_as, "Sama dengan", "Same as", "KPM lain yang digabung dengannya oleh kantor.", "The family that the office merged it into."),
            ],
        },
        List {
            key: "kelompok_kpm",
            title: words("Kelompok KPM", "Groups of families over time"),
            about: words("Di kelompok mana KPM berada, sejak kapan.", "Which group a family has been in since when."),
            sql: "SELECT doc AS family_id, since, grp AS group_id FROM rm_family_group ORDER BY doc, since",
            columns: vec![
                column!(family_id, "ID KPM", "Family id", "KPM-nya.", "The family."),
                column!(since, "Sejak", "Since", "Sejak tanggal ini; kosong berarti sejak awal.", "From this day; empty means from the beginning."),
                column!(group_id, "ID kelompok", "Group id", "Kelompoknya.", "The group."),
            ],
        },
        List {
            key: "status_kpm",
            title: words("Status KPM", "Status of families over time"),
            about: words("Status KPM, sejak kapan.", "The status of a family since when."),
            sql: "SELECT doc AS family_id, since, status FROM rm_family_status ORDER BY doc, since",
            columns: vec![
                column!(family_id, "ID KPM", "Family id", "KPM-nya.", "The family."),
                column!(since, "Sejak", "Since", "Sejak tanggal ini; kosong berarti sejak awal.", "From this day; empty means from the beginning."),
                column!(status, "Status", "Status", "aktif, atau mengapa tidak lagi.", "aktif, or why no longer."),
            ],
        },
        List {
            key: "bukan_sama",
            title: words("KPM yang bukan orang yang sama", "Families that are not the same"),
            about: words("KPM yang oleh seseorang dinyatakan bukan orang yang sama.", "Families that somebody said are not the same."),
            sql: "SELECT doc AS family_id, other FROM rm_family_other ORDER BY doc, other",
            columns: vec![
                column!(family_id, "ID KPM", "Family id", "KPM-nya.", "The family."),
                column!(other, "Bukan", "Is not", "Kunci KPM yang lain.", "Key of the other family."),
            ],
        },
        List {
            key: "kata_daftar",
            title: words("Isi daftar", "What lists said"),
            about: words("Apa kata daftar yang diimpor tentang KPM atau kelompok.", "What imported lists said of a family or a group."),
            sql: "SELECT doc AS id, import, said FROM rm_listed ORDER BY doc, import",
            columns: vec![
                column!(id, "ID", "Id", "KPM atau kelompoknya.", "The family or group."),
                column!(import, "Impor", "Import", "Nomor impor.", "Number of the import."),
                column!(said, "Isi", "Said", "Isi baris daftar itu.", "What the row of that list said."),
            ],
        },
    ]
}
