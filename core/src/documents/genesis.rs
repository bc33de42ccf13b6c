//! The first change of a document: the same bytes for all documents of a kind, made by everybody and sent by nobody, so
//! that two people who create the same document offline fill the same maps. Knows shapes, no fields' values.

use std::sync::LazyLock;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, ObjId, ObjType, ROOT};

use super::hash::ChangeHash;
use super::kind::Kind;
use super::plain_change;
use super::shape::Shape;

/// The actor of every first change. No change that travels may be by it.
pub(super) const ACTOR: [u8; 1] = [0];

pub(super) struct Genesis {
    /// A document with nothing but its first change, to be cloned.
    pub document: Automerge,
    pub contents: Vec<u8>,
    pub hash: ChangeHash,
    /// The maps of the kind, in the shape's order.
    pub maps: Vec<ObjId>,
}

static ALL: LazyLock<[Genesis; 7]> = LazyLock::new(|| Kind::ALL.map(|kind| make(Shape::of(kind))));

pub(super) fn of(kind: Kind) -> &'static Genesis {
    &ALL[kind as usize - 1]
}

/// The contents of the first change of every document of `kind`, and its name.
pub fn first_change(kind: Kind) -> (&'static [u8], ChangeHash) {
    let genesis = of(kind);
    (&genesis.contents, genesis.hash)
}

/// # Panics
/// If automerge cannot make the change: the golden test below would have failed before a release.
#[allow(clippy::unwrap_used)]
fn make(shape: &Shape) -> Genesis {
    let mut document = Automerge::new().with_actor(ActorId::from(&ACTOR[..]));
    let mut transaction = document.transaction();
    let maps = shape
        .maps
        .iter()
        .map(|map| {
            transaction
                .put_object(ROOT, map.stored, ObjType::Map)
                .unwrap()
        })
        .collect();
    transaction.commit_with(CommitOptions::default().with_time(0));
    let change = document.get_last_local_change().unwrap();
    let contents = plain_change::contents_of(&change).unwrap().to_vec();
    let hash = plain_change::hash_of(&contents);
    Genesis {
        document,
        contents,
        hash,
        maps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    /// These bytes are part of the protocol: a device that makes others can merge with nobody.
    #[test]
    fn the_first_changes_are_pinned() {
        let made: Vec<_> = Kind::ALL
            .iter()
            .map(|kind| {
                let (contents, hash) = first_change(*kind);
                format!("{kind:?} {} {hash}", HEXLOWER.encode(contents))
            })
            .collect();
        assert_eq!(made, GOLDEN);
    }

    #[test]
    fn the_name_is_automerges_own() {
        for kind in Kind::ALL {
            let genesis = of(kind);
            let heads: Vec<_> = genesis
                .document
                .get_heads()
                .into_iter()
                .map(ChangeHash::from)
                .collect();
            assert_eq!(heads, [genesis.hash]);
        }
    }

    const GOLDEN: [&str; 7] = [
        "Office 000100010100000005150a34014202560270027f0873657474696e6773017f007f007f00 aadaf14f1e059aa8c4bb30342ba2fc6541c998bb052323adad09453d4947d13a",
        "Curriculum 000100010100000005150a34014202560270027f0865646974696f6e73017f007f007f00 7046b5b2a9a7530a7dafbae53b12be143413b80126cf81ce062510b21a900de4",
        "Staff 000100010100000005151334014202560270027e096b6563616d6174616e076465766963657302020002000200 2954407a6bda2617dd5f75060785f38ea82c4572a4ee69580d165296eb33e001",
        "Group 000100010100000005151234014202560270027e0a70656e64616d70696e67056c6973747302020002000200 f8ad4211d04db4c542dd561c726563b8e8c4f4639d92f6a9623644a10c3bc3be",
        "Family 000100010100000005152934014202560270027b0a636f6d706f6e656e74730667726f757073087374617475736573056c69737473066f746865727305050005000500 cadfbeafc6884f91f9792772b8d3663a20c083a55d55ad3307a44675729acbc4",
        "Meeting 000100010100000005150b34014202560270027b016d0172016e016b016305050005000500 38b3a5830532d43172ca207683040ccd9f64624a6d711602e7f3f9895bf127c7",
        "Month 000100010100000005150734014202560270027f057465787473017f007f007f00 6de4b398301cb7e83b4a7861b6e43d24c0965fc7656ffb4cd3ffc6406b7bec29",
    ];
}
