//! `POST /v1/sync` as HTTP: the bearer token, the device's rate, the body.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{TOKEN_LEN, TokenHash};

use super::App;
use super::limits::read_body;
use crate::protocol::sync as protocol;
use crate::protocol::{Answer, RelayTime, fault};

/// The route.
pub async fn sync(State(app): State<Arc<App>>, request: Request) -> Response {
    app.answer("sync", call(&app, request)).await
}

async fn call(app: &App, request: Request) -> Result<Answer, Fault> {
    let (parts, body) = request.into_parts();
    let session = match token(&parts.headers) {
        Some(token) => protocol::authenticate(&*app.storage, token)
            .await
            .map(|session| (token, session)),
        None => Err(fault(Code::UnknownToken, "the request carries no token")),
    };
    let (token, session) = match session {
        Ok(session) => session,
        Err(fault) => {
            app.gate.stranger()?;
            return Err(fault);
        }
    };
    app.gate.device(&token)?;
    let body = read_body(&parts.headers, body, app.body_time()).await?;
    protocol::sync(&app.storage, session, &body, app.rules, RelayTime::now()).await
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
