//! `POST /v1/sync` as HTTP: the bearer token, the device's rate, the body.

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
