//! Makes the statements of an office device in the control feed and stores them.

use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{Statement, from_body};
use sesi_wire::sync::Rejection;

use super::Me;
use crate::error::Error;
use crate::field::Field;
use crate::seal::statements::sign_statements;
use crate::store::{ArchivedEntry, FeedRow, NewEntry, Standing};

impl<F: Field> Me<F> {
    /// Says something for the office: signed, archived, believed at once, sent with the next exchange. As many statements share an entry
    /// as one holds.
    pub fn say(&mut self, conn: &Connection, statements: &[Statement]) -> Result<(), Error> {
        self.must_be_office()?;
        if statements.is_empty() {
            return Ok(());
        }
        let mut control =
            FeedRow::get(conn, FeedId::CONTROL)?.ok_or(Error::Missing("control feed"))?;
        if control.settling {
            // Not everything that came of this device is counted yet.
            self.renumber(conn, &mut control)?;
        }
        let place = self.next_place(conn, &control)?;
        let entries = sign_statements(
            statements,
            &place,
            &self.identity,
            &self.office,
            &*self.ambient,
        )?;
        for entry in entries {
            control.own_seq = entry.header().device_seq;
            control.own_last = Some(entry.id());
            control.update(conn)?;
            self.believe(conn, &entry)?;
        }
        Ok(())
    }

    /// Archives and applies a control entry made on this device.
    pub(super) fn believe(&mut self, conn: &Connection, entry: &SealedEntry) -> Result<(), Error> {
        let new = NewEntry {
            feed: FeedId::CONTROL,
            bytes: entry.as_bytes(),
            entry: Some(entry),
            standing: Standing::Member,
        };
        ArchivedEntry::add(conn, &new)?;
        self.membership_mut().apply(entry)?;
        let news = self.membership_mut().take_news();
        self.end_others(conn, &news.ended)?;
        self.roles_stale = true;
        self.heed_roles(conn)?;
        Ok(())
    }

    /// What this device said under numbers that a copy of its database had used, it says again under free ones, once everything
    /// that the copy said is here: an access that was given, a key that was handed over, an invite that is in somebody's hands.
    pub(crate) fn say_again(&mut self, conn: &Connection) -> Result<(), Error> {
        let control = FeedRow::get(conn, FeedId::CONTROL)?;
        let taken = Rejection::SeqTaken.number();
        let unsaid = ArchivedEntry::own_refused(conn, FeedId::CONTROL, self.device(), taken)?;
        let Some(mut control) = control.filter(|feed| !feed.settling && !unsaid.is_empty()) else {
            return Ok(());
        };
        let mut statements = Vec::new();
        for entry in unsaid {
            let said = SealedEntry::parse(entry.bytes);
            statements.extend(said.ok().and_then(|said| from_body(said.body()).ok()));
            ArchivedEntry::withdraw(conn, &entry.id)?;
        }
        self.renumber(conn, &mut control)?;
        // Without what was withdrawn.
        self.reload_membership(conn)?;
        let revoked = self.membership.revoked();
        self.end_others(conn, &revoked)?;
        if !self.membership.is_office(self.device()) {
            return Ok(());
        }
        for statement in statements.into_iter().flatten() {
            self.say(conn, &[statement])?;
        }
        Ok(())
    }
}
