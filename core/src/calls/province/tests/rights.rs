//! Who tells what of whom: a kabupaten its own, the province nothing for it, and nobody a figure that is not whole.

use super::*;

#[test]
fn a_kabupaten_reads_no_other_and_speaks_for_no_other() {
    let mut province = Province::new(2008, &[BANGGAI, POSO]);
    let (banggai, poso) = (province.members[0].1, province.members[1].1);
    let (_a, path) = made_up(BANGGAI, MONTH, 10);
    take(&mut province.members[0].2.device, &path).unwrap();
    province.synced();
    let rows = |station: &Station| station.rows("SELECT hex(staff) FROM rm_published");
    assert_eq!(rows(&province.members[0].2).len(), 1);
    assert_eq!(rows(&province.members[1].2), Vec::<String>::new());
    let may = |station: &Station, staff| station.device.may_write(&person_feed(staff)).unwrap();
    assert!(may(&province.members[0].2, banggai) && !may(&province.members[0].2, poso));
    // In Poso's name: by its feed there is no key, and by one's own it counts nowhere.
    let month = YearMonth::new(2026, 10).unwrap();
    let places: BTreeMap<String, String> = [(POSO.to_owned(), "1,1,1".to_owned())].into();
    let forged = PublishedPatch {
        version: Set::To(9),
        digest: Set::To(handing::digest(MONTH, &places)),
        places: places
            .into_iter()
            .map(|(code, line)| (code, Some(line)))
            .collect(),
        ..PublishedPatch::default()
    };
    let key = DocKey::Published {
        kabupaten: poso,
        month,
        device: province.members[0].2.device.id(),
        send: Uuid::from_u128(9),
    };
    let device = &mut province.members[0].2.device;
    let by_its_feed = device.edit(&key, &forged.clone().into());
    let own = person_feed(banggai);
    let by_own = device.write(|conn, me| me.edit(conn, &key, &own, &forged.into()));
    assert!(by_own.is_ok());
    province.synced();
    assert!(by_its_feed.is_err() || rows(&province.members[1].2).is_empty());
    let view = table(&province.stage.office.device, MONTH);
    assert!(row_of(&view, POSO).0.told.is_none());
    assert!(row_of(&view, BANGGAI).0.told.is_some());
    // What only the province asks, no kabupaten does, and no office of a kabupaten.
    let device = &mut province.members[0].2.device;
    let month = MONTH.to_owned();
    assert_eq!(kind(ProvinceMonth { month }.answer(device)), "not_allowed");
    let code = POSO.to_owned();
    assert_eq!(kind(KabupatenMonths { code }.answer(device)), "not_allowed");
    let code = POSO.to_owned();
    assert_eq!(kind(AddKabupaten { code }.run(device)), "not_allowed");
    let mut toili = Toili::new(2009);
    let month = MONTH.to_owned();
    let office = &mut toili.stage.office.device;
    assert_eq!(kind(ProvinceMonth { month }.answer(office)), "not_province");
    assert_eq!(kind(OwnMonths {}.answer(office)), "not_kabupaten");
    assert_eq!(
        kind(sums(&province.stage.office.device, MONTH)),
        "not_kabupaten"
    );
}

/// A change of the patch that `by` makes in a document of that key, sent by the device of the province whatever its app says.
fn smuggle(station: &mut Station, staff: Uuid, key: &DocKey, patch: &Patch, by: DeviceId) {
    let office = station.device.office();
    let by = Authorship {
        device: by,
        actor: ActorSeed([0xff; 6]),
        time: crate::testkit::start(),
    };
    let mut own = key.clone();
    if let DocKey::Published { device, .. } = &mut own {
        *device = by.device;
    }
    let change = Document::new(own, &office).commit(patch, by);
    let change = change.unwrap().unwrap();
    let stored = station.device.document(key).unwrap();
    let document = stored.unwrap_or_else(|| Document::new(key.clone(), &office));
    let (id, into) = (document.id(), person_feed(staff).to_bytes());
    let row = DocumentRow {
        id: *id.as_bytes(),
        key: key.to_bytes(),
        purpose: into.clone(),
        heads: document.heads().to_bytes(),
        saved: document.save(),
    };
    station
        .device
        .write(|tx, _| {
            row.put(tx)?;
            PendingChange::add(tx, id.as_bytes(), &into, change.contents())
        })
        .unwrap();
}

/// What a kabupaten told stays told: a device of the province's office, which writes that feed and the register, can neither hide nor change it,
/// nor tell in the kabupaten's name.
#[test]
fn what_a_kabupaten_told_no_device_of_the_province_undoes() {
    let mut province = Province::new(2013, &[BANGGAI]);
    let staff = province.members[0].1;
    let dewi = province.stage.hire("DEWI", &[]);
    let mut hostile = province.stage.second_office(dewi);
    let (_a, path) = made_up(BANGGAI, MONTH, 10);
    take(&mut province.members[0].2.device, &path).unwrap();
    province.synced();
    hostile.synced(&mut province.stage.relay);
    let teller = province.members[0].2.device.id();
    let told = hostile.rows("SELECT send FROM rm_published");
    assert_eq!(told.len(), 1);
    let send = hostile
        .device
        .reader()
        .query_row("SELECT send FROM rm_published", [], |row| row.get(0))
        .map(Uuid::from_bytes)
        .unwrap();
    let month = YearMonth::new(2026, 10).unwrap();
    let key = |device, send| DocKey::Published {
        kabupaten: staff,
        month,
        device,
        send,
    };
    let places: BTreeMap<String, String> = [(BANGGAI.to_owned(), "1,1,1".to_owned())].into();
    let other = |version| {
        Patch::from(PublishedPatch {
            version: Set::To(version),
            digest: Set::To(handing::digest(MONTH, &places)),
            places: places
                .iter()
                .map(|(code, line)| (code.clone(), Some(line.clone())))
                .collect(),
            ..PublishedPatch::default()
        })
    };
    let real = key(teller, send);
    let own = hostile.device.id();
    assert!(hostile.device.edit(&real, &other(9)).is_err());
    assert!(hostile.device.edit(&key(own, send), &other(9)).is_err());
    // In its own name and in that of the device that told, over what was told and beside it.
    for by in [own, teller] {
        for device in [own, teller] {
            for send in [send, Uuid::from_u128(9)] {
                smuggle(&mut hostile, staff, &key(device, send), &other(9), by);
            }
        }
    }
    // The register is the province's to write: the device is no longer the kabupaten's, the hostile one is, the member is no kabupaten any more,
    // and another one is that kabupaten.
    let cleared = StaffPatch {
        devices: [(teller.to_string(), None), (own.to_string(), Some(true))].into(),
        kabupaten: Set::Clear,
        ..StaffPatch::default()
    };
    crate::office::edit_staff(&mut hostile.device, staff, cleared).unwrap();
    let second = StaffPatch {
        name: Set::To("ZZZ".to_owned()),
        kabupaten: Set::To(BANGGAI.to_owned()),
        ..StaffPatch::default()
    };
    crate::office::edit_staff(&mut hostile.device, Uuid::from_u128(u128::MAX), second).unwrap();
    hostile.synced(&mut province.stage.relay);
    province.synced();
    let office = &province.stage.office.device;
    let view = table(office, MONTH);
    let (row, cells) = row_of(&view, BANGGAI);
    assert_eq!(row.staff, Some(staff));
    let told = row.told.as_ref().unwrap();
    assert_eq!((told.version, told.doubled), (1, false));
    assert_eq!(*cell(&view.table, cells, "families"), Cell::Number(10));
    let code = BANGGAI.to_owned();
    let months = KabupatenMonths { code }.answer(office).unwrap().months;
    assert_eq!(months[0].versions.len(), 1);
    // The kabupaten sees the same, and goes on telling.
    let (_b, path) = made_up(BANGGAI, MONTH, 20);
    let device = &mut province.members[0].2.device;
    let own = OwnMonths {}.answer(device).unwrap().months;
    assert_eq!(own[0].versions[0].digest, months[0].versions[0].digest);
    assert_eq!(take(device, &path).unwrap().version, 2);
    province.synced();
    let view = table(&province.stage.office.device, MONTH);
    let (_, cells) = row_of(&view, BANGGAI);
    assert_eq!(*cell(&view.table, cells, "families"), Cell::Number(20));
    // What was smuggled in another's name waits on the shelf, with its reason.
    let parked = Parked::all(province.stage.office.device.reader()).unwrap();
    assert!(!parked.is_empty());
    let reasons = parked.iter();
    assert!(
        reasons
            .map(|one| one.reason)
            .all(|it| it == ParkReason::ForgedAuthor)
    );
}

#[test]
fn a_kabupaten_is_added_once_and_only_one_of_the_province() {
    let mut stage = Stage::at("72", 2010);
    let add = |device: &mut Device, code: &str| {
        let code = code.to_owned();
        AddKabupaten { code }.run(device)
    };
    let device = &mut stage.office.device;
    let first = add(device, BANGGAI).unwrap();
    assert_eq!(add(device, BANGGAI).unwrap(), first);
    for code in ["73.01", "72", "72.99", "72.01.09"] {
        assert_eq!(kind(add(device, code)), "unknown_kabupaten", "{code}");
    }
    let elsewhere = KabupatenMonths {
        code: "73.01".to_owned(),
    };
    assert_eq!(kind(elsewhere.answer(device)), "unknown_kabupaten");
    let invite = |device: &mut Device, staff| {
        let invite = Invite {
            staff,
            office: false,
            days: 7,
        };
        invite.run(device).map(|card| card.text)
    };
    assert!(invite(device, first).is_ok(), "it needs no kecamatan");
    let somebody = SaveStaff {
        id: None,
        name: "DEWI".into(),
        role: "staf".into(),
        nip: String::new(),
        phone: String::new(),
        kecamatan: BTreeSet::new(),
    };
    let somebody = somebody.run(device).unwrap();
    assert_eq!(kind(invite(device, somebody)), "no_kecamatan");
}

#[test]
fn figures_that_came_in_part_do_not_count() {
    let mut province = Province::new(2012, &[BANGGAI]);
    let staff = province.members[0].1;
    let key = DocKey::Published {
        kabupaten: staff,
        month: YearMonth::new(2026, 10).unwrap(),
        device: province.members[0].2.device.id(),
        send: Uuid::from_u128(1),
    };
    let patch = PublishedPatch {
        version: Set::To(3),
        digest: Set::To("0".repeat(64)),
        places: [(BANGGAI.to_owned(), Some("7,7,7".to_owned()))].into(),
        ..PublishedPatch::default()
    };
    province.members[0]
        .2
        .device
        .edit(&key, &patch.into())
        .unwrap();
    province.synced();
    let office = &province.stage.office.device;
    let view = table(office, MONTH);
    assert!(row_of(&view, BANGGAI).0.told.is_none());
    let code = BANGGAI.to_owned();
    let months = KabupatenMonths { code }.answer(office).unwrap();
    assert!(!months.months[0].versions[0].whole, "and it is shown");
}

/// A kabupaten's device whose app was changed: the digest fits whatever it says.
#[test]
fn figures_of_another_kabupaten_or_without_ones_own_sums_do_not_count() {
    let mut province = Province::new(2014, &[BANGGAI]);
    let staff = province.members[0].1;
    let lines = [
        // Its kecamatan alone, without the sums of the whole.
        vec![("72.01.09", "7,7,7")],
        // Another one's kecamatan, and another one's sums, beside its own.
        vec![("72.01", "7,7,7"), ("72.02.01", "9,9,9")],
        vec![("72.01", "7,7,7"), ("72.02", "9,9,9")],
        vec![("72.02", "9,9,9")],
    ];
    for (lines, no) in lines.into_iter().zip(1u16..) {
        let device = &mut province.members[0].2.device;
        let key = DocKey::Published {
            kabupaten: staff,
            month: YearMonth::new(2026, 10).unwrap(),
            device: device.id(),
            send: Uuid::from_u128(no.into()),
        };
        let places: BTreeMap<String, String> = lines
            .iter()
            .map(|(code, line)| {
                let sums = Sums::parse(line).unwrap();
                ((*code).to_owned(), sums.line())
            })
            .collect();
        let patch = PublishedPatch {
            version: Set::To(no),
            digest: Set::To(handing::digest("2026-10", &places)),
            places: places
                .into_iter()
                .map(|(code, line)| (code, Some(line)))
                .collect(),
            ..PublishedPatch::default()
        };
        device.edit(&key, &patch.into()).unwrap();
    }
    province.synced();
    let office = &province.stage.office.device;
    assert!(row_of(&table(office, MONTH), BANGGAI).0.told.is_none());
    let code = BANGGAI.to_owned();
    let months = KabupatenMonths { code }.answer(office).unwrap();
    let whole = months.months[0].versions.iter().filter(|one| one.whole);
    assert_eq!((months.months[0].versions.len(), whole.count()), (4, 0));
}
