//! Who writes a rakor, and whom it names: whatever cannot be is refused.

use super::*;

#[test]
fn a_member_reads_and_reports_where_it_was_there_and_writes_nothing() {
    let mut toili = Toili::new(1904);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let office = &mut toili.stage.office.device;
    let id = save(office, "Rakor");
    let absent = save(office, "Rakor lain");
    mark(office, id, &[(ani, Presence::Hadir)]).unwrap();
    note(office, id, "", "jembatan putus").unwrap();
    toili.synced_office();
    toili.synced_phone();
    let phone = &mut toili.phone.device;
    let rows = Rakors {}.answer(phone).unwrap();
    let own: Vec<_> = rows.iter().filter_map(|row| row.own).collect();
    assert_eq!((rows.len(), own), (2, vec![Presence::Hadir]));
    let text = |device: &Device, id| {
        let document = printing::document(device, id, RakorForm::Rhk8)?;
        Ok::<_, Error>(crate::forms::plain::text(&document))
    };
    let report = text(phone, id).unwrap();
    for said in [
        "ANI",
        "Pendamping Sosial PKH",
        "jembatan putus",
        "1 dari 2 staf hadir",
        "LAMPIRAN NOTULEN",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    assert_eq!(kind(text(phone, absent)), "rakor_not_there");
    let save = SaveRakor {
        id: None,
        base: String::new(),
        facts: facts("Palsu"),
    };
    assert_eq!(kind(save.run(phone)), "not_allowed");
    assert_eq!(kind(note(phone, id, "", "palsu")), "not_allowed");
    assert_eq!(
        kind(mark(phone, absent, &[(ani, Presence::Hadir)])),
        "not_allowed"
    );
    assert_eq!(kind(close(phone, id, true)), "not_allowed");
    // Past the calls; what is forged all the same, readers leave out (`kinds/tests/contents.rs`).
    let key = crate::calls::ids::document(phone, absent)
        .unwrap()
        .unwrap()
        .0;
    let forged = RakorPatch {
        presence: [(Attendee::Staff(ani), Some(Presence::Hadir))].into(),
        ..RakorPatch::default()
    };
    assert!(phone.edit(&key, &forged.into()).is_err());
}

#[test]
fn what_cannot_be_is_refused_and_a_reason_belongs_to_who_is_excused() {
    let mut stage = Stage::new(1905);
    let ani = stage.hire("ANI", &[TOILI]);
    let device = &mut stage.office.device;
    let id = save(device, "Rakor");
    let new = |facts: RakorFacts| SaveRakor {
        id: None,
        base: String::new(),
        facts,
    };
    assert_eq!(kind(new(facts(" rakor ")).run(device)), "rakor_taken");
    assert_eq!(kind(new(facts(" ")).run(device)), "name_missing");
    let backwards = RakorFacts {
        ends: Some(500),
        ..facts("Lain")
    };
    assert_eq!(kind(new(backwards).run(device)), "rakor_day");
    let excused = |device: &Device| MarkRakor {
        id,
        base: read(device, id).base,
        marks: [(who(ani), Some(Presence::Izin))].into(),
        reasons: [(who(ani), "sakit".to_owned())].into(),
        guests: vec![
            RakorGuest {
                name: "Pak Camat".to_owned(),
                agency: "Toili".to_owned(),
            },
            RakorGuest {
                name: "PAK  CAMAT".to_owned(),
                agency: "Toili".to_owned(),
            },
        ],
    };
    excused(device).run(device).unwrap();
    let view = read(device, id);
    assert_eq!(view.people[0].reason.as_deref(), Some("sakit"));
    assert_eq!((view.count.izin, view.count.guests), (1, 1));
    mark(device, id, &[(ani, Presence::Hadir)]).unwrap();
    assert_eq!(read(device, id).people[0].reason, None);
    assert!(
        note(device, id, "0000000000000000", "x").is_err(),
        "no such point"
    );
    note(device, id, "", "satu").unwrap();
    let key = read(device, id).points[0].key.clone();
    note(device, id, &key, " ").unwrap();
    assert!(
        read(device, id).points.is_empty(),
        "one without a text is taken out"
    );
}

#[test]
fn what_nobody_entitled_has_named_takes_no_rakors_name_away() {
    let mut stage = Stage::new(1992);
    let office = &mut stage.office.device;
    let key = DocKey::Rakor {
        filed: day("2026-11-18"),
        id: crate::calls::events::id_of("rakor", "Rakor", day("2026-11-18")),
    };
    // As the office reads what a member began: it is there, and says nothing.
    let nameless = RakorPatch {
        place: sesi_engine::documents::Set::To("Aula".to_owned()),
        ..RakorPatch::default()
    };
    office.edit(&key, &nameless.into()).unwrap();
    assert!(Rakors {}.answer(office).unwrap().is_empty());
    save(office, "Rakor");
    assert_eq!(Rakors {}.answer(office).unwrap().len(), 1);
}

#[test]
fn whoever_is_no_office_is_told_so_before_anything_else() {
    let mut toili = Toili::new(1993);
    let id = save(&mut toili.stage.office.device, "Rakor");
    toili.synced_office();
    toili.synced_phone();
    let phone = &mut toili.phone.device;
    let ani = phone.person().unwrap().unwrap();
    let base = || "no version".to_owned();
    let facts = RakorFacts::default();
    let save = SaveRakor {
        id: None,
        base: base(),
        facts,
    };
    let mark = MarkRakor {
        id,
        base: base(),
        marks: BTreeMap::new(),
        reasons: BTreeMap::new(),
        guests: Vec::new(),
    };
    let point = SaveRakorPoint {
        id,
        base: base(),
        point: RakorPoint {
            key: String::new(),
            speaker: String::new(),
            said: String::new(),
            decided: String::new(),
        },
    };
    let close = CloseRakor {
        id,
        base: base(),
        closed: true,
    };
    let task = TaskOfRakor {
        id,
        task: String::new(),
        who: ani,
        due: day("2026-11-20"),
    };
    let told = [
        kind(save.run(phone)),
        kind(mark.run(phone)),
        kind(point.run(phone)),
        kind(close.run(phone)),
        kind(task.run(phone)),
    ];
    assert_eq!(told, ["not_allowed"; 5]);
}

#[test]
fn nobody_is_marked_or_given_a_task_who_is_not_known() {
    let mut stage = Stage::new(1994);
    let device = &mut stage.office.device;
    let id = save(device, "Rakor");
    let marked = |device: &mut Device, who: String, guest: Option<&str>| {
        let mark = MarkRakor {
            id,
            base: read(device, id).base,
            marks: [(who, Some(Presence::Hadir))].into(),
            reasons: BTreeMap::new(),
            guests: guest
                .map(|name| RakorGuest {
                    name: name.to_owned(),
                    agency: String::new(),
                })
                .into_iter()
                .collect(),
        };
        mark.run(device)
    };
    let stranger = Uuid::from_u128(0x5742);
    let ratna = device.person().unwrap().unwrap();
    for unknown in [who(stranger), Attendee::guest("Pak Camat").to_string()] {
        assert!(marked(device, unknown, None).is_err());
    }
    let nameless = marked(device, who(ratna), Some("  "));
    assert_eq!(kind(nameless), "name_missing");
    let reasoned = MarkRakor {
        id,
        base: read(device, id).base,
        marks: BTreeMap::new(),
        reasons: [(who(stranger), "sakit".to_owned())].into(),
        guests: Vec::new(),
    };
    assert!(reasoned.run(device).is_err());
    let task = TaskOfRakor {
        id,
        task: "lapor ke bank".to_owned(),
        who: stranger,
        due: day("2026-11-20"),
    };
    assert!(task.run(device).is_err());
    let view = read(device, id);
    assert_eq!((view.count.hadir, view.count.guests), (0, 0));
    assert!(view.tasks.is_empty());
}
