//! Edits of this device that fell out of a document because another device contradicted itself in what they were built upon: this
//! device makes them again. What fell out stays kept and is shown beside the document.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::Me;
use super::editing::keep_change;
use super::feed_routing::home_after;
use crate::ambient::random;
use crate::documents::{ActorSeed, ChangeHash, DocumentError};
use crate::error::Error;
use crate::field::{DocumentIn, Field};

/// Own changes that fell out, by their document.
pub(super) type Fallen<F> = BTreeMap<<F as Field>::Key, BTreeSet<ChangeHash>>;

impl<F: Field> Me<F> {
    /// Those of `gone`, which fell out of `document`, that this device had made.
    pub(super) fn own_among(&self, document: &DocumentIn<F>, gone: Vec<ChangeHash>) -> Fallen<F> {
        let own = |hash: &ChangeHash| document.author_of_left_out(*hash) == Some(self.device());
        let own: BTreeSet<ChangeHash> = gone.into_iter().filter(own).collect();
        if own.is_empty() {
            return Fallen::<F>::new();
        }
        Fallen::<F>::from([(document.key().clone(), own)])
    }

    /// Says it again, as edits that had not seen what others wrote since.
    pub(super) fn say_fallen_again(
        &mut self,
        conn: &Connection,
        fallen: Fallen<F>,
    ) -> Result<(), Error> {
        if fallen.is_empty() {
            return Ok(());
        }
        // The places of this run's actor are taken by what fell: to go on with it would contradict it.
        self.actor = ActorSeed(random(self.ambient()));
        for (key, changes) in fallen {
            let Some((mut document, home)) = self.load_with_home(conn, &key)? else {
                continue;
            };
            match self.must_write(conn, &home) {
                Ok(()) => {}
                // Nobody would take it from here: it is kept as what fell.
                Err(Error::NotAllowed(_)) => continue,
                Err(other) => return Err(other),
            }
            let said = match document.say_again(&changes, self.authorship()) {
                Ok(said) => said,
                // Whoever brought this about must not stop the exchange with it.
                Err(fault @ (DocumentError::Automerge(_) | DocumentError::Change(_))) => {
                    tracing::error!(document = %document.id(), %fault, "own work could not be said again");
                    continue;
                }
                Err(other) => return Err(other.into()),
            };
            let now = home_after(&document, &home);
            for change in &said {
                if now == home {
                    keep_change::<F>(conn, &document, &home, change)?;
                } else {
                    self.move_house(conn, &document, &home, &now, change)?;
                }
            }
        }
        Ok(())
    }
}
