//! What an import asks before it can say what a row means. Ids follow from what is asked about, so that an answer given once on one
//! preview is the answer on the next.

use serde::Serialize;
use uuid::Uuid;

use super::fault::RowPlace;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Under which it is answered.
    pub id: String,
    /// What is asked.
    pub kind: QuestionKind,
    /// The row that waits for the answer; none for one about a whole group.
    pub place: Option<RowPlace>,
    /// Whom or what the list names.
    pub name: String,
    /// The family that it is about: the one that is there, or an earlier row's.
    pub family: Option<Uuid>,
    /// Its name.
    pub other: String,
    /// The choices with the words of each: names that the window sets into its own sentence.
    pub options: Vec<Choice>,
    /// The choice that holds while nobody answers; none where the row waits.
    pub default: Option<String>,
    /// The answer that was given.
    pub answer: Option<String>,
    /// How many rows it is about, where none of them waits.
    pub about: usize,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What an answer says.
    pub choice: String,
    /// The name that belongs to it; empty where the choice says it all.
    pub name: String,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Another name or NIK on the No. KK of a family: the same family with a new pengurus, or another family?
    SameKk,
    /// The NIK is one that a family had before somebody corrected it: the same family, or another?
    FormerNik,
    /// One family in two groups: in which is it?
    TwoGroups,
    /// Two spellings: one group, or two?
    Spelling,
    /// New families of a group that was merged into another: they go there. Nothing is to be answered.
    GroupMerged,
    /// New families of a group that was closed: they have no group. Nothing is to be answered.
    GroupClosed,
}

impl Choice {
    /// A choice that needs no name.
    pub fn bare(choice: &str) -> Self {
        Self {
            choice: choice.to_owned(),
            name: String::new(),
        }
    }
}
