//! The window's TypeScript, written from the calls. `UPDATE_SCHEMA=1` writes it anew; otherwise a difference fails.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

/// Every type that crosses, and every call.
pub struct Schema {
    config: Config,
    seen: HashSet<TypeId>,
    types: BTreeMap<String, String>,
    calls: String,
}

impl Schema {
    fn new() -> Self {
        Self {
            config: Config::new().with_large_int("number"),
            seen: HashSet::new(),
            types: BTreeMap::new(),
            calls: String::new(),
        }
    }

    /// One interface of calls.
    pub fn calls(&mut self, name: &str, list: impl FnOnce(&mut Calls<'_>)) {
        self.calls.extend(["\nexport interface ", name, " {\n"]);
        list(&mut Calls(self));
        self.calls += "}\n";
    }

    /// A type, and those that it is made of. Two different ones of one name are refused: the window would know one of them alone.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let decl = format!("{docs}export {}\n", T::decl(&self.config));
            let name = T::ident(&self.config);
            let known = self.types.entry(name).or_insert_with(|| decl.clone());
            assert!(
                *known == decl,
                "two types have one name in the window's schema; rename one of them:\n{known}\n{decl}"
            );
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }

    fn text(&self) -> String {
        let types: Vec<&str> = self.types.values().map(String::as_str).collect();
        format!(
            "// The calls of the core, written by its test `calls::schema` (UPDATE_SCHEMA=1). Not edited by hand.\n\n{}\n{}",
            types.join("\n"),
            self.calls.trim_start_matches('\n')
        )
    }
}

impl TypeVisitor for Schema {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

/// Writes the lines of one interface.
pub struct Calls<'s>(&'s mut Schema);

impl Calls<'_> {
    /// A call of that name.
    pub fn call<Q: TS + 'static, A: TS + 'static>(&mut self, name: &str) {
        self.0.add::<Q>();
        self.0.add::<A>();
        let (asked, answered) = (Q::name(&self.0.config), A::name(&self.0.config));
        let line = format!("  {name}: {{ ask: {asked}; answer: {answered} }};\n");
        self.0.calls.push_str(&line);
    }
}

/// Holds a file of the pages against what the core says, or writes it anew.
fn is_written(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../ui")
        .join(file);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "ui/{file} is not what the core says: run `calls::schema` with UPDATE_SCHEMA=1"
    );
}

#[test]
fn the_windows_schema_is_that_of_the_calls() {
    let mut schema = Schema::new();
    crate::app::write_schema(&mut schema);
    super::write_schema(&mut schema);
    is_written("src/shell/schema.ts", &schema.text());
}

/// A disagreement and a history name a field by its path: `ui/tests/fields.test.ts` asks that each has words.
#[test]
fn the_pages_know_every_field_of_every_kind() {
    let kinds = crate::kinds::KINDS.iter();
    let paths: BTreeMap<&str, Vec<String>> =
        kinds.map(|kind| (kind.name(), kind.paths())).collect();
    let text = serde_json::to_string_pretty(&paths).unwrap();
    is_written("tests/fixtures/fieldPaths.json", &format!("{text}\n"));
}

#[test]
#[should_panic(expected = "two types have one name")]
fn two_types_of_one_name_are_refused() {
    mod other {
        #[derive(ts_rs::TS)]
        pub struct Named {
            #[expect(dead_code, reason = "only its type is read")]
            pub text: String,
        }
    }
    #[derive(TS)]
    struct Named {
        #[expect(dead_code, reason = "only its type is read")]
        number: u32,
    }
    let mut schema = Schema::new();
    schema.add::<Named>();
    schema.add::<other::Named>();
}
