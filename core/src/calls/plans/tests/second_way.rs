//! Every state of a month counted a second way, from the documents.

use super::*;

/// Everything that the documents say, read one by one and not from the read model.
struct Slow {
    meetings: Vec<MeetingView>,
    plans: Vec<PlanView>,
}

impl Slow {
    fn read(device: &Device) -> Self {
        let mut keys = Vec::new();
        DocumentRow::each(device.reader(), |row| {
            keys.push(DocKey::from_bytes(&row.key).unwrap());
            Ok::<_, StoreError>(())
        })
        .unwrap();
        let mut slow = Self {
            meetings: Vec::new(),
            plans: Vec::new(),
        };
        for key in keys {
            match device.document(&key).unwrap().unwrap().view() {
                View::Meeting(meeting) => slow.meetings.push(*meeting),
                View::Plan(plan) => slow.plans.push(plan),
                _ => {}
            }
        }
        slow
    }

    /// What was given on the days of a month, one day after the other.
    fn given(&self, group: Uuid, month: u32) -> BTreeSet<String> {
        let mut given = BTreeSet::new();
        for day in (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(2026, month, day)) {
            for meeting in &self.meetings {
                if meeting.group == group && meeting.date == day && !meeting.cancelled {
                    given.insert(meeting.session.as_str().to_owned());
                    let more = meeting.more_sessions.iter();
                    given.extend(more.map(|code| code.as_str().to_owned()));
                }
            }
        }
        given
    }

    fn state(&self, group: Uuid, month: u32, today: NaiveDate) -> PlanState {
        let given = self.given(group, month);
        let mut plans = self.plans.iter().filter(|plan| plan.group == group);
        let plan = plans.next().and_then(|plan| {
            let mut months = plan.months.iter();
            months.find(|(at, _)| at.month() == month)
        });
        let Some((_, cell)) = plan else {
            return if given.is_empty() {
                PlanState::Empty
            } else {
                PlanState::Unplanned
            };
        };
        let wanted: BTreeSet<String> = cell.sessions.iter().map(ToString::to_string).collect();
        let is_planned = !wanted.is_empty() || cell.date.is_some();
        let missing = wanted.difference(&given).count();
        let sessions = given.iter().filter(|code| code.contains('.')).count();
        match (is_planned, given.len(), missing, sessions) {
            (false, 0, ..) if cell.reason.is_some() => PlanState::Off,
            (false, 0, ..) => PlanState::Empty,
            (false, ..) => PlanState::Unplanned,
            (true, 1.., 0, _) => PlanState::Done,
            (true, 1.., _, 1..) => PlanState::Other,
            _ if cell.reason.is_some() => PlanState::Off,
            _ if month < today.month() => PlanState::Missed,
            _ => PlanState::Planned,
        }
    }

    fn agrees(&self, device: &Device, groups: &[Kelompok]) {
        let today = device.today().unwrap();
        let table = Plans {
            year: Some(2026),
            kecamatan: Some(TOILI.to_owned()),
        };
        let table = table.answer(device).unwrap();
        let mut total = [0; 7];
        for group in groups {
            let form = form(device, group.id);
            let row = table.groups.iter().find(|row| row.group.id == group.id);
            let row = row.unwrap();
            let mut counted = [0; 7];
            for month in 1..=12u32 {
                let at = month as usize - 1;
                let state = self.state(group.id, month, today);
                assert_eq!(form.months[at].state, state, "month {month}");
                assert_eq!(row.months[at].state, state, "one word, one state");
                let place = match state {
                    PlanState::Done => 1,
                    PlanState::Other => 2,
                    PlanState::Missed => 3,
                    PlanState::Planned => 4,
                    PlanState::Off => 5,
                    PlanState::Unplanned => 6,
                    PlanState::Empty => continue,
                };
                counted[place] += 1;
                counted[0] += u32::from(place <= 4);
            }
            let shown = |figures: PlanFigures| {
                [
                    figures.planned,
                    figures.done,
                    figures.other,
                    figures.missed,
                    figures.upcoming,
                    figures.off,
                    figures.unplanned,
                ]
            };
            assert_eq!(shown(form.figures), counted);
            assert_eq!(shown(row.figures), counted, "one word, one number");
            for (sum, one) in total.iter_mut().zip(counted) {
                *sum += one;
            }
            assert_eq!(counted[1..=4].iter().sum::<u32>(), counted[0]);
        }
        assert_eq!(table.total.planned, total[0]);
        assert_eq!(table.total.unplanned, total[6]);
        assert_eq!(
            table.total.done + table.total.other + table.total.missed,
            total[1] + total[2] + total[3]
        );
    }
}

const CODES: [&str; 5] = ["M1.1", "M1.2", "M1.3", "M2.5", "MX"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    /// What is planned, taken back, held and cancelled, all at random.
    #[test]
    fn every_month_is_counted_a_second_way(
        planned in prop::collection::vec((0usize..2, 1u32..=12, prop::collection::vec(0usize..5, 0..3), any::<bool>(), any::<bool>()), 0..24),
        held in prop::collection::vec((0usize..2, 1u32..=12, 1u32..=28, 0usize..5, any::<bool>(), 0u32..8), 0..24),
    ) {
        let mut stage = Stage::new(788);
        let ani = stage.hire("ANI", &[TOILI]);
        let groups = [stage.group(TOILI, "MAWAR", ani, 1), stage.group(TOILI, "MELATI", ani, 1)];
        let device = &mut stage.office.device;
        for (group, month, sessions, dated, off) in planned {
            let sessions: Vec<&str> = sessions.into_iter().map(|at| CODES[at]).collect();
            let mut said = if dated { on(month, 7, &sessions) } else { words(month, &sessions) };
            if off {
                said.reason = "Banjir".into();
            }
            plan(device, groups[group].id, vec![said]);
        }
        for (group, month, at, session, two, cancelled) in held {
            let key = DocKey::meeting(groups[group].id, day(month, at), SessionCode::new(CODES[session]).unwrap()).unwrap();
            let more = if two { Set::To(vec![SessionCode::new("M1.2").unwrap()]) } else { Set::Keep };
            let patch = MeetingPatch { more_sessions: more, cancelled: Set::To(cancelled == 0), place: Set::To("Balai".into()), ..MeetingPatch::default() };
            device.edit(&key, &patch.into()).unwrap();
        }
        Slow::read(device).agrees(device, &groups);
    }
}
