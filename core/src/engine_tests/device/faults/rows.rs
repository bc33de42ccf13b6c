//! The commands that state something, each with its world before and what holds after it.

use super::*;

pub(super) fn revoking() -> Row {
    let mut toili = Toili::new(701);
    let dewi = toili.stage.hire("DEWI", &[]);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut second = toili.stage.second_office(dewi);
    second.device.invite(&wish(budi)).unwrap();
    second.synced(&mut toili.stage.relay);
    toili.synced_office();
    let stolen = second.device.id();
    Row::of_office(
        toili.stage,
        move |world| world.device().revoke(stolen).map_err(said),
        move |world| {
            let renewed = [office_feed(), roster(TOILI), meetings(TOILI)]
                .iter()
                .all(|purpose| world.newest(purpose) > Some(1));
            let members = world.device().membership();
            let revoked = members.state(stolen) == DeviceState::Revoked;
            renewed && revoked && members.invites_by(stolen).is_empty()
        },
    )
}

fn wish(staff: uuid::Uuid) -> InviteWish {
    InviteWish {
        person: staff,
        places: vec![TOILI.into()],
        office: false,
        valid_for: Duration::days(7),
    }
}

pub(super) fn inviting() -> Row {
    let mut stage = Stage::new(702);
    let budi = stage.hire("BUDI", &[TOILI]);
    Row::of_office(
        stage,
        move |world| world.device().invite(&wish(budi)).map(drop).map_err(said),
        |world| {
            let device = world.device();
            let count = "SELECT count(*) FROM invite";
            let kept: u32 = device
                .reader()
                .query_row(count, [], |row| row.get(0))
                .unwrap();
            kept == 1 && device.membership().open_invites(start()).len() == 1
        },
    )
}

pub(super) fn withdrawing() -> Row {
    let mut stage = Stage::new(703);
    let budi = stage.hire("BUDI", &[TOILI]);
    let invite = stage.office.device.invite(&wish(budi)).unwrap().id;
    Row::of_office(
        stage,
        move |world| world.device().withdraw_invite(invite).map_err(said),
        move |world| world.device().membership().is_withdrawn(invite),
    )
}

/// The phone is let in, and has every key.
fn is_in(world: &mut World, phone: sesi_wire::ids::DeviceId) -> bool {
    let device = world.device();
    let unreachable = device.me().unreachable_readers(device.reader()).unwrap();
    device.membership().author_key(phone).is_some() && unreachable.is_empty()
}

pub(super) fn letting_in() -> Row {
    let mut toili = Toili::new(704);
    let phone = enrolled(&mut toili).device.id();
    Row::of_office(toili.stage, World::exchange, move |world| {
        is_in(world, phone)
    })
}

pub(super) fn letting_in_by_file() -> Row {
    let mut toili = Toili::new(705);
    let mut phone = enrolled(&mut toili);
    let mut entries = Vec::new();
    file::export(&mut phone.device, file::Extent::All, &mut entries).unwrap();
    let phone = phone.device.id();
    Row::of_office(
        toili.stage,
        move |world| {
            let taken = file::import(world.device(), &mut &entries[..]);
            taken.map(drop).map_err(said)
        },
        move |world| {
            let members = world.device().membership();
            members.author_key(phone).is_some()
        },
    )
}

/// A phone that enrolled after its invite's end, of which the office knows by a file.
fn late(seed: u64) -> (Toili, sesi_wire::ids::DeviceId) {
    let mut toili = Toili::new(seed);
    let staff = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(staff, &[TOILI], false);
    toili.synced_office();
    let log = toili.stage.relay.feeds.clone();
    let late = join(&mut toili.stage, &invited);
    toili.stage.relay.feeds = log;
    later(&mut toili.stage, 8);
    toili.synced_office();
    super::super::authority::bring(&mut toili.stage.office, &[enrolment(&late)]);
    (toili, late.device.id())
}

pub(super) fn accepting_who_came_late() -> Row {
    let (toili, phone) = late(706);
    Row::of_office(
        toili.stage,
        move |world| {
            let accepted = world.device().accept_late_enrolment(phone);
            accepted.map(drop).map_err(said)
        },
        move |world| is_in(world, phone),
    )
}

pub(super) fn turning_down() -> Row {
    let (toili, phone) = late(707);
    Row::of_office(
        toili.stage,
        move |world| world.device().turn_down_enrolment(phone).map_err(said),
        |world| world.device().doubtful_enrolments().unwrap().is_empty(),
    )
}

fn has_feed(world: &mut World, kecamatan: &str, year: u16) -> bool {
    world.newest(&meetings_feed(kecamatan, year)) == Some(1)
}

pub(super) fn opening_a_kecamatan() -> Row {
    Row::of_office(
        Toili::new(708).stage,
        |world| {
            let device = world.device();
            device.ensure_place(LUWUK, &[2025, 2026]).map_err(said)
        },
        |world| {
            [2025, 2026]
                .iter()
                .all(|year| has_feed(world, LUWUK, *year))
        },
    )
}

fn in_the_next_year(seed: u64) -> (Stage, impl Fn(&mut World) -> bool + 'static) {
    let toili = Toili::new(seed);
    let phone = toili.phone.device.id();
    let next = "2027-01-05T00:00:00Z".parse().unwrap();
    toili.stage.office.ambient.set(next);
    let holds = move |world: &mut World| {
        let purpose = meetings_feed(TOILI, 2027);
        let device = world.device();
        let feed = FeedRow::of_purpose(device.reader(), &purpose.to_bytes()).unwrap();
        feed.is_some_and(|feed| device.membership().rights_now(phone, feed.id).is_some())
    };
    (toili.stage, holds)
}

pub(super) fn opening_the_year() -> Row {
    let (stage, holds) = in_the_next_year(709);
    let act = |world: &mut World| world.device().ensure_years().map_err(said);
    Row::of_office(stage, act, holds)
}

pub(super) fn starting_up() -> Row {
    let (stage, holds) = in_the_next_year(710);
    let act = |world: &mut World| {
        let device = world.device();
        device.start_up();
        let failed = device.status().unwrap().start_up_failed;
        failed.map_or(Ok(()), Err)
    };
    Row::of_office(stage, act, holds)
}

pub(super) fn widening() -> Row {
    let mut toili = Toili::new(711);
    let ani = toili.stage.hire("ANI", &[TOILI]);
    let phone = toili.phone.device.id();
    Row::of_office(
        toili.stage,
        move |world| {
            let patch = StaffPatch {
                kecamatan: [(LUWUK.to_owned(), Some(true))].into(),
                ..StaffPatch::default()
            };
            edit_staff(world.device(), ani, patch).map_err(said)
        },
        move |world| {
            let device = world.device();
            let feed = FeedRow::of_purpose(device.reader(), &meetings(LUWUK).to_bytes());
            let feed = feed.unwrap();
            feed.is_some_and(|feed| device.membership().rights_now(phone, feed.id).is_some())
        },
    )
}

const ROSTER: &str = "NO;ID PKH;NAMA PENGURUS;NIK;DESA;KECAMATAN;KELOMPOK;JABATAN;PENDAMPING;REKENING\n\
    1;72001;SITI AMINAH;7201094107800001;Samalore;Toili;MELATI 1;Ketua;ANI;01\n\
    2;72003;RATNA SARI;720109410780003;Samalore;Toili;MELATI 1;;ANI;03\n";

pub(super) fn importing() -> Row {
    let mut stage = Stage::new(712);
    stage.hire("ANI", &[TOILI]);
    Row::of_office(
        stage,
        |world| {
            let device = world.device();
            let bytes = ROSTER.as_bytes();
            let mut previews = device.preview_roster(bytes, "a.csv", None).map_err(said)?;
            let plan = device.plan_roster(&mut previews).map_err(said)?;
            let today = device.today().map_err(said)?;
            let done = device.import_roster(&plan, "a.csv", today);
            done.map(drop).map_err(said)
        },
        |world| {
            let families: u32 = world
                .device()
                .reader()
                .query_row("SELECT count(*) FROM rm_family", [], |row| row.get(0))
                .unwrap();
            let todos = world.device().roster_todos().unwrap().len();
            families == 1 && todos == 1 && has_feed(world, TOILI, 2026)
        },
    )
}

pub(super) fn founding() -> Row {
    Row::of_newcomer(
        Stage::new(713),
        |world| {
            let details = OfficeDetails {
                name: "Dinas Sosial".into(),
                kabupaten: "72.02".into(),
                utc_offset_minutes: 480,
                founder: "RATNA".into(),
                founder_role: "korkab".into(),
            };
            let ambient = world.ambient.clone();
            let founded = crate::office::found(
                &world.path,
                &world.key,
                ambient,
                &RelayAddress::unpinned("http://r"),
                &details,
            );
            world.device = Some(founded.map_err(said)?.device);
            Ok(())
        },
        |world| {
            let device = world.device();
            let known = device.document(&DocKey::Office).unwrap().is_some();
            known && device.membership().is_office(device.id())
        },
    )
}

pub(super) fn founding_at_the_relay() -> Row {
    let mut stage = Stage::new(714);
    stage.relay.wipe();
    stage
        .office
        .device
        .write(|conn, _| {
            conn.execute("UPDATE entry SET seq = NULL, chain = NULL", [])
                .map_err(crate::error::Error::from)
        })
        .unwrap();
    Row::of_office(
        stage,
        |world| {
            let device = world.device.as_mut().unwrap();
            driver::found(device, &mut world.relay, None).map_err(said)
        },
        |world| {
            let device = world.device();
            let root = device.membership().root();
            let first = ArchivedEntry::of_author(device.reader(), FeedId::CONTROL, root, 1);
            let first = first.unwrap().unwrap();
            let seq = ArchivedEntry::seq_of(device.reader(), FeedId::CONTROL, &first);
            seq.unwrap() == Some(1)
        },
    )
}

pub(super) fn joining() -> Row {
    let mut stage = Stage::new(715);
    let ani = stage.hire("ANI", &[TOILI]);
    let link = stage.invite(ani, &[TOILI], false).link;
    stage.office.synced(&mut stage.relay);
    Row::of_newcomer(
        stage,
        move |world| {
            let ambient = world.ambient.clone();
            let relay = &mut world.relay;
            let joined = Device::join(&world.path, &world.key, ambient, &link, relay);
            world.device = Some(joined.map_err(said)?);
            Ok(())
        },
        |world| {
            let id = world.device().id();
            let control = world.relay.log(FeedId::CONTROL).iter();
            let enrolments = control.filter(|bytes| {
                let entry = sesi_wire::entry::SealedEntry::parse((*bytes).clone()).unwrap();
                entry.header().kind == sesi_wire::entry::Kind::Enrolment
                    && entry.header().device == id
            });
            enrolments.count() == 1 && world.device().may_write(&roster(TOILI)).unwrap()
        },
    )
}

pub(super) fn recovering() -> Row {
    let mut stage = Stage::new(716);
    let words = stage.words.words().join(" ");
    let ani = DocKey::Staff(stage.hire("ANI", &[]));
    stage.office.synced(&mut stage.relay);
    Row::of_newcomer(
        stage,
        move |world| {
            if world.tries > 0 {
                // A try that broke off is made again with another file.
                world.path = world.path.with_extension("again.db");
            }
            let words = sesi_engine::keys::recovery::RecoveryWords::parse(&words).unwrap();
            let from = Recovery {
                relay: &RelayAddress::unpinned("http://relay.test"),
                words: &words,
            };
            let recovered = Device::recover(
                &world.path,
                &world.key,
                world.ambient.clone(),
                &from,
                &mut world.relay,
                &mut unwatched,
            );
            world.device = Some(recovered.map_err(said)?);
            Ok(())
        },
        move |world| {
            let device = world.device();
            let reads = device.document(&ani).unwrap().is_some();
            reads && device.membership().is_office(device.id())
        },
    )
}

pub(super) fn saying_again() -> Row {
    let mut toili = Toili::new(717);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    toili.synced_office();
    let mut twin = toili.stage.office.copy("twin.db", 99);
    twin.device.ensure_place(LUWUK, &[]).unwrap();
    twin.synced(&mut toili.stage.relay);
    let invite = toili.stage.invite(budi, &[TOILI], false).id;
    Row::of_office(toili.stage, World::exchange, move |world| {
        let relay = world.relay.log(FeedId::CONTROL).len();
        let device = world.device();
        let taken = sesi_wire::sync::Rejection::SeqTaken.number();
        let id = device.id();
        let unsaid = ArchivedEntry::own_refused(device.reader(), FeedId::CONTROL, id, taken);
        let open = device.membership().open_invites(start());
        let sent = ArchivedEntry::count_to_offer(device.reader()).unwrap() == 0;
        let whole = device.me().membership.devices().len() > 1 && relay > 0 && sent;
        whole
            && unsaid.unwrap().is_empty()
            && Fact::Copied.get(device.reader()).unwrap().is_some()
            && open.iter().any(|open| open.invite.invite == invite)
    })
}

pub(super) fn renewing_keys() -> Row {
    let mut toili = Toili::new(718);
    let staff = toili.stage.hire("BUDI", &[TOILI]);
    toili.stage.invite(staff, &[TOILI], false);
    toili.synced_office();
    let feed = toili.stage.office.feed(&office_feed()).id;
    let members = toili.stage.office.device.membership();
    let before = members.newest_epoch(feed);
    later(&mut toili.stage, 8);
    Row::of_office(toili.stage, World::exchange, move |world| {
        world.newest(&office_feed()) > before
    })
}

pub(super) fn giving_what_is_due() -> Row {
    let mut toili = Toili::new(719);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let phone = enrolled(&mut toili).device.id();
    toili.synced_office();
    second.device.ensure_place(TOILI, &[2025]).unwrap();
    // Its word arrives without its having heard of the phone.
    second.synced(&mut toili.stage.relay);
    let feed = second.feed(&meetings_feed(TOILI, 2025));
    Row::of_office(toili.stage, World::exchange, move |world| {
        let members = world.device().membership();
        members.rights_now(phone, feed.id).is_some() && is_in(world, phone)
    })
}

pub(super) fn hearing_of_a_revocation() -> Row {
    let mut toili = Toili::new(720);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    let late = toili.record(2, 0, Mark::Hadir);
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    assert!(colleague.device.document(&late).unwrap().is_some());
    toili.synced_office();
    let row = Row::of_office(toili.stage, World::exchange, move |world| {
        let device = world.device();
        let gone = device.document(&late).unwrap().is_none();
        gone && device.membership().state(lost) == DeviceState::Revoked
    });
    row.of_device(&colleague)
}

pub(super) fn looking_again() -> Row {
    let toili = Toili::new(721);
    Row::of_office(
        toili.stage,
        |world| {
            let device = world.device();
            device.runs_in(AppVersion::new("9.9").unwrap());
            device.look_again_after_update().map(drop).map_err(said)
        },
        |world| {
            let seen = Fact::SeenByApp.text(world.device().reader()).unwrap();
            seen.as_deref() == Some("9.9")
        },
    )
}

pub(super) fn moving_a_family() -> Row {
    let mut toili = Toili::new(722);
    let device = &mut toili.stage.office.device;
    device.ensure_place(LUWUK, &[2026]).unwrap();
    let family = DocKey::Family(toili.group.families[0]);
    Row::of_office(
        toili.stage,
        {
            let family = family.clone();
            move |world| {
                let patch = FamilyPatch {
                    kecamatan: Set::To(LUWUK.into()),
                    desa: Set::To(format!("{LUWUK}.2002")),
                    ..FamilyPatch::default()
                };
                let moved = world.device().edit(&family, &patch.into());
                moved.map(drop).map_err(said)
            }
        },
        move |world| {
            let device = world.device();
            let id = family.id(&device.office());
            let row = DocumentRow::get(device.reader(), id.as_bytes()).unwrap();
            row.is_some_and(|row| row.purpose == roster(LUWUK).to_bytes())
        },
    )
}

pub(super) fn saying_fallen_work_again() -> Row {
    let mut toili = Toili::new(723);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let meeting = toili.record(1, 0, Mark::Hadir);
    let document = toili.phone.device.document(&meeting).unwrap().unwrap();
    let first = document.changes().remove(0);
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    colleague.mark(&meeting, toili.group.families[1], Mark::Alfa);
    let patch = marks([(toili.group.families[0], Mark::Alfa)]);
    let other = other_story(&toili.phone, &meeting, &patch, &first, true);
    send(&mut toili.phone, &meeting, &other);
    toili.synced_phone();
    let row = Row::of_office(toili.stage, World::exchange, move |world| {
        let device = world.device();
        let document = device.document(&meeting).unwrap().unwrap();
        let marks = "SELECT count(*) FROM rm_mark WHERE mark IS NOT NULL";
        let marks: u32 = device
            .reader()
            .query_row(marks, [], |row| row.get(0))
            .unwrap();
        let sent = device.acknowledged(document.id()).unwrap();
        document.contains(other.hash()) && marks == 2 && sent
    });
    row.of_device(&colleague)
}

/// A phone with work of a year that has no feed.
fn lacking(seed: u64) -> Toili {
    let mut toili = Toili::new(seed);
    let date = "2025-12-10".parse().unwrap();
    let session = SessionCode::new("M1.1").unwrap();
    let meeting = DocKey::meeting(toili.group.id, date, session).unwrap();
    toili
        .phone
        .mark(&meeting, toili.group.families[0], Mark::Hadir);
    toili
}

pub(super) fn saying_what_is_lacking() -> Row {
    let Toili { stage, phone, .. } = lacking(724);
    let feed = phone.feed(&roster(TOILI)).id;
    let before = stage.relay.log(feed).len();
    let row = Row::of_office(stage, World::exchange, move |world| {
        let said = Fact::SaidLacking.get(world.device().reader()).unwrap();
        said.is_some() && world.relay.log(feed).len() == before + 1
    });
    row.of_device(&phone)
}

pub(super) fn opening_what_is_lacking() -> Row {
    let mut toili = lacking(725);
    toili.synced_phone();
    Row::of_office(toili.stage, World::exchange, |world| {
        has_feed(world, TOILI, 2025)
    })
}
