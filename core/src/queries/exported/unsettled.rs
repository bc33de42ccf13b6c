//! What people said at the same time, and what does not count, in the export.

use super::table::{Kind, Table, of};

/// Their tables.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "perbedaan",
        title: "Isian yang dicatat berbeda oleh beberapa orang",
        from: "rm_disagreement",
        columns: &[
            of(
                "id",
                "doc",
                Kind::Plain,
                "id yang dicatat: pertemuan, KPM, kelompok, ...",
            ),
            of("isian", "path", Kind::Plain, "Isian yang berbeda"),
            of("urutan", "rank", Kind::Plain, "0: yang ditampilkan"),
            of("nilai", "value", Kind::Plain, "Yang dicatat"),
            of(
                "perangkat",
                "author",
                Kind::Plain,
                "Perangkat yang mencatat",
            ),
            of("waktu", "time", Kind::Moment, "Kapan dicatat (UTC)"),
        ],
    },
    Table {
        name: "tidak_dihitung",
        title: "Catatan yang tidak berlaku",
        from: "rm_not_heard",
        columns: &[
            of("id", "doc", Kind::Plain, "id yang dicatat"),
            of("alasan", "reason", Kind::Plain, "Mengapa tidak berlaku"),
            of("isian", "path", Kind::Plain, "Isian"),
            of("nilai", "value", Kind::Plain, "Yang dicatat"),
        ],
    },
];
