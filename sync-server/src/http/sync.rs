//! `POST /v1/sync` as HTTP: the bearer token, the device's rate, the body.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{TOKEN_LEN, TokenHash};

use super::App;
use super::limits::{discard_body, read_body};
use crate::protocol::sync as protocol;
use crate::protocol::{Answer, RelayTime, fault};
use crate::storage::Session;

/// The route.
pub async fn sync(State(app): State<Arc<App>>, request: Request) -> Response {
    app.answer("sync", call(&app, request)).await
}

async fn call(app: &App, request: Request) -> Result<Answer, Fault> {
    let (parts, body) = request.into_parts();
    let session = match admit(app, &parts.headers).await {
        Ok(session) => session,
        Err(fault) => {
            discard_body(body, app.body_time()).await;
            return Err(fault);
        }
    };
    let body = read_body(&parts.headers, body, app.body_time()).await?;
    protocol::sync(&app.storage, session, &body, app.rules, RelayTime::now()).await
}

/// Whose request it is, before its body costs anything.
async fn admit(app: &App, headers: &HeaderMap) -> Result<Session, Fault> {
    let Some(token) = token(headers) else {
        app.gate.stranger()?;
        return Err(fault(Code::UnknownToken, "the request carries no token"));
    };
    match protocol::authenticate(&*app.storage, token).await {
        Ok(session) => {
            app.gate.device(&token)?;
            Ok(session)
        }
        Err(fault) => {
            app.gate.stranger()?;
            Err(fault)
        }
    }
}

/// The hash of the bearer token; nothing else of the token leaves this function.
fn token(headers: &HeaderMap) -> Option<TokenHash> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let token = BASE64URL_NOPAD.decode(token.trim().as_bytes()).ok()?;
    let token: [u8; TOKEN_LEN] = token.try_into().ok()?;
    Some(TokenHash::of_token(&token))
}

#[cfg(test)]
mod tests {
    use sesi_wire::chain::Chain;
    use sesi_wire::entry::Kind;
    use sesi_wire::fault::Code;
    use sesi_wire::ids::{EntryId, FeedId};
    use sesi_wire::limits::{MAX_BUDGET, MAX_REQUEST, MIN_BUDGET};
    use sesi_wire::statement::{DeviceRole, Rights};
    use sesi_wire::sync::{
        FeedState, Frame, Mode, PushResult, Rejection, SyncRequest, Want, to_vec,
    };

    use crate::fixture::caller::{pulling, pushing, results};
    use crate::fixture::people::{grant, invite, office_grant, revoke};
    use crate::fixture::{Caller, Person, Staff, TestRelay, start, start_with};

    const EAST: FeedId = FeedId([1; 8]);
    const WEST: FeedId = FeedId([2; 8]);

    /// A relay with an office: Ani writes East, Budi writes West and reads East.
    struct Kabupaten {
        relay: TestRelay,
        caller: Caller,
        staff: Staff,
        ani: Person,
        budi: Person,
    }

    fn kabupaten() -> Kabupaten {
        let relay = start();
        let mut caller = Caller::to(relay.address());
        let staff = Staff::founded(&mut caller, 1);
        let (ani, budi) = (Person::new(2), Person::new(3));
        let said = [
            grant(&ani, 1, &[(EAST, Rights::Write)]),
            grant(&budi, 1, &[(WEST, Rights::Write), (EAST, Rights::Read)]),
        ];
        let entry = staff.root.statements(&staff, 2, &said);
        assert_eq!(caller.push(&staff.root, &[&entry]), accepted(2));
        Kabupaten {
            relay,
            caller,
            staff,
            ani,
            budi,
        }
    }

    fn accepted(seq: u64) -> Vec<PushResult> {
        vec![PushResult::Accepted(seq)]
    }

    fn rejected(reason: Rejection) -> Vec<PushResult> {
        vec![PushResult::Rejected(reason)]
    }

    fn after(feed: FeedId, since: u64, chain: Option<Chain>) -> FeedState {
        FeedState {
            feed,
            since,
            chain: chain.map(|chain| chain.mark()).unwrap_or_default(),
            own_seq: 0,
            mode: None,
        }
    }

    fn from_start(feed: FeedId) -> FeedState {
        after(feed, 0, None)
    }

    /// The frames between head and end.
    fn middle(frames: &[Frame]) -> &[Frame] {
        assert!(matches!(frames[0], Frame::Head { version: 1, .. }));
        &frames[1..frames.len() - 1]
    }

    fn page_end(frames: &[Frame]) -> (Chain, u64) {
        frames
            .iter()
            .find_map(|frame| match frame {
                Frame::PageEnd { chain, head } => Some((*chain, *head)),
                _ => None,
            })
            .unwrap()
    }

    fn entries(frames: &[Frame]) -> Vec<Vec<u8>> {
        let entry = |frame: &Frame| match frame {
            Frame::Entry(bytes) => Some(bytes.clone()),
            _ => None,
        };
        frames.iter().filter_map(entry).collect()
    }

    #[test]
    fn one_round_trip_pushes_and_pulls_and_an_idle_one_says_nothing() {
        let mut k = kabupaten();
        let first = k.ani.data(&k.staff, EAST, 1, b"first");
        let request = SyncRequest {
            feeds: vec![
                from_start(FeedId::CONTROL),
                FeedState {
                    own_seq: 1,
                    ..from_start(EAST)
                },
            ],
            ..pushing(&[&first])
        };
        let reply = k.caller.sync(&k.ani, &request);
        assert_eq!(results(&reply), accepted(1));
        let frames = reply.frames();
        let [page, entry, _, end, own_page, own, own_end] = middle(&frames) else {
            panic!("{frames:?}");
        };
        assert!(matches!(page, Frame::Page { feed: FeedId::CONTROL, since: 0, .. }));
        assert_eq!(*entry, Frame::Entry(k.staff.founding_entry()));
        let Frame::PageEnd { chain: control, head: 2 } = end else {
            panic!("{end:?}");
        };
        let Frame::Page { feed: EAST, since: 0, chain: start } = own_page else {
            panic!("{own_page:?}");
        };
        assert_eq!(*own, Frame::Own(1));
        let east = start.then(&EntryId::of(&first));
        assert_eq!(*own_end, Frame::PageEnd { chain: east, head: 1 });

        let idle = vec![
            after(FeedId::CONTROL, 2, Some(*control)),
            after(EAST, 1, Some(east)),
        ];
        let reply = k.caller.sync(&k.ani, &pulling(idle));
        assert_eq!(middle(&reply.frames()), []);
        assert!(reply.body.len() <= 20, "{} bytes", reply.body.len());
        // Only what HTTP itself needs.
        let fields: Vec<String> = reply
            .head
            .lines()
            .skip(1)
            .filter_map(|line| Some(line.split_once(':')?.0.to_ascii_lowercase()))
            .collect();
        assert_eq!(fields, ["content-length", "date"], "{}", reply.head);
    }

    #[test]
    fn another_kecamatan_is_neither_readable_nor_writable() {
        let mut k = kabupaten();
        let mine = k.ani.data(&k.staff, WEST, 1, b"not mine");
        assert_eq!(k.caller.push(&k.ani, &[&mine]), rejected(Rejection::NoAccess));
        let read_only = k.budi.data(&k.staff, EAST, 1, b"may only read");
        assert_eq!(
            k.caller.push(&k.budi, &[&read_only]),
            rejected(Rejection::NoAccess)
        );
        let work = k.budi.data(&k.staff, WEST, 1, b"secret");
        assert_eq!(k.caller.push(&k.budi, &[&work]), accepted(1));
        // Nor by bringing what its author may write: the sender must be able to read it.
        assert_eq!(k.caller.push(&k.ani, &[&work]), rejected(Rejection::NoAccess));
        let unknown = FeedId([99; 8]);
        let request = SyncRequest {
            want: Some(vec![Want { feed: WEST, seqs: vec![1] }]),
            ..pulling(vec![from_start(WEST), from_start(unknown)])
        };
        let frames = k.caller.sync(&k.ani, &request).frames();
        assert_eq!(middle(&frames), [Frame::Refused(WEST), Frame::Refused(unknown)]);
    }

    #[test]
    fn anybody_who_may_read_a_feed_brings_back_what_others_wrote_there() {
        let mut k = kabupaten();
        let work = k.ani.data(&k.staff, EAST, 1, b"lost once");
        assert_eq!(k.caller.push(&k.budi, &[&work]), accepted(1));
        assert_eq!(k.caller.push(&k.ani, &[&work]), vec![PushResult::Duplicate(1)]);
    }

    #[test]
    fn two_offices_know_nothing_of_each_other() {
        let mut k = kabupaten();
        let other = Staff::founded(&mut k.caller, 50);
        let cici = Person::new(51);
        let said = grant(&cici, 1, &[(EAST, Rights::Write)]);
        let entry = other.root.statements(&other, 2, &[said]);
        k.caller.push(&other.root, &[&entry]);
        let work = k.ani.data(&k.staff, EAST, 1, b"work");
        assert_eq!(k.caller.push(&k.ani, &[&work]), accepted(1));
        // The feed of the same id in the other office is another feed.
        let frames = k.caller.pull(&cici, vec![from_start(EAST)]);
        assert_eq!(middle(&frames), []);
        assert_eq!(k.caller.push(&cici, &[&work]), rejected(Rejection::UnknownAuthor));
        // An author of both: what is signed for one office does not count in the other.
        let both = other.root.statements(&other, 3, &[grant(&Person::new(60), 1, &[])]);
        assert_eq!(k.caller.push(&k.ani, &[&both]), rejected(Rejection::UnknownAuthor));
        let wrong_scope = k.ani.data(&other, EAST, 2, b"for the other");
        assert_eq!(k.caller.push(&k.ani, &[&wrong_scope]), rejected(Rejection::Signature));
    }

    #[test]
    fn a_revoked_device_is_refused_in_its_next_request_and_believed_up_to_its_last_entry() {
        let mut k = kabupaten();
        let work: Vec<Vec<u8>> = (1..=3)
            .map(|seq| k.ani.data(&k.staff, EAST, seq, b"work"))
            .collect();
        assert_eq!(k.caller.push(&k.ani, &[&work[0]]), accepted(1));
        let end = k.staff.root.statements(&k.staff, 3, &[revoke(&k.ani, &[(EAST, 2)])]);
        assert_eq!(k.caller.push(&k.staff.root, &[&end]), accepted(3));
        for request in [pulling(vec![]), pulling(vec![from_start(EAST)]), pushing(&[&work[1]])] {
            let fault = k.caller.sync(&k.ani, &request).fault();
            assert_eq!(fault.code, Code::Revoked);
        }
        assert_eq!(
            k.caller.push(&k.budi, &[&work[1], &work[2]]),
            vec![
                PushResult::Accepted(2),
                PushResult::Rejected(Rejection::Revoked)
            ]
        );
        // Final: a later grant does not bring it back.
        let again = grant(&k.ani, 9, &[(EAST, Rights::Write)]);
        let entry = k.staff.root.statements(&k.staff, 4, &[again]);
        assert_eq!(k.caller.push(&k.staff.root, &[&entry]), accepted(4));
        let fault = k.caller.sync(&k.ani, &pulling(vec![])).fault();
        assert_eq!(fault.code, Code::Revoked);
    }

    #[test]
    fn a_revocation_that_comes_back_before_its_grant_still_wins() {
        let mut k = kabupaten();
        let dodi = Person::new(9);
        let said = revoke(&dodi, &[(EAST, 1)]);
        let end = k.staff.root.statements(&k.staff, 3, &[said]);
        let late = grant(&dodi, 1, &[(EAST, Rights::Write)]);
        let late = k.staff.root.statements(&k.staff, 4, &[late]);
        k.caller.push(&k.staff.root, &[&end, &late]);
        let fault = k.caller.sync(&dodi, &pulling(vec![])).fault();
        assert_eq!(fault.code, Code::Revoked);
        let work: Vec<Vec<u8>> = (1..=2)
            .map(|seq| dodi.data(&k.staff, EAST, seq, b"work"))
            .collect();
        assert_eq!(
            k.caller.push(&k.budi, &[&work[0], &work[1]]),
            vec![
                PushResult::Accepted(1),
                PushResult::Rejected(Rejection::Revoked)
            ]
        );
    }

    #[test]
    fn forged_foreign_and_cloned_entries_are_told_apart() {
        let mut k = kabupaten();
        let work = k.ani.data(&k.staff, EAST, 1, b"work");
        let mut forged = work.clone();
        forged[80] ^= 1;
        let stranger = Person::new(70).data(&k.staff, EAST, 1, b"who?");
        let mut newer = work.clone();
        newer[0] = 2;
        let cloned = k.ani.data(&k.staff, EAST, 1, b"other work");
        let statement = k.ani.statements(&k.staff, 1, &[]);
        let data_in_control = k.staff.root.data(&k.staff, FeedId::CONTROL, 9, b"");
        let statement_in_data =
            k.ani
                .entry(&k.staff.office.0, EAST, 2, Kind::Statements, &[0x80]);
        let later_kind = k.ani.entry(&k.staff.office.0, EAST, 2, Kind::Unknown(9), b"later");
        let pushed: [&[u8]; 10] = [
            &forged,
            &work,
            &work,
            &stranger,
            &newer,
            &cloned,
            &statement,
            &data_in_control,
            &statement_in_data,
            &later_kind,
        ];
        let no = PushResult::Rejected;
        assert_eq!(
            k.caller.push(&k.ani, &pushed),
            vec![
                no(Rejection::Signature),
                PushResult::Accepted(1),
                PushResult::Duplicate(1),
                no(Rejection::UnknownAuthor),
                no(Rejection::Version),
                no(Rejection::SeqTaken),
                no(Rejection::NoAccess),
                no(Rejection::Statement),
                no(Rejection::Statement),
                PushResult::Accepted(2),
            ]
        );
    }

    #[test]
    fn statements_stand_or_fall_together_and_the_root_cannot_be_revoked() {
        let mut k = kabupaten();
        let eko = Person::new(9);
        let mut stolen = Person::new(10).keys();
        stolen.token = k.ani.keys().token;
        let theft = sesi_wire::statement::Grant {
            keys: stolen,
            serial: 1,
            role: DeviceRole::Member,
            access: vec![],
        };
        let contradictions = [
            revoke(&k.staff.root, &[]),
            sesi_wire::statement::Statement::Grant(theft),
        ];
        for wrong in contradictions {
            let said = [grant(&eko, 1, &[(EAST, Rights::Write)]), wrong];
            let entry = k.staff.root.statements(&k.staff, 3, &said);
            assert_eq!(
                k.caller.push(&k.staff.root, &[&entry]),
                rejected(Rejection::Statement)
            );
            let fault = k.caller.sync(&eko, &pulling(vec![])).fault();
            assert_eq!(fault.code, Code::UnknownToken);
        }
    }

    #[test]
    fn of_two_grants_the_higher_serial_counts_in_whatever_order_they_come() {
        let mut k = kabupaten();
        let newer = grant(&k.ani, 3, &[(WEST, Rights::Write)]);
        let older = grant(&k.ani, 2, &[(EAST, Rights::Write)]);
        let entries = [
            k.staff.root.statements(&k.staff, 3, &[newer]),
            k.staff.root.statements(&k.staff, 4, &[older]),
        ];
        k.caller.push(&k.staff.root, &[&entries[0], &entries[1]]);
        let (west, east) = (
            k.ani.data(&k.staff, WEST, 1, b"now here"),
            k.ani.data(&k.staff, EAST, 1, b"no longer here"),
        );
        assert_eq!(
            k.caller.push(&k.ani, &[&west, &east]),
            vec![
                PushResult::Accepted(1),
                PushResult::Rejected(Rejection::NoAccess)
            ]
        );
    }

    #[test]
    fn a_device_that_revokes_itself_gets_its_results_and_then_nothing() {
        let mut k = kabupaten();
        let second = Person::new(9);
        let said = office_grant(&second, 1, &[(EAST, Rights::Write)]);
        let entry = k.staff.root.statements(&k.staff, 3, &[said]);
        k.caller.push(&k.staff.root, &[&entry]);
        let end = second.statements(&k.staff, 1, &[revoke(&second, &[])]);
        let more = second.data(&k.staff, EAST, 1, b"too late");
        let request = SyncRequest {
            feeds: vec![from_start(EAST)],
            ..pushing(&[&end, &more])
        };
        let frames = k.caller.sync(&second, &request).frames();
        let Frame::Head { results, .. } = &frames[0] else {
            panic!("{frames:?}");
        };
        assert_eq!(
            *results,
            vec![
                PushResult::Accepted(4),
                PushResult::Rejected(Rejection::Revoked)
            ]
        );
        assert_eq!(middle(&frames), [Frame::Refused(EAST)]);
    }

    #[test]
    fn pages_follow_the_budget_and_continue_where_they_ended() {
        let mut k = kabupaten();
        let all: Vec<Vec<u8>> = (1..=20)
            .map(|seq| k.ani.data(&k.staff, EAST, seq, &[7; 900]))
            .collect();
        let refs: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
        k.caller.push(&k.ani, &refs);
        let west = k.budi.data(&k.staff, WEST, 1, b"w");
        k.caller.push(&k.budi, &[&west]);
        let (mut since, mut chain, mut got) = (0, None, Vec::new());
        while got.len() < all.len() {
            let request = SyncRequest {
                budget: Some(1),
                ..pulling(vec![after(EAST, since, chain), from_start(WEST)])
            };
            let frames = k.caller.sync(&k.budi, &request).frames();
            let page = entries(&frames);
            let bytes: usize = page.iter().map(Vec::len).sum();
            assert!(bytes <= MIN_BUDGET as usize && !page.is_empty());
            let (at, head) = page_end(&frames);
            assert_eq!(head, 20);
            let east: Vec<_> = page.iter().filter(|entry| **entry != west).cloned().collect();
            since += east.len() as u64;
            chain = Some(at);
            got.extend(east);
            if since < 20 {
                // The budget is used up: the other feed only says that there is more.
                let [.., Frame::Page { feed: WEST, since: 0, .. }, Frame::PageEnd { head: 1, .. }] =
                    middle(&frames)
                else {
                    panic!("{frames:?}");
                };
            }
        }
        assert_eq!(got, all);
        let large = SyncRequest {
            budget: Some(u32::MAX),
            ..pulling(vec![from_start(EAST)])
        };
        let reply = k.caller.sync(&k.budi, &large);
        assert_eq!(entries(&reply.frames()), all);
        assert!(reply.body.len() <= MAX_BUDGET as usize);
    }

    #[test]
    fn an_entry_larger_than_the_budget_is_sent_alone() {
        let mut k = kabupaten();
        for seq in 1..=2 {
            let large = k.ani.data(&k.staff, EAST, seq, &[7; 20_000]);
            k.caller.push(&k.ani, &[&large]);
        }
        let request = SyncRequest {
            budget: Some(MIN_BUDGET),
            ..pulling(vec![from_start(EAST)])
        };
        let frames = k.caller.sync(&k.budi, &request).frames();
        assert_eq!(entries(&frames).len(), 1);
        assert_eq!(page_end(&frames).1, 2);
    }

    #[test]
    fn own_entries_come_back_as_numbers_unless_the_device_forgot_them() {
        let mut k = kabupaten();
        let work: Vec<Vec<u8>> = (1..=2)
            .map(|seq| k.ani.data(&k.staff, EAST, seq, b"work"))
            .collect();
        k.caller.push(&k.ani, &[&work[0], &work[1]]);
        let state = FeedState {
            own_seq: 1,
            ..from_start(EAST)
        };
        let frames = k.caller.pull(&k.ani, vec![state]);
        assert_eq!(frames[2], Frame::Own(1));
        assert_eq!(frames[3], Frame::Entry(work[1].clone()));
    }

    #[test]
    fn a_log_that_is_not_a_prefix_diverges_and_a_listing_shows_what_is_here() {
        let mut k = kabupaten();
        let work: Vec<Vec<u8>> = (1..=3)
            .map(|seq| k.ani.data(&k.staff, EAST, seq, b"work"))
            .collect();
        k.caller.push(&k.ani, &[&work[0], &work[1], &work[2]]);
        let (end, head) = page_end(&k.caller.pull(&k.ani, vec![from_start(EAST)]));
        let diverged = Frame::Diverged {
            feed: EAST,
            head,
            chain: end,
        };
        let wrong = Some(Chain([1; 16]));
        for state in [after(EAST, 2, wrong), after(EAST, 3, wrong), after(EAST, 4, Some(end)), after(EAST, u64::MAX, wrong)] {
            let frames = k.caller.pull(&k.ani, vec![state]);
            assert_eq!(middle(&frames), std::slice::from_ref(&diverged));
        }
        let listing = FeedState {
            mode: Some(Mode::Ids),
            ..from_start(EAST)
        };
        let ids: Vec<_> = work.iter().map(|entry| EntryId::of(entry).short()).collect();
        let frames = k.caller.pull(&k.ani, vec![listing]);
        assert_eq!(
            middle(&frames),
            [
                Frame::Listing {
                    feed: EAST,
                    since: 0,
                    ids
                },
                Frame::PageEnd { chain: end, head: 3 },
            ]
        );
        let request = SyncRequest {
            want: Some(vec![Want {
                feed: EAST,
                seqs: vec![3, 0, 9, u64::MAX, 1],
            }]),
            ..pulling(vec![])
        };
        let frames = k.caller.sync(&k.ani, &request).frames();
        let wanted = |seq: u64, entry: &Vec<u8>| Frame::Wanted {
            feed: EAST,
            seq,
            entry: entry.clone(),
        };
        assert_eq!(middle(&frames), [wanted(3, &work[2]), wanted(1, &work[0])]);
    }

    #[test]
    fn a_full_office_stores_no_more_work_but_can_still_revoke() {
        let mut relay = start();
        relay.restart(|settings| settings.rules.quota = 4_000);
        let mut caller = Caller::to(relay.address());
        let staff = Staff::founded(&mut caller, 1);
        let ani = Person::new(2);
        let said = grant(&ani, 1, &[(EAST, Rights::Write)]);
        caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
        let large = ani.data(&staff, EAST, 1, &[7; 3_000]);
        let next = ani.data(&staff, EAST, 2, &[7; 1_000]);
        assert_eq!(
            caller.push(&ani, &[&large, &next, &large]),
            vec![
                PushResult::Accepted(1),
                PushResult::Rejected(Rejection::Quota),
                PushResult::Duplicate(1)
            ]
        );
        let filling = invite(
            sesi_wire::ids::InviteId([1; 16]),
            DeviceRole::Member,
            1,
            &[(FeedId([9; 8]), Rights::Read); 40],
        );
        let said = [filling, revoke(&ani, &[])];
        let entry = staff.root.statements(&staff, 3, &said);
        assert_eq!(caller.push(&staff.root, &[&entry]), accepted(3));
        let fault = caller.sync(&ani, &pulling(vec![])).fault();
        assert_eq!(fault.code, Code::Revoked);
    }

    #[test]
    fn tokens_versions_sizes_and_rates_are_refused_each_with_its_code() {
        let mut k = kabupaten();
        let body = to_vec(&pulling(vec![]));
        for token in [None, Some(&[0; 24][..]), Some(&[0; 5][..])] {
            let reply = k.caller.post("/v1/sync", token, &body);
            assert_eq!(reply.fault().code, Code::UnknownToken);
        }
        // The answer arrives however much was being sent.
        let reply = k.caller.post("/v1/sync", None, &vec![0; MAX_REQUEST]);
        assert_eq!(reply.fault().code, Code::UnknownToken);
        let newer = SyncRequest {
            version: 2,
            ..pulling(vec![])
        };
        let fault = k.caller.sync(&k.ani, &newer).fault();
        assert_eq!((fault.code, fault.versions), (Code::Version, Some((1, 1))));
        let head = format!(
            "POST /v1/found HTTP/1.1\r\nHost: r\r\nContent-Length: {}\r\n\r\n",
            MAX_REQUEST + 1
        );
        // Refused by its length alone: not one byte of the body was sent.
        let reply = k.caller.send(&head, &[]).unwrap();
        assert_eq!(reply.fault().code, Code::TooLarge);
        for path in ["/v1/sync", "/v2/sync", "/"] {
            assert_eq!(k.caller.get(path).fault().code, Code::NoSuchCall);
        }
        let ani = k.ani.clone();
        k.relay.restart(|settings| {
            settings.limits.device_rate = 1;
            settings.limits.device_burst = 2;
        });
        let mut caller = Caller::to(k.relay.address());
        let replies: Vec<_> = (0..4).map(|_| caller.sync(&ani, &pulling(vec![]))).collect();
        let refused = replies.iter().find(|reply| reply.status == 429).unwrap();
        assert!(refused.fault().retry_after.is_some_and(|seconds| seconds >= 1));
        assert!(refused.head.to_lowercase().contains("retry-after: "));
        assert_eq!(caller.sync(&k.budi, &pulling(vec![])).status, 200);
    }

    #[test]
    fn a_chunked_body_without_end_is_cut_at_the_limit() {
        let mut k = kabupaten();
        let head = "POST /v1/enrol HTTP/1.1\r\nHost: r\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunk = [&b"10000\r\n"[..], &[0; 0x10000], b"\r\n"].concat();
        let reply = k.caller.send(head, &chunk.repeat(17)).unwrap();
        assert_eq!(reply.fault().code, Code::TooLarge);
    }

    #[test]
    fn a_full_disk_refuses_for_a_while_and_harms_nothing() {
        let relay = start_with(|settings| settings.max_pages = Some(100));
        let mut caller = Caller::to(relay.address());
        let staff = Staff::founded(&mut caller, 1);
        let ani = Person::new(2);
        let said = grant(&ani, 1, &[(EAST, Rights::Write)]);
        caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
        let (mut kept, mut fault) = (Vec::new(), None);
        for seq in 1..=60 {
            let entry = ani.data(&staff, EAST, seq, &[7; 20_000]);
            let reply = caller.sync(&ani, &pushing(&[&entry]));
            if reply.status != 200 {
                fault = Some(reply.fault());
                break;
            }
            kept.push(entry);
        }
        let fault = fault.unwrap();
        assert_eq!((fault.code, fault.retry_after), (Code::Unavailable, Some(30)));
        assert_eq!(caller.get("/healthz").status, 200);
        // What was answered is there; what was not may come again once there is room.
        let mut relay = relay;
        relay.restart(|_| {});
        let mut caller = Caller::to(relay.address());
        let again: Vec<PushResult> = kept
            .iter()
            .map(|entry| caller.push(&ani, &[entry])[0])
            .collect();
        let expected: Vec<_> = (1..=kept.len() as u64).map(PushResult::Duplicate).collect();
        assert_eq!(again, expected);
        let next = kept.len() as u64 + 1;
        let entry = ani.data(&staff, EAST, next, &[7; 20_000]);
        assert_eq!(caller.push(&ani, &[&entry]), accepted(next));
        relay.restart(|_| {});
        let findings = crate::storage::sqlite::check(relay.dir.path()).unwrap();
        assert!(findings.is_sound(), "{findings}");
    }
}
