//! `POST /v1/sync` as HTTP: the bearer token, the device's rate, the body, which may go on from the beginning of a request that was
//! cut (`?after=`).

#[cfg(test)]
mod access_tests;
#[cfg(test)]
mod limit_tests;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod statement_tests;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{TOKEN_LEN, TokenHash};

use super::App;
use super::beginnings::Arriving;
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
    let (session, mut arriving) = match begin(app, &parts).await {
        Ok(begun) => begun,
        Err(fault) => {
            discard_body(body, app.body_time()).await;
            return Err(fault);
        }
    };
    if let Err(fault) = read_body(&parts.headers, body, app.body_time(), arriving.bytes()).await {
        if fault.code == Code::TooLarge {
            // However often it comes again, it will not be whole.
            arriving.done();
        }
        return Err(fault);
    }
    let body = arriving.done();
    protocol::sync(&app.storage, session, &body, app.rules, RelayTime::now()).await
}

/// Whose request it is, and what is here of it.
async fn begin(app: &App, parts: &Parts) -> Result<(Session, Arriving), Fault> {
    let (token, session) = admit(app, &parts.headers).await?;
    let after = parts.uri.query().map_or(Some(0), |query| {
        query.strip_prefix("after=")?.parse::<usize>().ok()
    });
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
    Ok((session, arriving))
}

/// Whose request it is, before its body costs anything.
pub(super) async fn admit(app: &App, headers: &HeaderMap) -> Result<(TokenHash, Session), Fault> {
    let Some(token) = token(headers) else {
        app.gate.stranger()?;
        return Err(fault(Code::UnknownToken, "the request carries no token"));
    };
    match protocol::authenticate(&*app.storage, token).await {
        Ok(session) => {
            app.gate.device(&token)?;
            Ok((token, session))
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
