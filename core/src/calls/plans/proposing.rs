//! What a plan could be, asked for and never done: free months filled in the curriculum's order, and what was missed moved on with all that
//! follows. Knows no document and no database.

use std::collections::VecDeque;

use crate::queries::plans::PlanState;
use crate::reference::{Curriculum, SessionCode};

/// A month as a proposal sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Month {
    /// 1 to 12.
    pub month: u32,
    pub state: PlanState,
    pub sessions: Vec<String>,
}

impl Month {
    /// It can be given sessions: nothing was held in it, and nobody said that the group does not meet.
    fn is_open(&self) -> bool {
        matches!(self.state, PlanState::Planned | PlanState::Empty)
    }
}

/// Months and the sessions that they would have.
pub(super) type Proposed = Vec<(u32, Vec<String>)>;

/// One session for each free month from `from` on: the next one that the group had not been given and that no later month has.
/// `delivered` is what it had, the oldest first.
pub(super) fn fill(
    months: &[Month],
    from: u32,
    delivered: &[&str],
    curriculum: &Curriculum,
) -> Proposed {
    let mut proposed: Proposed = Vec::new();
    let ahead = || {
        months
            .iter()
            .filter(|month| month.month >= from && month.is_open())
    };
    for month in ahead().filter(|month| month.sessions.is_empty()) {
        let later = ahead().filter(|other| other.month > month.month);
        let earlier = ahead().filter(|other| other.month < month.month);
        // The place in the curriculum goes on behind what is given or planned last before this month; what later months have is taken.
        let mut before: Vec<(u32, &str)> = Vec::new();
        for each in earlier {
            before.extend(each.sessions.iter().map(|code| (each.month, code.as_str())));
        }
        for (at, codes) in &proposed {
            before.extend(codes.iter().map(|code| (*at, code.as_str())));
        }
        before.sort_by_key(|(at, _)| *at);
        let taken = later.flat_map(|each| each.sessions.iter().map(String::as_str));
        let given: Vec<SessionCode> = taken
            .chain(delivered.iter().copied())
            .chain(before.into_iter().map(|(_, code)| code))
            .filter_map(|code| code.parse().ok())
            .collect();
        let Some(next) = curriculum.suggest_next(&given) else {
            break;
        };
        proposed.push((month.month, vec![next.to_string()]));
    }
    proposed
}

/// What was missed before `from` and neither given nor planned since comes first, and what stood there moves on, until a free month takes
/// it. What no longer fits into the year is returned beside it. Nothing where nothing was missed.
pub(super) fn shift(months: &[Month], from: u32, delivered: &[&str]) -> (Proposed, Vec<String>) {
    let ahead: Vec<&Month> = months
        .iter()
        .filter(|month| month.month >= from && month.is_open())
        .collect();
    let planned: Vec<&Vec<String>> = ahead
        .iter()
        .map(|month| &month.sessions)
        .filter(|sessions| !sessions.is_empty())
        .collect();
    let mut missed: Vec<Vec<String>> = Vec::new();
    for month in months {
        if month.month >= from || month.state != PlanState::Missed {
            continue;
        }
        let owed = |code: &&String| {
            !delivered.contains(&code.as_str())
                && !planned.iter().any(|sessions| sessions.contains(code))
                && !missed.iter().any(|sessions| sessions.contains(code))
        };
        let owed: Vec<String> = month.sessions.iter().filter(owed).cloned().collect();
        if !owed.is_empty() {
            missed.push(owed);
        }
    }
    if missed.is_empty() {
        return (Vec::new(), Vec::new());
    }
    // Each month gives what it had to the next; one that is free ends it.
    let mut waiting: VecDeque<Vec<String>> = missed.into();
    let mut proposed = Vec::new();
    for month in ahead {
        if !month.sessions.is_empty() && !waiting.is_empty() {
            waiting.push_back(month.sessions.clone());
        }
        let Some(sessions) = waiting.pop_front() else {
            break;
        };
        if sessions != month.sessions {
            proposed.push((month.month, sessions));
        }
    }
    (proposed, waiting.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(month: u32, state: PlanState, sessions: &[&str]) -> Month {
        Month {
            month,
            state,
            sessions: sessions.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    fn year(of: impl Fn(u32) -> Month) -> Vec<Month> {
        (1..=12).map(of).collect()
    }

    fn codes(proposed: &Proposed) -> Vec<(u32, &str)> {
        proposed
            .iter()
            .map(|(month, codes)| (*month, codes[0].as_str()))
            .collect()
    }

    #[test]
    fn free_months_are_filled_in_order_around_what_is_there() {
        let months = year(|at| match at {
            8 => month(8, PlanState::Done, &["M1.1"]),
            10 => month(10, PlanState::Planned, &["M1.3"]),
            11 => month(11, PlanState::Off, &[]),
            _ => month(at, PlanState::Empty, &[]),
        });
        let proposed = fill(&months, 9, &["M1.1"], Curriculum::own());
        assert_eq!(codes(&proposed), [(9, "M1.2"), (12, "M1.4")]);
        let open_topic = fill(&months, 12, &["M1.2", "MX"], Curriculum::own());
        assert_eq!(
            codes(&open_topic),
            [(12, "M1.3")],
            "an open topic does not move the order"
        );
        assert_eq!(fill(&months, 13, &[], Curriculum::own()), []);
    }

    #[test]
    fn what_was_missed_moves_on_with_all_that_follows_and_says_what_no_longer_fits() {
        let months = year(|at| match at {
            9 => month(9, PlanState::Missed, &["M1.1"]),
            10 => month(10, PlanState::Planned, &["M1.2"]),
            11 => month(11, PlanState::Off, &[]),
            12 => month(12, PlanState::Planned, &["M1.3", "M1.4"]),
            _ => month(at, PlanState::Empty, &[]),
        });
        let (proposed, left) = shift(&months, 10, &[]);
        let sessions = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        assert_eq!(
            proposed,
            [(10, sessions(&["M1.1"])), (12, sessions(&["M1.2"]))]
        );
        assert_eq!(left, ["M1.3", "M1.4"]);
        assert_eq!(
            shift(&months, 10, &["M1.1"]),
            (vec![], vec![]),
            "given since"
        );
    }

    fn any_year() -> impl Strategy<Value = Vec<Month>> {
        let state = prop_oneof![
            Just(PlanState::Planned),
            Just(PlanState::Empty),
            Just(PlanState::Off),
            Just(PlanState::Done),
        ];
        let one = (state, 1u32..=8);
        prop::collection::vec(one, 12).prop_map(|cells| {
            (1..=12)
                .zip(cells)
                .map(|(at, (state, no))| {
                    let state = match state {
                        PlanState::Planned if at < 7 => PlanState::Missed,
                        other => other,
                    };
                    let code = format!("M1.{no}");
                    let sessions: &[&str] = match state {
                        PlanState::Empty | PlanState::Off => &[],
                        _ => &[code.as_str()],
                    };
                    month(at, state, sessions)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_proposal_touches_only_open_months_ahead_and_loses_no_session(months in any_year()) {
            let planned = |of: &[Month]| -> Vec<String> {
                let ahead = of.iter().filter(|month| month.month >= 7 && month.state == PlanState::Planned);
                ahead.flat_map(|month| month.sessions.clone()).collect()
            };
            for (at, codes) in fill(&months, 7, &[], Curriculum::own()) {
                let month = &months[at as usize - 1];
                prop_assert!(at >= 7 && month.state == PlanState::Empty);
                prop_assert!(!planned(&months).contains(&codes[0]));
            }
            let (proposed, left) = shift(&months, 7, &[]);
            let mut after = months.clone();
            for (at, codes) in proposed {
                let month = &mut after[at as usize - 1];
                prop_assert!(at >= 7 && month.is_open());
                month.sessions = codes;
                month.state = PlanState::Planned;
            }
            let mut kept = planned(&after);
            kept.extend(left.clone());
            // In order, and behind what was missed and is nowhere else.
            prop_assert!(kept.ends_with(&planned(&months)));
            let owed = kept.len() - planned(&months).len();
            for code in &kept[..owed] {
                let missed = months.iter().any(|month| month.state == PlanState::Missed && month.sessions.contains(code));
                prop_assert!(missed && !planned(&months).contains(code));
            }
            let missed = months.iter().filter(|month| month.state == PlanState::Missed);
            for code in missed.flat_map(|month| &month.sessions) {
                prop_assert!(kept.contains(code));
            }
            // Once it is done, there is nothing left to move but what did not fit.
            let (again, _) = shift(&after, 7, &left.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(again, []);
        }
    }
}
