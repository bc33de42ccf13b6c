//! `POST /v1/sync` as HTTP: the bearer token, the device's rate, the body, which may go on from the beginning of a request that was
//! cut (`?after=`), and the office that is meant (`?office=`).

#[cfg(test)]
mod access_tests;
#[cfg(test)]
mod contradiction_tests;
#[cfg(test)]
mod flood_tests;
#[cfg(test)]
mod limit_tests;
#[cfg(test)]
mod office_tests;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod statement_tests;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{OfficeId, TOKEN_LEN, TokenHash};

use super::app::App;
use super::partial_uploads::Arriving;
use super::peer::Peer;
use crate::protocol::sync::{self as protocol, Refusal, Unanswered};
use crate::protocol::{Answer, RelayTime, fault};

/// The route.
pub async fn sync(State(app): State<Arc<App>>, request: Request) -> Response {
    app.answer("sync", call(&app, request)).await
}

async fn call(app: &App, request: Request) -> Result<Answer, Fault> {
    let (parts, body) = request.into_parts();
    let (admitted, mut arriving) = match begin(app, &parts).await {
        Ok(begun) => begun,
        Err(fault) => {
            app.bodies.discard(body).await;
            return Err(fault);
        }
    };
    let pass = app.in_flight.enter(admitted.token);
    let mut room = app.bodies.of_device();
    let read = tokio::select! {
        read = room.read(&parts.headers, body, arriving.bytes()) => read,
        () = pass.over() => Err(fault(Code::TooMany, "a newer request of this device came")),
    };
    if let Err(fault) = read {
        if fault.code == Code::TooLarge {
            // However often it comes again, it will not be whole.
            arriving.done();
        }
        return Err(fault);
    }
    let body = arriving.done();
    let now = RelayTime::now();
    match protocol::sync(&app.storage, admitted.caller, &body, app.rules, now).await {
        Ok(answer) => Ok(answer),
        Err(Unanswered::Fault(fault)) => Err(fault),
        Err(Unanswered::Revoked(session)) => Err(app.proofs.fault(&*app.storage, session).await),
    }
}

/// Whose request it is, and what is here of it.
async fn begin(app: &App, parts: &Parts) -> Result<(Admitted, Arriving), Fault> {
    let admitted = admit(app, parts).await?;
    let after = match parameter(&parts.uri, "after") {
        Some(after) => after.parse::<usize>().ok(),
        None => Some(0),
    };
    let token = admitted.token;
    let beginning = after.and_then(|after| app.beginnings.take(&token, after));
    let beginning = match (after, beginning) {
        (Some(0), beginning) => beginning.unwrap_or_default(),
        (_, Some(beginning)) => beginning,
        (_, None) => {
            return Err(fault(
                Code::NotHeld,
                "the beginning of this request is not here",
            ));
        }
    };
    let arriving = Arriving::after(beginning, token, Arc::clone(&app.beginnings));
    Ok((admitted, arriving))
}

/// A device that the relay knows.
pub(super) struct Admitted {
    pub(super) token: TokenHash,
    pub(super) caller: protocol::Caller,
}

/// Whose request it is, before its body costs anything.
pub(super) async fn admit(app: &App, parts: &Parts) -> Result<Admitted, Fault> {
    let peer = Peer::of(parts);
    let unknown = |message| {
        app.gate.stranger(peer.address)?;
        Err(fault(Code::UnknownToken, message))
    };
    let Some(token) = token(&parts.headers) else {
        return unknown("the request carries no token");
    };
    let named = office(&parts.uri)?;
    match protocol::authenticate(&*app.storage, token, named).await {
        Ok(session) => {
            app.gate.device(&token)?;
            peer.working();
            let named = named.is_some();
            let caller = protocol::Caller { session, named };
            Ok(Admitted { token, caller })
        }
        Err(Refusal::Unknown) => unknown("no device has this token"),
        Err(Refusal::Several) => {
            app.gate.device(&token)?;
            Err(protocol::which_office())
        }
        Err(Refusal::Revoked(session)) => {
            app.gate.stranger(peer.address)?;
            Err(app.proofs.fault(&*app.storage, session).await)
        }
        Err(Refusal::Storage(fault)) => Err(fault),
    }
}

/// A parameter of the query.
fn parameter<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    let pairs = uri.query()?.split('&');
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key == name).then_some(value))
}

/// The office that a request names.
pub(super) fn office(uri: &Uri) -> Result<Option<OfficeId>, Fault> {
    let Some(named) = parameter(uri, "office") else {
        return Ok(None);
    };
    let bytes = HEXLOWER_PERMISSIVE.decode(named.as_bytes()).ok();
    let id = bytes.and_then(|bytes| OfficeId::from_slice(&bytes));
    match id {
        Some(id) => Ok(Some(id)),
        None => Err(fault(Code::Malformed, "the named office does not read")),
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
