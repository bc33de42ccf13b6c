//! The lists of meetings: attendance, speakers, notes and months, and what people disagree about; and what each column of them is.

use super::described::{List, column, words};

#[expect(
    clippy::too_many_lines,
    reason = "a table: each line says what a column is"
)]
pub(super) fn lists() -> Vec<List> {
    vec![
        List {
            key: "pertemuan",
            title: words("Pertemuan", "Meetings"),
            about: words("Pertemuan P2K2.", "P2K2 meetings."),
            sql: "SELECT m.doc AS id, m.grp AS group_id, g.name AS \"group\", m.date,
                 CASE WHEN m.starts IS NOT NULL THEN printf('%02d:%02d', m.starts / 60, m.starts % 60) END AS starts,
                 CASE WHEN m.ends IS NOT NULL THEN printf('%02d:%02d', m.ends / 60, m.ends % 60) END AS ends,
                 m.session, m.more_sessions, m.place, m.title, m.topic, m.cancelled, m.verdict, m.verdict_note,
                 m.verdict_by, m.verdict_device, m.verdict_heads, m.changed_since_check, m.heads AS version
                 FROM rm_meeting m LEFT JOIN rm_group g ON g.doc = m.grp ORDER BY m.doc",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tetap pertemuan.", "Permanent number of the meeting."),
                column!(group_id, "ID kelompok", "Group id", "Kelompoknya.", "The group."),
                column!(group, "Kelompok", "Group", "Nama kelompok.", "Name of the group."),
                column!(date, "Tanggal", "Date", "Tahun-bulan-hari.", "Year-month-day."),
                column!(starts, "Mulai", "Starts", "Jam mulai.", "Time of its start."),
                column!(ends, "Selesai", "Ends", "Jam selesai.", "Time of its end."),
                column!(session, "Sesi", "Session", "Kode sesi kurikulum.", "Code of the curriculum's session."),
                column!(more_sessions, "Sesi lain", "More sessions", "Sesi lain pada pertemuan yang sama.", "Further sessions of the same meeting."),
                column!(place, "Tempat", "Place", "Tempat pertemuan.", "Where it was."),
                column!(title, "Nama kegiatan", "Title", "Nama kegiatan.", "Name of the activity."),
                column!(topic, "Topik", "Topic", "Topik bila sesinya bebas.", "Topic of an open session."),
                column!(cancelled, "Dibatalkan", "Cancelled", "1 bila dibatalkan.", "1 where it was cancelled."),
                column!(verdict, "Hasil periksa", "Verdict", "Hasil pemeriksaan kantor.", "What the office's check said."),
                column!(verdict_note, "Catatan periksa", "Note of the verdict", "Catatan pemeriksaan.", "Note of the check."),
                column!(verdict_by, "ID pemeriksa", "Verdict by", "Petugas yang memeriksa.", "Who checked it."),
                column!(verdict_device, "Perangkat pemeriksa", "Device of the verdict", "Perangkat tempat diperiksa.", "The device on which it was checked."),
                column!(verdict_heads, "Versi yang diperiksa", "Version checked", "Versi yang diperiksa.", "The version that was checked."),
                column!(changed_since_check, "Berubah setelah diperiksa", "Changed since", "1 bila berubah setelah diperiksa.", "1 where it changed after the check."),
                column!(version, "Versi", "Version", "Versi pertemuan yang tertulis di sini.", "The version that stands here."),
            ],
        },
        List {
            key: "pemateri",
            title: words("Pemateri", "Speakers"),
            about: words("Pemateri pada pertemuan.", "Who spoke at meetings."),
            sql: "SELECT doc AS meeting_id, no, name, agency FROM rm_speaker ORDER BY doc, no",
            columns: vec![
                column!(meeting_id, "ID pertemuan", "Meeting id", "Pertemuannya.", "The meeting."),
                column!(no, "No", "No", "Urutannya.", "Its place."),
                column!(name, "Nama", "Name", "Nama pemateri.", "Name of the speaker."),
                column!(agency, "Instansi", "Agency", "Instansi pemateri.", "The speaker's agency."),
            ],
        },
        List {
            key: "catatan",
            title: words("Catatan pertemuan", "Notes of meetings"),
            about: words("Uraian kegiatan menurut aspeknya.", "What was written of a meeting, by aspect."),
            sql: "SELECT doc AS meeting_id, aspect, text FROM rm_note ORDER BY doc, aspect",
            columns: vec![
                column!(meeting_id, "ID pertemuan", "Meeting id", "Pertemuannya.", "The meeting."),
                column!(aspect, "Aspek", "Aspect", "Proses, materi, partisipasi, hasil atau kendala.", "Process, content, participation, outcome or difficulties."),
                column!(text, "Isi", "Text", "Isi catatan.", "What it says."),
            ],
        },
        List {
            key: "kehadiran",
            title: words("Kehadiran", "Attendance"),
            about: words("Tanda kehadiran dan nilai, satu baris satu KPM pada satu pertemuan.", "Attendance and ratings, a row for a family at a meeting."),
            sql: "SELECT k.doc AS meeting_id, m.date, k.family_key,
                 (SELECT CASE count(*) WHEN 1 THEN min(f.doc) END FROM rm_family f WHERE f.key8 = k.key8) AS family_id,
                 (SELECT CASE count(*) WHEN 1 THEN min(f.name) END FROM rm_family f WHERE f.key8 = k.key8) AS family,
                 k.mark, k.rating
                 FROM rm_mark k LEFT JOIN rm_meeting m ON m.doc = k.doc ORDER BY k.doc, k.family_key",
            columns: vec![
                column!(meeting_id, "ID pertemuan", "Meeting id", "Pertemuannya.", "The meeting."),
                column!(date, "Tanggal", "Date", "Tanggal pertemuan.", "Day of the meeting."),
                column!(family_key, "Kunci KPM", "Family key", "Kunci KPM pada tanda.", "The mark's key of the family."),
                column!(family_id, "ID KPM", "Family id", "KPM dengan kunci itu, bila hanya satu.", "The family of that key, if there is only one."),
                column!(family, "Nama", "Name", "Nama KPM itu.", "Name of that family."),
                column!(mark, "Kehadiran", "Mark", "H hadir, S sakit, A alfa; kosong belum ditandai.", "H present, S ill, A absent; empty not marked."),
                column!(rating, "Nilai", "Rating", "K kurang, B baik, SB sangat baik, TDD tidak dapat dinilai.", "K poor, B good, SB very good, TDD cannot be rated."),
            ],
        },
        List {
            key: "bulanan",
            title: words("Catatan bulanan", "Months"),
            about: words("Alasan dan catatan dinamika pendamping menurut bulan.", "A pendamping's reason and notes of a month."),
            sql: "SELECT r.doc AS id, r.staff AS staff_id, s.name AS staff, r.month, r.reason, r.dynamics
                 FROM rm_month r LEFT JOIN rm_staff s ON s.doc = r.staff ORDER BY r.doc",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tetap catatan.", "Permanent number of the note."),
                column!(staff_id, "ID petugas", "Person's id", "Pendampingnya.", "The pendamping."),
                column!(staff, "Pendamping", "Pendamping", "Nama pendamping.", "Name of the pendamping."),
                column!(month, "Bulan", "Month", "Tahun-bulan.", "Year-month."),
                column!(reason, "Alasan", "Reason", "Alasan jika tidak melaksanakan.", "Reason if not held."),
                column!(dynamics, "Catatan dinamika", "Notes", "Catatan dinamika pelaksanaan P2K2.", "Notes on how P2K2 went."),
            ],
        },
        List {
            key: "perbedaan",
            title: words("Data berbeda", "Disagreements"),
            about: words("Isian yang berbeda menurut orang yang berbeda, semua nilainya.", "Fields on which people disagree, with every value."),
            sql: "SELECT doc AS id, path, rank, value, author, time, lower(hex(change)) AS change FROM rm_disagreement ORDER BY doc, path, rank",
            columns: vec![
                column!(id, "ID", "Id", "Dokumennya.", "The document."),
                column!(path, "Isian", "Field", "Isian yang berbeda.", "The field."),
                column!(rank, "Urutan", "Rank", "0 adalah nilai yang ditampilkan.", "0 is the value that is shown."),
                column!(value, "Nilai", "Value", "Nilainya.", "The value."),
                column!(author, "ID penulis", "Author", "Siapa yang menulisnya.", "Who wrote it."),
                column!(time, "Waktu", "Time", "Milidetik sejak 1970 menurut perangkat penulis.", "Milliseconds since 1970 by the author's device."),
                column!(change, "Perubahan", "Change", "Perubahan yang membawanya.", "The change that brought it."),
            ],
        },
        List {
            key: "tidak_dihitung",
            title: words("Yang tidak dihitung", "What does not count"),
            about: words("Perubahan yang diterima tetapi tidak dihitung, dan sebabnya.", "Changes that came in and do not count, and why."),
            sql: "SELECT doc AS id, lower(hex(change)) AS change, path, reason, device, time, value FROM rm_not_heard ORDER BY doc, change, path",
            columns: vec![
                column!(id, "ID", "Id", "Dokumennya.", "The document."),
                column!(change, "Perubahan", "Change", "Perubahannya.", "The change."),
                column!(path, "Isian", "Field", "Isiannya; kosong berarti seluruh perubahan.", "The field; empty means the whole change."),
                column!(reason, "Sebab", "Reason", "Mengapa tidak dihitung.", "Why it does not count."),
                column!(device, "Perangkat", "Device", "Perangkat yang mengirimnya.", "The device that said it."),
                column!(time, "Waktu", "Time", "Milidetik sejak 1970 menurut perangkat itu.", "Milliseconds since 1970 by that device."),
                column!(value, "Nilai", "Value", "Nilainya.", "The value."),
            ],
        },
        List {
            key: "draf",
            title: words("Draf", "Drafts"),
            about: words("Isian yang belum disimpan, hanya di perangkat ini.", "Work that was not saved yet, on this device alone."),
            sql: "SELECT name, at, json FROM draft ORDER BY name",
            columns: vec![
                column!(name, "Nama", "Name", "Isian yang mana.", "Which work it is."),
                column!(at, "Waktu", "Time", "Milidetik sejak 1970 saat terakhir diubah.", "Milliseconds since 1970 of its last change."),
                column!(json, "Isi (JSON)", "Content (JSON)", "Isinya, sebagai JSON.", "What it says, as JSON."),
            ],
        },
        List {
            key: "tugas_impor",
            title: words("Tugas impor", "Tasks of imports"),
            about: words("Baris daftar yang menunggu keputusan, hanya di perangkat ini.", "Rows of lists that wait for a decision, on this device alone."),
            sql: "SELECT lower(hex(id)) AS id, file, import, at, done, why, json FROM roster_todo ORDER BY roster_todo.id",
            columns: vec![
                column!(id, "ID", "Id", "Nomor tugas.", "Number of the task."),
                column!(file, "Berkas", "File", "Nama berkas yang diimpor.", "Name of the file that was imported."),
                column!(import, "Impor", "Import", "Nomor impor.", "Number of the import."),
                column!(at, "Waktu", "Time", "Milidetik sejak 1970.", "Milliseconds since 1970."),
                column!(done, "Selesai", "Done", "1 bila sudah diputuskan.", "1 where it was decided."),
                column!(why, "Sebab selesai", "Why closed", "Mengapa selesai.", "Why it was closed."),
                column!(json, "Isi (JSON)", "Content (JSON)", "Baris aslinya, sebagai JSON.", "The original row, as JSON."),
            ],
        },
    ]
}
