//! A crate as its modules: each with its file, what it defines, what it hands on and what it names. Code of tests is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, UseTree, Visibility};

/// A module's place in its crate: the names from the root, without the crate's own.
pub(crate) type Place = Vec<String>;

/// What one module says.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Its file, from the crate's root.
    pub file: PathBuf,
    /// Names of its submodules.
    pub children: BTreeSet<String>,
    /// What it hands on under which name: `pub use`.
    pub handed_on: Vec<(String, Vec<String>)>,
    /// What it hands on whole: `pub use a::*`.
    pub handed_on_whole: Vec<Vec<String>>,
    /// What it calls by another module's name: the other `use`s.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Every path that it writes.
    pub paths: BTreeSet<Vec<String>>,
    /// Every text that it writes between quotes, as it stands in the source; comments are none.
    pub texts: Vec<String>,
}

/// The modules of a crate.
#[derive(Debug)]
pub struct Crate {
    pub(crate) modules: BTreeMap<Place, Module>,
}

/// Why the sources could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// A file is not there or cannot be read.
    File(PathBuf, std::io::Error),
    /// A file is no Rust.
    Syntax(PathBuf, syn::Error),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::Syntax(path, fault) => write!(f, "{}: {fault}", path.display()),
        }
    }
}

impl std::error::Error for ReadError {}

impl Crate {
    /// Reads a crate from its root file, such as `core/src/lib.rs`, and all modules that it declares outside of tests.
    ///
    /// # Errors
    /// A file that is missing, or is no Rust.
    pub fn read(root: &Path) -> Result<Self, ReadError> {
        let mut modules = BTreeMap::new();
        let folder = root.parent().unwrap_or(root).to_owned();
        let mut waiting = vec![(Place::new(), root.to_owned(), folder)];
        while let Some((place, path, folder)) = waiting.pop() {
            let text = std::fs::read_to_string(&path)
                .map_err(|fault| ReadError::File(path.clone(), fault))?;
            let file =
                syn::parse_file(&text).map_err(|fault| ReadError::Syntax(path.clone(), fault))?;
            let beside = path.parent().map(Path::to_owned).unwrap_or_default();
            let mut module = Module {
                file: path,
                ..Module::default()
            };
            let mut reader = Reader {
                module: &mut module,
                declared: Vec::new(),
            };
            reader.visit_file(&file);
            for (name, path) in reader.declared {
                let child = match path {
                    Some(path) => beside.join(path),
                    None => file_of(&folder, &name),
                };
                let mut place = place.clone();
                place.push(name.clone());
                waiting.push((place, child, folder.join(&name)));
            }
            modules.insert(place, module);
        }
        Ok(Self { modules })
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.modules.values().map(|module| module.file.as_path())
    }

    /// Every path that is named, such as `storage::sqlite::Sqlite`, with the file that names it.
    pub fn paths(&self) -> impl Iterator<Item = (&Path, &[String])> {
        self.modules.values().flat_map(|module| {
            let handed_on = module.handed_on.iter().map(|(_, path)| path);
            let handed_on = handed_on.chain(&module.handed_on_whole);
            let all = module.paths.iter().chain(handed_on);
            all.map(|path| (module.file.as_path(), path.as_slice()))
        })
    }

    /// Every text between quotes, with the file in which it stands.
    pub fn texts(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.modules.values().flat_map(|module| {
            let texts = module.texts.iter();
            texts.map(|text| (module.file.as_path(), text.as_str()))
        })
    }
}

fn file_of(folder: &Path, name: &str) -> PathBuf {
    let flat = folder.join(format!("{name}.rs"));
    if flat.exists() {
        flat
    } else {
        folder.join(name).join("mod.rs")
    }
}

/// Gathers what one file says.
struct Reader<'m> {
    module: &'m mut Module,
    /// Submodules in files of their own, with the path that an attribute gives them.
    declared: Vec<(String, Option<String>)>,
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_of_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_of_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if module.content.is_some() {
            // A module within a file is part of that file.
            visit::visit_item_mod(self, module);
            return;
        }
        let name = module.ident.to_string();
        self.module.children.insert(name.clone());
        self.declared.push((name, path_of(&module.attrs)));
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let public = !matches!(item.vis, Visibility::Inherited);
        let mut found = Vec::new();
        leaves(&item.tree, &mut Vec::new(), &mut found);
        for (path, name) in found {
            match (public, name) {
                (true, Some(name)) => self.module.handed_on.push((name, path)),
                (true, None) => self.module.handed_on_whole.push(path),
                (false, name) => {
                    if let Some(name) = name {
                        self.module.aliases.insert(name, path.clone());
                    }
                    self.module.paths.insert(path);
                }
            }
        }
    }

    /// `pub(super)` says who may look, and takes nothing from there.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    /// Comments of items are attributes, and no texts.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.module.texts.push(text.value());
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        texts_of(called.tokens.clone(), &mut self.module.texts);
        visit::visit_macro(self, called);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|part| part.ident.to_string());
        self.module.paths.insert(names.collect());
        visit::visit_path(self, path);
    }
}

/// The texts between quotes of a macro's call, such as `format!`.
fn texts_of(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => texts_of(group.stream(), found),
            TokenTree::Literal(literal) => found.push(literal.to_string()),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Every path of a `use`, with the name under which it is known; none for `*`.
fn leaves(
    tree: &UseTree,
    before: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, Option<String>)>,
) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            let mut path = before.clone();
            if name == "self" {
                let known_as = path.last().cloned();
                found.push((path, known_as));
            } else {
                path.push(name.clone());
                found.push((path, Some(name)));
            }
        }
        UseTree::Rename(renamed) => {
            let mut path = before.clone();
            if renamed.ident != "self" {
                path.push(renamed.ident.to_string());
            }
            found.push((path, Some(renamed.rename.to_string())));
        }
        UseTree::Glob(_) => found.push((before.clone(), None)),
        UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, before, found);
            }
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an attribute leaves this to tests: `#[test]`, `#[cfg(test)]`, `#[cfg(all(test, unix))]`.
fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Meta>()
                    .is_ok_and(|when| needs_test(&when)))
    })
}

fn needs_test(when: &syn::Meta) -> bool {
    match when {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated)
            .is_ok_and(|all| all.iter().any(needs_test)),
        _ => false,
    }
}

/// The file that `#[path = "…"]` names.
fn path_of(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        match (&pair.value, pair.path.is_ident("path")) {
            (syn::Expr::Lit(literal), true) => match &literal.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        }
    })
}
