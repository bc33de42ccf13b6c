//! How much text the fields of several kinds hold.

use sesi_engine::documents::Rule;

/// The name of somebody or of a place.
pub(super) const NAME: Rule = Rule::Text(120);
/// A number, a role, a stage.
pub(super) const SHORT: Rule = Rule::Text(40);
/// A Kemendagri code.
pub(super) const CODE: Rule = Rule::Text(20);
