//! The text of a schema as the database gets it. SQLite keeps the text of each table and reads all of it at every opening, so comments and
//! indents stay in the source.

/// The statements without comments and line breaks. No text in quotes may hold `--`.
pub fn compact(sql: &str) -> String {
    let lines = sql.lines().map(|line| {
        let code = line.split_once("--").map_or(line, |(code, _)| code);
        code.trim()
    });
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_indents_and_line_breaks_are_left_out_and_nothing_else() {
        let sql = "-- A table.\nCREATE TABLE t (\n    a TEXT, -- the first\n    b BLOB  -- the last\n);\n\nCREATE INDEX t_by_b ON t (b);\n";
        assert_eq!(
            compact(sql),
            "CREATE TABLE t ( a TEXT, b BLOB ); CREATE INDEX t_by_b ON t (b);"
        );
    }
}
