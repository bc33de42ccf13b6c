//! A relay for tests that answers in turn and keeps what was posted.

use std::collections::VecDeque;
use std::io::Cursor;

use sesi_wire::fault::{Code, Fault};
use sesi_wire::sync::to_vec;

use super::transport::{Answer, Transport, Unreachable};

/// What it answers, and what it got.
#[derive(Default)]
pub(crate) struct Says {
    answers: VecDeque<(u16, Vec<u8>)>,
    /// Paths and bodies.
    pub(crate) posted: Vec<(String, Vec<u8>)>,
}

impl Says {
    /// These answers, one after the other.
    pub(crate) fn these(answers: impl IntoIterator<Item = (u16, Vec<u8>)>) -> Self {
        Self {
            answers: answers.into_iter().collect(),
            posted: Vec::new(),
        }
    }

    /// The paths that were posted to.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.posted.iter().map(|(path, _)| path.as_str()).collect()
    }
}

impl Transport for Says {
    fn post(&mut self, path: &str, _: Option<&str>, body: Vec<u8>) -> Result<Answer, Unreachable> {
        self.posted.push((path.to_owned(), body));
        let (status, body) = self.answers.pop_front().expect("no more answers");
        Ok(Answer {
            status,
            retry_after: None,
            body: Box::new(Cursor::new(body)),
        })
    }
}

/// A fault without anything besides.
pub(crate) fn bare(code: Code) -> Fault {
    Fault {
        code,
        message: String::new(),
        retry_after: None,
        versions: None,
        proof: None,
        offices: None,
    }
}

/// The answer that says it.
pub(crate) fn fault(code: Code) -> (u16, Vec<u8>) {
    (code.status(), to_vec(&bare(code)))
}
