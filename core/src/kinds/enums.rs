//! What is made of the list of kinds: the enums over all of them, [`DocKey`](super::DocKey), [`View`](super::View) and [`Patch`](super::Patch).

/// Makes the enums over all kinds of a list with a line for each: its name, what identifies a document of it, its file, its patch
/// and its view. What identifies a document is written to its key in the order given; a document that one UUID identifies has
/// that as its id.
macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $name:ident
        $(($id:ident: $id_type:ty))?
        $({ $($(#[$piece_doc:meta])* $piece:ident: $piece_type:ty),+ $(,)? })?
        = $module:ident, $patch:ident, $view:ty;
    )+) => {
        /// Every kind, in the order of its number.
        pub static KINDS: &[&Kind] = &[$(&$module::KIND),+];

        /// The identity of a document in clear.
        ///
        /// Keys sort by kind, so that the meetings of one group are neighbours, in order of date and session.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DocKey {
            $(
                $(#[$doc])*
                $name $(($id_type))? $({ $($(#[$piece_doc])* $piece: $piece_type),+ })?
            ),+
        }

        impl DocKey {
            /// What kind of document it is.
            pub fn kind(&self) -> &'static Kind {
                match self {
                    $(Self::$name { .. } => &$module::KIND),+
                }
            }

            /// The UUID of the thing itself, if one identifies it.
            fn own_id(&self) -> Option<Uuid> {
                let none: Option<Uuid> = None;
                match self {
                    $(Self::$name $(($id))? $({ $($piece: _),+ })? => none$(.or(Some(*$id)))?),+
                }
            }

            /// Which feed the document belongs to, as far as its key says it.
            pub fn home(&self) -> Home {
                match self {
                    $(Self::$name $(($id))? $({ $($piece),+ })? => {
                        $module::home($($id)? $($($piece),+)?)
                    })+
                }
            }

            /// The device that made the document, where its key names it.
            pub fn maker(&self) -> Option<DeviceId> {
                let none: Option<DeviceId> = None;
                match self {
                    $(Self::$name $(($id))? $({ $($piece),+ })? => {
                        none$(.or(KeyPiece::maker($id)))?$($(.or(KeyPiece::maker($piece)))+)?
                    })+
                }
            }

            fn put_pieces(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$name $(($id))? $({ $($piece),+ })? => {
                        $($id.put(out);)?
                        $($($piece.put(out);)+)?
                    })+
                }
            }

            fn take_pieces(kind: &Kind, input: &mut &[u8]) -> Result<Self, KeyError> {
                $(if *kind == $module::KIND {
                    return Ok(Self::$name
                        $((<$id_type>::take(input)?))?
                        $({ $($piece: <$piece_type>::take(input)?),+ })?);
                })+
                Err(KeyError::Malformed("kind"))
            }
        }

        /// The contents of a document of any kind.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum View {
            $($(#[$doc])* $name($view)),+
        }

        /// The tables of the read model, in the order of the kinds that write them.
        pub(crate) const TABLES: &[&[Table]] = &[$($module::TABLES),+, lists::TABLES, arranged::TABLES];

        impl View {
            /// Replaces the rows of a document by what it says.
            pub(crate) fn write(&self, rows: &Rows<'_>) -> rusqlite::Result<()> {
                match self {
                    $(Self::$name(view) => $module::rows(view, rows)),+
                }
            }

            fn read(key: &DocKey, fields: &Fields) -> Self {
                match key {
                    $(DocKey::$name $(($id))? $({ $($piece),+ })? => {
                        Self::$name($module::view($($id,)? $($($piece,)+)? fields))
                    })+
                }
            }
        }

        /// An edit of one document.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Patch {
            $($(#[$doc])* $name($patch)),+
        }

        impl DocumentPatch for Patch {
            fn kind(&self) -> &'static Kind {
                match self {
                    $(Self::$name(patch) => patch.kind()),+
                }
            }

            fn write(&self, edits: &mut Edits) {
                match self {
                    $(Self::$name(patch) => patch.write(edits)),+
                }
            }

            fn check(&self, fields: &Fields, edits: &[Edit]) -> Result<(), Misfit> {
                match self {
                    $(Self::$name(patch) => patch.check(fields, edits)),+
                }
            }
        }

        $(impl From<$patch> for Patch {
            fn from(patch: $patch) -> Self {
                Self::$name(patch)
            }
        })+
    };
}

pub(super) use kinds;
