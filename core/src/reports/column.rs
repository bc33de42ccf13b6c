//! Columns over typed rows, and the table that they make: heads in both languages and a cell for each row and column. Every
//! renderer takes the table; none may know what a column means.

use serde::{Serialize, Serializer};

/// A text in both languages of the program. Forms keep their own words in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Words {
    /// Indonesian, as the form has it.
    pub id: &'static str,
    /// English.
    pub en: &'static str,
}

/// A text in both languages.
pub(crate) const fn words(id: &'static str, en: &'static str) -> Words {
    Words { id, en }
}

/// What stands in a column, which decides how it is aligned and where it is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The number of the row.
    Place,
    /// A short text.
    Text,
    /// Running text, as long as people wrote it.
    Prose,
    /// A figure.
    Figure,
    /// The number of the row, beside which somebody signs.
    Sign,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string | number | null"))]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A figure.
    Number(i64),
    /// A text, as people wrote it.
    Text(String),
}

impl Cell {
    /// A text; nothing where there is none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// A text that may not be there.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// A count.
    pub fn count(count: impl TryInto<i64>) -> Self {
        Self::Number(count.try_into().unwrap_or(i64::MAX))
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// A column of a report over rows of the type `R`.
pub struct Column<R: ?Sized> {
    /// Its name for programs; no two columns of a report have the same.
    pub key: &'static str,
    /// Its head.
    pub label: Words,
    /// The head above it, which it shares with its neighbours.
    pub group: Option<Words>,
    /// Its width on paper and in a sheet, in characters.
    pub width: f64,
    /// What stands in it.
    pub kind: Kind,
    /// Whether the row of the sums has a cell in it.
    pub summed: bool,
    /// What it says of a row.
    pub value: fn(&R) -> Cell,
}

impl<R: ?Sized> Column<R> {
    /// A column that no heading groups and nothing sums.
    pub(crate) const fn new(
        key: &'static str,
        label: Words,
        width: f64,
        kind: Kind,
        value: fn(&R) -> Cell,
    ) -> Self {
        Self {
            key,
            label,
            group: None,
            width,
            kind,
            summed: false,
            value,
        }
    }
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Head {
    /// Its name for programs.
    pub key: &'static str,
    /// Its words.
    pub label: Words,
    /// What an office calls it on paper, where that is something else.
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    pub renamed: Option<String>,
    /// The head above it, which it shares with its neighbours.
    pub group: Option<Words>,
    /// Its width in characters.
    pub width: f64,
    /// What stands in it.
    pub kind: Kind,
    /// Whether the row of the sums has a cell in it.
    pub summed: bool,
}

impl Head {
    /// Its words on paper.
    pub fn words(&self) -> &str {
        self.renamed.as_deref().unwrap_or(self.label.id)
    }
}

/// A report as a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Head>,
    /// Its rows: a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// The row of the sums: empty where a column is not summed.
    pub total: Option<Vec<Cell>>,
}

impl Table {
    /// What `columns` say of `rows`, and of `total` where they are summed.
    pub fn new<R>(
        columns: &[Column<R>],
        rows: impl IntoIterator<Item = R>,
        total: Option<&R>,
    ) -> Self {
        let heads = columns.iter().map(|column| Head {
            key: column.key,
            label: column.label,
            renamed: None,
            group: column.group,
            width: column.width,
            kind: column.kind,
            summed: column.summed,
        });
        let cells = |row: &R| columns.iter().map(|column| (column.value)(row)).collect();
        let sums = |row: &R| {
            let sum = |column: &Column<R>| {
                if column.summed {
                    (column.value)(row)
                } else {
                    Cell::Empty
                }
            };
            columns.iter().map(sum).collect()
        };
        Self {
            columns: heads.collect(),
            rows: rows.into_iter().map(|row| cells(&row)).collect(),
            total: total.map(sums),
        }
    }

    /// The runs of columns that stand under one head: the first, how many, and their head.
    pub fn groups(&self) -> Vec<(usize, usize, Option<Words>)> {
        let mut runs: Vec<(usize, usize, Option<Words>)> = Vec::new();
        for (at, head) in self.columns.iter().enumerate() {
            match runs.last_mut() {
                Some((_, many, group)) if group.is_some() && *group == head.group => *many += 1,
                _ => runs.push((at, 1, head.group)),
            }
        }
        runs
    }

    /// The row of the sums with what it is called, which takes the place of no sum.
    pub fn named_total(&self, words: &str) -> Option<Vec<Cell>> {
        let mut cells = self.total.clone()?;
        let heads = self.columns.iter().enumerate();
        let free = heads.filter(|(at, _)| cells.get(*at) == Some(&Cell::Empty));
        let free: Vec<(usize, Kind)> = free.map(|(at, head)| (at, head.kind)).collect();
        let named = free.iter().find(|(_, kind)| *kind != Kind::Place);
        let at = named.or(free.first()).map_or(0, |(at, _)| *at);
        if let Some(cell) = cells.get_mut(at) {
            *cell = match &*cell {
                Cell::Empty => Cell::text(words),
                Cell::Number(sum) => Cell::text(format!("{words} {sum}").trim_start()),
                Cell::Text(text) => Cell::text(format!("{words} {text}").trim_start()),
            };
        }
        Some(cells)
    }

    /// The runs of columns that the row of the sums leaves empty: the first and how many.
    pub fn unsummed(&self) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (at, head) in self.columns.iter().enumerate() {
            match runs.last_mut() {
                _ if head.summed => {}
                Some((first, many)) if *first + *many == at => *many += 1,
                _ => runs.push((at, 1)),
            }
        }
        runs
    }
}
