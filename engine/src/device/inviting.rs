//! An office hands out a secret; whoever enrols with it is let in by the office that checks it. No moment needs both online.
//!
//! Only the office device that made an invite knows its secret, so it alone can check who enrolled and grant. Another office device
//! sees the enrolment and leaves it. What an invite gave does not last: when it ends, the feeds whose keys it carried get new ones.

use chrono::Duration;
use minicbor::bytes::ByteVec;
use rusqlite::{Connection, OptionalExtension};
use sesi_wire::ids::{DeviceId, FeedId, InviteId};
use sesi_wire::statement::{
    Access, DeviceKeys, DeviceRole, Grant, Invite, Rights, Statement, Withdraw,
};
use uuid::Uuid;

use super::{Device, Me, spent};
use crate::error::Error;
use crate::field::Field;
use crate::keys::feed_kind::{Members, kind_of, place_of};
use crate::keys::invite::InviteSecret;
use crate::keys::invite_link::InviteLink;
use crate::keys::purpose::Purpose;
use crate::keys::welcome::{Welcome, WelcomeFeed};
use crate::store::{ArchivedEntry, Fact, FeedRow, StoreError};

/// Whom to invite, and to what.
#[derive(Debug, Clone)]
pub struct InviteWish {
    /// The person whose device it will be. May have devices already.
    pub person: Uuid,
    /// Places whose feeds the device reads and writes. Ignored for office devices, which have all.
    pub places: Vec<String>,
    /// A device of the office itself.
    pub office: bool,
    /// How long the invite can be used, by the relay's clock.
    pub valid_for: Duration,
}

/// An invite that was made. The secret is shown once, to be typed, sent or scanned.
#[derive(Debug)]
pub struct Invited {
    /// Names it at the relay, e.g. to withdraw it.
    pub id: InviteId,
    /// Its link is the content of a QR code, its secret's text the code to be typed.
    pub link: InviteLink,
}

impl<F: Field> Device<F> {
    /// Makes an invite. It can be used once this device has exchanged with the relay.
    pub fn invite(&mut self, wish: &InviteWish) -> Result<Invited, Error> {
        self.write(|conn, me| me.invite(conn, wish))
    }

    /// An invite counts no more. The feeds whose keys it carried get new ones with the next exchange.
    pub fn withdraw_invite(&mut self, invite: InviteId) -> Result<(), Error> {
        self.write(|conn, me| {
            me.say(conn, &[Statement::Withdraw(Withdraw { invite })])?;
            conn.execute("UPDATE invite SET withdrawn = 1 WHERE id = ?1", [invite.0])?;
            Ok(())
        })
    }
}

/// An invite that this office device made.
pub struct HandedOut {
    /// Its secret, which nobody else has.
    pub secret: InviteSecret,
    /// Whose device it is for.
    pub person: Uuid,
    /// As it was said.
    pub invite: Invite,
    /// The device that used it.
    pub device: Option<DeviceId>,
    /// What its time and use left of it.
    pub stage: InviteStage,
}

/// What time and use left of an invite, as far as this device saw it pass. No clock takes that back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InviteStage {
    /// It was open when this device looked last.
    Open,
    /// It was used or withdrawn, or its end passed.
    Expired,
    /// Its end passed so long ago that no relay's word lets anybody in by it.
    PastGrace,
}

impl HandedOut {
    /// The invite of that id, if this device made it.
    pub fn get(conn: &Connection, id: InviteId) -> Result<Option<Self>, Error> {
        type Row = (Vec<u8>, [u8; 16], Vec<u8>, Option<[u8; 8]>, u8);
        let row: Option<Row> = conn
            .prepare_cached(
                "SELECT secret, staff, invite, device, renewed FROM invite WHERE id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            })
            .optional()?;
        let Some((secret, person, invite, device, renewed)) = row else {
            return Ok(None);
        };
        let secret =
            InviteSecret::from_secret_bytes(&secret).map_err(|_| StoreError::Damaged("invite"))?;
        let invite = sesi_wire::sync::from_slice("invite", &invite)
            .map_err(|_| StoreError::Damaged("invite"))?;
        Ok(Some(Self {
            secret,
            person: Uuid::from_bytes(person),
            invite,
            device: device.map(DeviceId),
            stage: match renewed {
                0 => InviteStage::Open,
                1 => InviteStage::Expired,
                _ => InviteStage::PastGrace,
            },
        }))
    }
}

impl<F: Field> Me<F> {
    fn invite(&mut self, conn: &Connection, wish: &InviteWish) -> Result<Invited, Error> {
        self.must_be_office()?;
        let relay = Fact::Relay
            .text(conn)?
            .ok_or(Error::Missing("relay address"))?;
        let feeds = self.feeds_for(conn, wish)?;
        let secret = InviteSecret::generate(&*self.ambient);
        let keys = secret.keys()?;
        let mut welcome = self.welcome(conn, wish.person, &feeds)?;
        let year = self.this_year()?;
        let carried = welcome.bound(F::FEEDS, year);
        let invite = Invite {
            invite: keys.invite,
            role: if wish.office {
                DeviceRole::Office
            } else {
                DeviceRole::Member
            },
            access: feeds,
            expires: self.expiry(conn, wish.valid_for)?,
            welcome: ByteVec::from(welcome.seal(&keys, &*self.ambient)?),
        };
        conn.prepare_cached(
            "INSERT INTO invite (id, secret, staff, invite, carried) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            keys.invite.0,
            &*secret.to_secret_bytes(),
            wish.person.as_bytes(),
            sesi_wire::sync::to_vec(&invite),
            spent::carried_bytes(&carried),
        ))?;
        self.say(conn, &[Statement::Invite(invite)])?;
        let pin = Fact::RelayPin
            .get(conn)?
            .and_then(|pin| pin.try_into().ok());
        Ok(Invited {
            id: keys.invite,
            link: InviteLink::new(&relay, secret, pin)?,
        })
    }

    /// When an invite ends, in seconds since 1970 by the relay's clock, which is the one that counts: this device's may be years off.
    fn expiry(&self, conn: &Connection, valid_for: Duration) -> Result<u64, Error> {
        let ends = self.relay_now(conn)?.checked_add_signed(valid_for);
        Ok(u64::try_from(ends.unwrap_or_default().timestamp()).unwrap_or_default())
    }

    /// The access list of the device to come.
    fn feeds_for(&mut self, conn: &Connection, wish: &InviteWish) -> Result<Vec<Access>, Error> {
        let year = self.this_year()?;
        for place in &wish.places {
            self.ensure_place(conn, place, &[year])?;
        }
        if !wish.office {
            self.ensure_own(conn, wish.person, &[year])?;
        }
        let mut access = Vec::new();
        for feed in FeedRow::all(conn)? {
            if feed.id == FeedId::CONTROL {
                continue;
            }
            let purpose = Purpose::from_bytes(&feed.purpose)?;
            if let Some(rights) = rights_of::<F>(wish, &purpose) {
                access.push(Access {
                    feed: feed.id,
                    rights,
                });
            }
        }
        Ok(access)
    }

    fn welcome(&self, conn: &Connection, person: Uuid, feeds: &[Access]) -> Result<Welcome, Error> {
        let greeting = F::greeting(conn, person)?;
        let mut welcome_feeds = Vec::with_capacity(feeds.len());
        for access in feeds {
            let keys = self.keys_that_count(conn, access.feed)?;
            let Some(first) = keys.first() else { continue };
            // Each feed that is in it gets a new key afterwards: those of every person come with the grant.
            let own =
                kind_of(F::FEEDS, &first.purpose).is_some_and(|kind| kind.members == Members::Own);
            if own && first.purpose.place != Some(place_of(person)) {
                continue;
            }
            welcome_feeds.push(WelcomeFeed {
                feed: access.feed,
                purpose: first.purpose.clone(),
                rights: access.rights,
                keys: keys.into_iter().map(|key| (key.epoch, key.key)).collect(),
            });
        }
        Ok(Welcome {
            office_name: greeting.office,
            office: self.office,
            root: self.root_key()?,
            person: *person.as_bytes(),
            person_name: greeting.person,
            role_label: greeting.role,
            utc_offset_minutes: F::utc_offset_minutes(conn)?.unwrap_or(0),
            feeds: welcome_feeds,
        })
    }

    /// Grants the device that enrolled. It gets its keys by the repair that follows every exchange.
    pub fn let_in(
        &mut self,
        conn: &Connection,
        handed: &HandedOut,
        keys: DeviceKeys,
    ) -> Result<(), Error> {
        let device = keys.device();
        // An office device reads everything, also what was made after its invite.
        let access = if handed.invite.role == DeviceRole::Office {
            let wish = InviteWish {
                person: handed.person,
                places: Vec::new(),
                office: true,
                valid_for: Duration::zero(),
            };
            self.feeds_for(conn, &wish)?
        } else {
            handed.invite.access.clone()
        };
        self.say(
            conn,
            &[Statement::Grant(Grant {
                keys,
                role: handed.invite.role,
                access,
            })],
        )?;
        conn.prepare_cached("UPDATE invite SET device = ?2 WHERE id = ?1")?
            .execute((handed.invite.invite.0, device.0))?;
        let (key, patch) = F::note_device(handed.person, device);
        self.edit_if_any(conn, &key, &patch)?;
        // What the device wrote may be here already, and have been refused by the relay as a stranger's.
        ArchivedEntry::offer_again(conn)?;
        Ok(())
    }
}

/// What the device to come may do in a feed of that purpose.
fn rights_of<F: Field>(wish: &InviteWish, purpose: &Purpose) -> Option<Rights> {
    if wish.office {
        return Some(Rights::Write);
    }
    let invited = || {
        let place = purpose.place.as_ref();
        place.is_some_and(|place| wish.places.contains(place))
    };
    match kind_of(F::FEEDS, purpose)?.members {
        Members::Read => Some(Rights::Read),
        Members::Write => Some(Rights::Write),
        Members::Invited | Members::Of(_) => invited().then_some(Rights::Write),
        Members::Own => {
            let own = Some(place_of(wish.person));
            (purpose.place == own).then_some(Rights::Write)
        }
    }
}
