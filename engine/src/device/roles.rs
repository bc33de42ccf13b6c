//! Which devices may speak in the fields of the office, and which documents are read again when a role becomes known later than the
//! edit.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;
use sesi_wire::ids::DeviceId;

use super::Me;
use super::feed_routing::home_after;
use super::me::keep_document;
use crate::documents::{DocumentKey, OfficeDevices};
use crate::error::Error;
use crate::field::{Field, ReadModel};
use crate::keys::purpose::Purpose;
use crate::store::DocumentRow;

impl<F: Field> Me<F> {
    /// The devices that have or had the role of the office, by what is believed now.
    pub(super) fn found_office_devices(&self) -> OfficeDevices {
        let devices = self.membership.devices().into_iter();
        let devices = devices.map(|info| info.device);
        let devices = devices.chain([self.membership.root()]);
        OfficeDevices(devices.filter(|id| self.spoke_for_office(*id)).collect())
    }

    /// Takes notice of roles that statements gave, and reads those documents anew in which that changes what counts. Says which.
    pub fn heed_roles(&mut self, conn: &Connection) -> Result<BTreeSet<[u8; 16]>, Error> {
        if !self.roles_stale {
            return Ok(BTreeSet::new());
        }
        self.roles_stale = false;
        let now = self.found_office_devices();
        if now == *self.office_devices {
            return Ok(BTreeSet::new());
        }
        let before = std::mem::replace(&mut self.office_devices, Arc::new(now));
        let gained: Vec<DeviceId> = self
            .office_devices
            .0
            .difference(&before.0)
            .copied()
            .collect();
        // A role is for life; that one goes again is seldom, and what counted by it is in no list.
        let lost = before.0.difference(&self.office_devices.0).next().is_some();
        let documents = if lost {
            every_document(conn)?
        } else {
            let documents = F::ReadModel::not_entitled(conn, &gained);
            let documents = documents
                .map_err(crate::store::StoreError::from)?
                .into_iter();
            documents.map(|id| *id.as_bytes()).collect()
        };
        for id in &documents {
            self.read_anew(conn, id)?;
        }
        Ok(documents)
    }

    fn read_anew(&self, conn: &Connection, id: &[u8; 16]) -> Result<(), Error> {
        let Some(row) = DocumentRow::get(conn, id)? else {
            return Ok(());
        };
        let key = F::Key::from_bytes(&row.key)?;
        let document = self.document_of(&key, &row)?;
        let home = Purpose::from_bytes(&row.purpose)?;
        let now = home_after(&document, &home);
        keep_document::<F>(conn, &document, &now.to_bytes())?;
        if now == home {
            return Ok(());
        }
        self.pass_on(conn, &document, &now, &[], true)
    }
}

fn every_document(conn: &Connection) -> Result<BTreeSet<[u8; 16]>, Error> {
    let mut all = BTreeSet::new();
    DocumentRow::each(conn, |row| {
        all.insert(row.id);
        Ok::<_, Error>(())
    })?;
    Ok(all)
}
