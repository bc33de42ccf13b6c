//! The forms of an office's people: lists of attendance and rekap of trainings, the papers of a rakor, read back beside what follows from the lines
//! of the record.

use std::path::Path;

use serde_json::{Value, json};

use super::reading::{Said, read};
use super::{Figure, Folder, Owed};
use crate::asked::write as call;
use crate::recount::people::{People, Rakor, Training};
use crate::story::people::Play;

/// Writes them into `root`, and reads them back.
///
/// # Panics
/// If a device refuses a form, or a file cannot be read.
pub fn write_people(play: &mut Play, people: &People<'_>, root: &Path) -> Vec<Owed> {
    let mut folder = Folder {
        root,
        written: Vec::new(),
    };
    trainings(&mut folder, play, people);
    rakors(&mut folder, play, people);
    folder.written
}

fn figure(what: &'static str, recorded: &str, read: &str) -> Figure {
    Figure {
        what,
        recorded: recorded.to_owned(),
        read: read.to_owned(),
    }
}

fn count(what: &'static str, recorded: usize, read: usize) -> Figure {
    figure(what, &recorded.to_string(), &read.to_string())
}

/// Writes one form as PDF and DOCX by a call, and says what each must say.
fn both(
    folder: &mut Folder<'_>,
    play: &mut Play,
    (document, name): (&str, &str),
    (phone, job): (Option<usize>, (&str, Value)),
    figures: impl Fn(&Said) -> Vec<Figure>,
) {
    for format in ["pdf", "docx"] {
        let file = format!("orang/{name}.{format}");
        let (called, mut job) = job.clone();
        job["format"] = format.into();
        let path = folder.place(&file);
        let device = match phone {
            Some(phone) => &mut play.phones[phone].station.device,
            None => &mut play.world.office.device,
        };
        let answer = call(device, called, job, &path);
        folder.note(document, &file, &answer);
        let said = read(&path);
        if let (Some(said), Some(last)) = (said, folder.written.last_mut()) {
            last.recounted = figures(&said);
        }
    }
}

fn trainings(folder: &mut Folder<'_>, play: &mut Play, people: &People<'_>) {
    let with_list = people
        .trainings
        .iter()
        .filter(|(_, one)| !one.halves.is_empty());
    for (no, (name, training)) in (1..).zip(with_list) {
        let id = play.documents[*name];
        let job = json!({ "form": { "attendance": id }, "paper": "f4" });
        let file = format!("daftar-hadir-diklat-{no}");
        both(
            folder,
            play,
            ("daftar_hadir_diklat", &file),
            (None, ("export_training", job)),
            |said| attendance(training, said),
        );
    }
    let job = json!({ "form": "rekap", "paper": "f4" });
    both(
        folder,
        play,
        ("rekap_diklat", "rekap-diklat"),
        (None, ("export_training", job)),
        |said| trained(people, said),
    );
}

fn attendance(training: &Training<'_>, said: &Said) -> Vec<Figure> {
    let marks = [
        ("Hadir", "hadir", "V"),
        ("Izin", "izin", "I"),
        ("Tanpa keterangan", "tanpa_keterangan", "T"),
    ];
    let mut figures: Vec<Figure> = marks
        .into_iter()
        .map(|(what, mark, cell)| count(what, training.marked(mark, None), said.cells(cell)))
        .collect();
    let counted = format!(
        "{} orang dan {} paruh hari",
        training.taking.len(),
        training.halves.len()
    );
    figures.push(figure(
        "what it says that it counted",
        &counted,
        &said.between("Dihitung dari ", ", versi"),
    ));
    figures
}

fn trained(people: &People<'_>, said: &Said) -> Vec<Figure> {
    // The rows of kecamatan: a number, a name, four figures and a share; whoever is posted in none stands in no such row.
    let rows = said.lines.iter().filter(|line| {
        line.len() == 7 && line[0].parse::<u32>().is_ok() && line[1] != "Seluruh kabupaten"
    });
    let mut read: Vec<String> = rows.map(|line| line[2..5].join(" ")).collect();
    let mut recorded = people.trained_rows();
    read.sort();
    recorded.sort();
    vec![
        figure(
            "staff of every kecamatan, trained and not",
            &recorded.join("; "),
            &read.join("; "),
        ),
        figure(
            "whoever has had none",
            &people.untrained().len().to_string(),
            &said.between("Belum pernah diklat FDS: ", " orang"),
        ),
    ]
}

fn rakors(folder: &mut Folder<'_>, play: &mut Play, people: &People<'_>) {
    for (no, (title, rakor)) in (1..).zip(&people.rakors) {
        let id = play.documents[*title];
        // Only who was there reports of it.
        let reporter = play
            .phones
            .iter()
            .position(|phone| rakor.mark(&phone.name) == Some("hadir"));
        let forms = [
            ("undangan", "invitation", None),
            ("daftar_hadir_rakor", "attendance", None),
            ("notulen", "minutes", None),
            ("rhk8", "rhk8", reporter),
        ];
        for (document, form, phone) in forms {
            if form == "rhk8" && phone.is_none() {
                continue;
            }
            let job = json!({ "id": id, "form": form, "paper": "a4" });
            let file = format!("{document}-{no}");
            both(
                folder,
                play,
                (document, &file),
                (phone, ("export_rakor", job)),
                |said| paper(people, (title, rakor), document, said),
            );
        }
    }
}

fn paper(
    people: &People<'_>,
    (title, rakor): (&str, &Rakor<'_>),
    document: &str,
    said: &Said,
) -> Vec<Figure> {
    let there = people.there(rakor);
    if document == "undangan" {
        let named = said.between("Acara", "Hari/Tanggal");
        return vec![count("its name", 1, named.matches(title).count())];
    }
    let mut figures = Vec::new();
    if document != "rhk8" {
        figures.push(count(
            "Tanpa keterangan",
            there.absent,
            said.cells("Tanpa keterangan"),
        ));
        figures.push(count(
            "Hadir, with guests",
            there.hadir + there.guests,
            said.cells("Hadir"),
        ));
    }
    if document != "daftar_hadir_rakor" {
        let counted = format!(
            "{} dari {} staf hadir; izin {}, tanpa keterangan {}, belum ditandai {}, tamu {}",
            there.hadir,
            there.staff,
            there.izin,
            there.absent,
            there.unmarked(),
            there.guests
        );
        let flowing = said.flowing();
        figures.push(count(
            "attendance",
            1,
            usize::from(flowing.contains(&counted)),
        ));
        let points = rakor.points.iter();
        let points =
            points.filter(|(_, said, decided)| flowing.contains(said) && flowing.contains(decided));
        figures.push(count(
            "points of the minutes",
            rakor.points.len(),
            points.count(),
        ));
    }
    figures
}
