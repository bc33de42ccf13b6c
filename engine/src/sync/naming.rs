//! Says to a relay which office is meant. A relay finds a device by the hash of its token, which is public: another office may have taken it
//! there. That costs forty bytes, so an office is named only where there is a doubt.

use std::io::{Cursor, Read};

use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::OfficeId;

use super::sync_error::MAX_FAULT;
use super::transport::{Answer, Transport, Unreachable};

/// A transport that names the office from the first doubt on.
pub(super) struct Naming<'a> {
    transport: &'a mut dyn Transport,
    office: OfficeId,
    named: bool,
}

impl<'a> Naming<'a> {
    /// In doubt from the beginning where nothing of the office's log at the relay is known that the relay could compare.
    pub(super) fn new(transport: &'a mut dyn Transport, office: OfficeId, doubtful: bool) -> Self {
        Self {
            transport,
            office,
            named: doubtful,
        }
    }
}

impl Transport for Naming<'_> {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        if !self.named && path != FOUND {
            let answer = self.transport.post(path, bearer, body.clone())?;
            let Ok(answer) = in_doubt(answer) else {
                self.named = true;
                return self.post(path, bearer, body);
            };
            return Ok(answer);
        }
        if path == FOUND {
            return self.transport.post(path, bearer, body);
        }
        let path = at_office(path, &self.office);
        self.transport.post(&path, bearer, body)
    }
}

/// Founding names its office by itself.
const FOUND: &str = "/v1/found";

/// The path of a call that names the office.
pub(crate) fn at_office(path: &str, office: &OfficeId) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}office={office}")
}

/// The relay asks which office is meant, or speaks of one that revoked the device, which may be another's.
struct InDoubt;

fn in_doubt(answer: Answer) -> Result<Answer, InDoubt> {
    if ![Code::Office.status(), Code::Revoked.status()].contains(&answer.status) {
        return Ok(answer);
    }
    let mut body = Vec::new();
    let mut limited = answer.body.take(MAX_FAULT);
    let read = limited.read_to_end(&mut body);
    let fault = minicbor::decode::<Fault>(&body);
    if read.is_ok() && fault.is_ok_and(|fault| matches!(fault.code, Code::Office | Code::Revoked)) {
        return Err(InDoubt);
    }
    let rest: Box<dyn Read> = match read {
        Ok(_) => Box::new(std::io::empty()),
        Err(error) => Box::new(Broken(Some(error))),
    };
    Ok(Answer {
        body: Box::new(Cursor::new(body).chain(rest)),
        ..answer
    })
}

/// Fails as the line did.
struct Broken(Option<std::io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::says::{Says, fault};

    const OFFICE: OfficeId = OfficeId([0xab; 16]);

    #[test]
    fn the_office_is_named_once_there_is_a_doubt_and_from_then_on() {
        for doubt in [Code::Office, Code::Revoked] {
            let ok = (200, b"answer".to_vec());
            let mut says =
                Says::these([ok.clone(), fault(doubt), ok.clone(), ok.clone(), ok.clone()]);
            let mut naming = Naming::new(&mut says, OFFICE, false);
            for path in ["/v1/sync", "/v1/sync?after=7", FOUND, "/v1/held"] {
                let mut answer = naming.post(path, None, vec![]).unwrap();
                let mut body = Vec::new();
                answer.body.read_to_end(&mut body).unwrap();
                assert_eq!((answer.status, &body[..]), (200, &b"answer"[..]));
            }
            let named = "office=abababababababababababababababab";
            let expected = [
                "/v1/sync".to_owned(),
                "/v1/sync?after=7".to_owned(),
                format!("/v1/sync?after=7&{named}"),
                FOUND.to_owned(),
                format!("/v1/held?{named}"),
            ];
            assert_eq!(says.paths(), expected);
        }
    }

    #[test]
    fn other_answers_pass_whole_and_a_doubt_at_first_is_said_at_once() {
        let page = (403, b"a hotspot's page".to_vec());
        let not_held = fault(Code::NotHeld);
        let mut says = Says::these([page.clone(), not_held.clone()]);
        let mut naming = Naming::new(&mut says, OFFICE, false);
        for expected in [page, not_held] {
            let mut answer = naming.post("/v1/sync", None, vec![]).unwrap();
            let mut body = Vec::new();
            answer.body.read_to_end(&mut body).unwrap();
            assert_eq!((answer.status, body), expected);
        }
        assert_eq!(says.paths(), ["/v1/sync", "/v1/sync"]);
        let mut says = Says::these([fault(Code::Office)]);
        let mut naming = Naming::new(&mut says, OFFICE, true);
        // A relay that asks again gets no other answer.
        assert_eq!(naming.post("/v1/sync", None, vec![]).unwrap().status, 409);
        assert_eq!(says.posted.len(), 1);
    }
    #[test]
    fn a_refusal_that_breaks_off_breaks_where_it_did() {
        /// A few bytes, and then the line is gone.
        struct Cut;
        impl Transport for Cut {
            fn post(
                &mut self,
                _: &str,
                _: Option<&str>,
                _: Vec<u8>,
            ) -> Result<Answer, Unreachable> {
                let gone = std::io::Error::other("the line is gone");
                Ok(Answer {
                    status: Code::Revoked.status(),
                    retry_after: None,
                    body: Box::new(Cursor::new(b"some".to_vec()).chain(Broken(Some(gone)))),
                })
            }
        }
        let mut cut = Cut;
        let mut naming = Naming::new(&mut cut, OFFICE, false);
        let mut answer = naming.post("/v1/sync", None, vec![]).unwrap();
        let mut body = Vec::new();
        let read = answer.body.read_to_end(&mut body);
        assert_eq!(body, b"some");
        assert_eq!(read.unwrap_err().to_string(), "the line is gone");
    }
}
