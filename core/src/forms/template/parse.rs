//! A template read line by line, before any data is looked at.

use super::fault::{Fault, FaultKind};
use super::line::{
    ColumnLine, DEEPEST, Inline, Line, MOST_SOURCE, Node, PaperLine, Parsed, Path, Piece,
    TableLine, Test, Than,
};
use crate::pdf::Size;

/// Reads a template.
pub(super) fn parse(source: &str) -> Result<Parsed, Fault> {
    if source.chars().count() > MOST_SOURCE {
        return Err(Fault::new(1, FaultKind::TooLong, MOST_SOURCE.to_string()));
    }
    let mut open: Vec<Open> = vec![Open::root()];
    let mut said: Option<PaperLine> = None;
    for (at, text) in (1..).zip(source.lines()) {
        hidden(at, text)?;
        let text = text.trim();
        if text.starts_with("{%") {
            statement(&mut open, at, text)?;
        } else if let Some(rest) = command_of(text, "!kertas") {
            // It is said once, and of the whole paper.
            if open.len() > 1 || said.is_some() {
                return Err(Fault::new(at, FaultKind::OnceOutside, "!kertas"));
            }
            said = Some(paper(at, rest)?);
        } else {
            line(&mut open, at, text)?;
        }
    }
    let root = open.pop().unwrap_or_else(Open::root);
    if let Some(left) = root.begun {
        return Err(Fault::new(root.at, FaultKind::EndMissing, left.word()));
    }
    if root.body.iter().all(is_blank) {
        return Err(Fault::new(1, FaultKind::Empty, ""));
    }
    Ok(Parsed {
        nodes: root.body,
        paper: said,
    })
}

/// What follows a command, if the line is that one.
fn command_of<'t>(text: &'t str, command: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(command)?;
    let alone = rest.is_empty() || rest.starts_with(char::is_whitespace);
    alone.then(|| rest.trim())
}

/// `A4`, `F4 tegak`, `F4 mendatar`.
fn paper(at: u32, text: &str) -> Result<PaperLine, Fault> {
    let shape = || Fault::new(at, FaultKind::Shape, "!kertas A4 atau !kertas F4 mendatar");
    let words: Vec<&str> = text.split_whitespace().collect();
    let (size, lies) = match words.as_slice() {
        [size] => (*size, None),
        [size, lies] => (*size, Some(*lies)),
        _ => return Err(shape()),
    };
    Ok(PaperLine {
        at,
        size: match size {
            "A4" => Size::A4,
            "F4" => Size::F4,
            _ => return Err(shape()),
        },
        wide: match lies {
            None => None,
            Some("tegak") => Some(false),
            Some("mendatar") => Some(true),
            Some(_) => return Err(shape()),
        },
    })
}

fn is_blank(node: &Node) -> bool {
    matches!(node, Node::Line(_, Line::Blank))
}

/// Letters that are not seen, or that turn the direction of those after them.
fn hidden(at: u32, text: &str) -> Result<(), Fault> {
    let found = text.chars().find(|letter| {
        let direction = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        direction || (letter.is_control() && *letter != '\t')
    });
    match found {
        Some(letter) => Err(Fault::new(
            at,
            FaultKind::Hidden,
            format!("U+{:04X}", u32::from(letter)),
        )),
        None => Ok(()),
    }
}

/// What was begun and waits for its end.
struct Open {
    at: u32,
    begun: Option<Begun>,
    /// What stands before `{% lainnya %}`, once that was read.
    then: Option<Vec<Node>>,
    body: Vec<Node>,
}

enum Begun {
    Each(String, Path),
    When(Test),
}

impl Begun {
    fn word(&self) -> &'static str {
        match self {
            Self::Each(..) => "{% untuk %}",
            Self::When(_) => "{% jika %}",
        }
    }
}

impl Open {
    fn root() -> Self {
        Self {
            at: 1,
            begun: None,
            then: None,
            body: Vec::new(),
        }
    }
}

fn push(open: &mut [Open], node: Node) {
    if let Some(last) = open.last_mut() {
        last.body.push(node);
    }
}

fn statement(open: &mut Vec<Open>, at: u32, text: &str) -> Result<(), Fault> {
    let inside = text
        .strip_prefix("{%")
        .and_then(|rest| rest.split_once("%}"));
    let Some((inside, rest)) = inside else {
        return Err(Fault::new(at, FaultKind::Unclosed, "{%"));
    };
    if !rest.trim().is_empty() {
        return Err(Fault::new(at, FaultKind::NotAlone, "{% %}"));
    }
    let words: Vec<&str> = inside.split_whitespace().collect();
    let begin = |open: &mut Vec<Open>, begun| {
        if open.len() > DEEPEST {
            return Err(Fault::new(at, FaultKind::TooDeep, ""));
        }
        open.push(Open {
            at,
            begun: Some(begun),
            ..Open::root()
        });
        Ok(())
    };
    match words.as_slice() {
        ["untuk", name, "dari", of] => {
            let of = path(at, of)?;
            if !is_name(name) {
                return Err(Fault::new(at, FaultKind::Expression, *name));
            }
            begin(open, Begun::Each((*name).to_owned(), of))
        }
        ["jika", ..] => {
            let rest = inside.trim().strip_prefix("jika").unwrap_or_default();
            begin(open, Begun::When(test(at, rest.trim())?))
        }
        ["lainnya"] => match open.last_mut() {
            Some(Open {
                begun: Some(Begun::When(_)),
                then: then @ None,
                body,
                ..
            }) => {
                *then = Some(std::mem::take(body));
                Ok(())
            }
            _ => Err(Fault::new(at, FaultKind::EndUnexpected, "{% lainnya %}")),
        },
        ["akhir"] => {
            let unexpected = || Fault::new(at, FaultKind::EndUnexpected, "{% akhir %}");
            if open.len() < 2 {
                return Err(unexpected());
            }
            let ended = open.pop().ok_or_else(unexpected)?;
            let node = match ended.begun.ok_or_else(unexpected)? {
                Begun::Each(name, of) => Node::Each {
                    at: ended.at,
                    name,
                    of,
                    body: ended.body,
                },
                Begun::When(condition) => {
                    let (then, otherwise) = match ended.then {
                        Some(then) => (then, ended.body),
                        None => (ended.body, Vec::new()),
                    };
                    Node::When {
                        at: ended.at,
                        test: condition,
                        then,
                        otherwise,
                    }
                }
            };
            push(open, node);
            Ok(())
        }
        _ => Err(Fault::new(at, FaultKind::Statement, inside.trim())),
    }
}

/// `[bukan] field`, or a field compared with a text or a number.
fn test(at: u32, text: &str) -> Result<Test, Fault> {
    let shape = || {
        Fault::new(
            at,
            FaultKind::Shape,
            "{% jika data %}, {% jika bukan data %} atau {% jika data = \"teks\" %}",
        )
    };
    for (sign, than) in [
        ("=", Than::Equal as fn(i64) -> Than),
        (">", Than::More),
        ("<", Than::Less),
    ] {
        let Some((left, right)) = text.split_once(sign) else {
            continue;
        };
        let of = path(at, left.trim())?;
        let right = right.trim();
        let quoted = right
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let than = match quoted {
            Some(words) if sign == "=" && !words.contains('"') => Than::Text(words.to_owned()),
            _ => than(right.parse().map_err(|_| shape())?),
        };
        return Ok(Test {
            of,
            not: false,
            than: Some(than),
        });
    }
    let (not, name) = match text.strip_prefix("bukan ") {
        Some(rest) => (true, rest.trim()),
        None => (false, text),
    };
    if name.is_empty() {
        return Err(shape());
    }
    Ok(Test {
        of: path(at, name)?,
        not,
        than: None,
    })
}

fn line(open: &mut [Open], at: u32, text: &str) -> Result<(), Fault> {
    if let Some(rest) = text.strip_prefix("!kolom ") {
        return column(open, at, rest);
    }
    push(open, Node::Line(at, block(at, text)?));
    Ok(())
}

/// A column of the table on the line above.
fn column(open: &mut [Open], at: u32, text: &str) -> Result<(), Fault> {
    let above = open.last_mut().and_then(|last| last.body.last_mut());
    let Some(Node::Line(_, Line::Table(table))) = above else {
        return Err(Fault::new(at, FaultKind::Shape, "tepat di bawah !tabel"));
    };
    let shape = || Fault::new(at, FaultKind::Shape, "!kolom nama | Judul | lebar");
    let parts: Vec<&str> = text.split('|').map(str::trim).collect();
    let (key, label, width) = match parts.as_slice() {
        [key] => (key, None, None),
        [key, label] => (key, Some(label), None),
        [key, label, width] => {
            let width: u16 = width.parse().map_err(|_| shape())?;
            (key, Some(label), Some(width))
        }
        _ => return Err(shape()),
    };
    let label = label.filter(|label| !label.is_empty());
    let long = label.is_some_and(|label| label.chars().count() > 60 || label.contains("{{"));
    if key.is_empty() || long || width.is_some_and(|width| !(1..=200).contains(&width)) {
        return Err(shape());
    }
    table.columns.push(ColumnLine {
        at,
        key: (*key).to_owned(),
        label: label.map(|label| (*label).to_owned()),
        width,
    });
    Ok(())
}

fn block(at: u32, text: &str) -> Result<Line, Fault> {
    let say = |text: &str| inline(at, text.trim());
    Ok(if text.is_empty() {
        Line::Blank
    } else if let Some(rest) = text.strip_prefix('\\') {
        Line::Text(inline(at, rest)?)
    } else if let Some(rest) = text.strip_prefix("##") {
        Line::Chapter(say(rest)?)
    } else if let Some(rest) = text.strip_prefix('#') {
        Line::Title(say(rest)?)
    } else if let Some(rest) = text.strip_prefix('=') {
        Line::Middle(say(rest)?)
    } else if let Some(rest) = text.strip_prefix('>') {
        Line::Small(say(rest)?)
    } else if let Some(rest) = text.strip_prefix(':') {
        let shape = || Fault::new(at, FaultKind::Shape, ": Label | isi");
        let (label, value) = rest.split_once('|').ok_or_else(shape)?;
        Line::Fact(say(label)?, say(value)?)
    } else if let Some(rest) = text.strip_prefix('[') {
        boxed(at, rest)?
    } else if let Some(rest) = text.strip_prefix('@') {
        signer(at, rest)?
    } else if let Some(rest) = text.strip_prefix('!') {
        command(at, rest)?
    } else {
        Line::Text(inline(at, text)?)
    })
}

/// `] bar`, `] Label | isi`, `18] Label | isi | Label | isi`.
fn boxed(at: u32, text: &str) -> Result<Line, Fault> {
    let shape = || Fault::new(at, FaultKind::Shape, "[] Label | isi");
    let (least, rest) = text.split_once(']').ok_or_else(shape)?;
    let least_mm: u16 = match least.trim() {
        "" => 0,
        number => number.parse().map_err(|_| shape())?,
    };
    let cells = rest.split('|').map(|cell| inline(at, cell.trim()));
    let cells = cells.collect::<Result<Vec<Inline>, Fault>>()?;
    if !matches!(cells.len(), 1 | 2 | 4) || least_mm > 200 {
        return Err(shape());
    }
    Ok(Line::Box { cells, least_mm })
}

/// `@ above | above || below | below`.
fn signer(at: u32, text: &str) -> Result<Line, Fault> {
    let shape = || Fault::new(at, FaultKind::Shape, "@ di atas | di atas || nama | NIP");
    let (above, below) = text.split_once("||").ok_or_else(shape)?;
    let lines = |text: &str| -> Result<Vec<Inline>, Fault> {
        text.split('|')
            .map(|line| inline(at, line.trim()))
            .collect()
    };
    let (above, below) = (lines(above)?, lines(below)?);
    if above.len() > 6 || below.len() > 4 {
        return Err(shape());
    }
    Ok(Line::Signer(above, below))
}

fn command(at: u32, text: &str) -> Result<Line, Fault> {
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match (name, rest) {
        ("halaman", "") => Ok(Line::NewPage),
        ("penutup", "") => Ok(Line::Closing),
        ("catatan", "") => Ok(Line::Remarks),
        ("tabel", rest) => {
            let (of, total) = match rest.split_once('|') {
                Some((of, total)) => (of.trim(), Some(total.trim().to_owned())),
                None => (rest, None),
            };
            let long = |total: &String| total.chars().count() > 40 || total.contains("{{");
            if of.is_empty() || total.as_ref().is_some_and(long) {
                return Err(Fault::new(at, FaultKind::Shape, "!tabel nama | JUMLAH"));
            }
            Ok(Line::Table(TableLine {
                of: path(at, of)?,
                total,
                columns: Vec::new(),
            }))
        }
        ("bingkai", rest) => {
            let shape = || Fault::new(at, FaultKind::Shape, "!bingkai 88 x 66 | keterangan");
            let (size, caption) = rest.split_once('|').ok_or_else(shape)?;
            let (wide, high) = size.split_once('x').ok_or_else(shape)?;
            let mm = |text: &str| -> Result<u16, Fault> {
                let mm: u16 = text.trim().parse().map_err(|_| shape())?;
                (10..=180).contains(&mm).then_some(mm).ok_or_else(shape)
            };
            Ok(Line::Frame {
                size: (mm(wide)?, mm(high)?),
                caption: inline(at, caption.trim())?,
            })
        }
        ("halaman" | "penutup" | "catatan", _) => {
            Err(Fault::new(at, FaultKind::Shape, format!("!{name}")))
        }
        _ => Err(Fault::new(at, FaultKind::Command, format!("!{name}"))),
    }
}

/// Words with fields; `\{{` are two braces.
fn inline(at: u32, text: &str) -> Result<Inline, Fault> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        let after = from.get(2..).unwrap_or_default();
        if let Some(before) = before.strip_suffix('\\') {
            words.push_str(before);
            words.push_str("{{");
            rest = after;
            continue;
        }
        words.push_str(before);
        let (inside, after) = after
            .split_once("}}")
            .ok_or_else(|| Fault::new(at, FaultKind::Unclosed, "{{"))?;
        if !words.is_empty() {
            pieces.push(Piece::Words(std::mem::take(&mut words)));
        }
        let (name, upper) = match inside.trim().strip_suffix(" besar") {
            Some(name) => (name, true),
            None => (inside, false),
        };
        pieces.push(Piece::Field {
            of: path(at, name.trim())?,
            upper,
        });
        rest = after;
    }
    if rest.contains("{%") {
        return Err(Fault::new(at, FaultKind::NotAlone, "{% %}"));
    }
    words.push_str(rest);
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    Ok(pieces)
}

fn path(at: u32, text: &str) -> Result<Path, Fault> {
    let (row, key) = match text.split_once('.') {
        Some((row, key)) => (Some(row), key),
        None => (None, text),
    };
    if !is_name(key) || row.is_some_and(|row| !is_name(row)) {
        return Err(Fault::new(at, FaultKind::Expression, text));
    }
    Ok(Path {
        row: row.map(str::to_owned),
        key: key.to_owned(),
    })
}

fn is_name(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let begins = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    begins && text.len() <= 40 && text.bytes().all(legal)
}
