//! One row of a roster: what family it describes and what is wrong with it, seen alone. Faults that need other rows or the
//! families already there are found in [`preview`](super::preview) and [`plan`](mod@super::plan).

use std::collections::BTreeMap;

use crate::reference::{Found, Regions, fold};

use super::cell::Cell;
use super::family::{Components, Desa, RosterFamily, Status};
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::nik::{Nik, Reading};
use super::spelling;

/// Where a roster is read: the places that its names are looked up in.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The list of regions.
    pub regions: &'a Regions,
    /// Code of the office's kabupaten.
    pub kabupaten: &'a str,
    /// Code of the kecamatan for rows that do not name one.
    pub kecamatan: Option<&'a str>,
}

/// Cells of a row by field; a field without a column is absent.
pub type Values = BTreeMap<Field, Cell>;

/// Reads a row. The family is complete if no fault stops the import; otherwise it is a draft, and its name or kecamatan may be
/// empty.
pub fn read(values: &Values, context: &Context<'_>) -> (RosterFamily, Vec<Fault>) {
    let mut faults = Vec::new();
    let (name, leads) = name(values, &mut faults);
    let mut family = RosterFamily {
        name,
        nik: nik(values, &mut faults),
        kk: kk(values, &mut faults),
        pkh_id: said(values, Field::PkhId)
            .map(|id| id.replace(' ', ""))
            .filter(|id| id.bytes().any(|b| matches!(b, b'1'..=b'9'))),
        address: address(values),
        kecamatan: kecamatan(values, context, &mut faults),
        group: said(values, Field::Group).and_then(|name| spelling::own_group(&name)),
        is_ketua: leads
            || said(values, Field::GroupRole)
                .is_some_and(|role| fold::words(&role).starts_with("ketua")),
        components: components(values, &mut faults),
        status: status(values, &mut faults),
        status_since: None,
        tahap: said(values, Field::Tahap),
        phone: phone(values),
        pendamping: said(values, Field::Pendamping).filter(|name| !spelling::says_none(name)),
        desa: None,
    };
    family.desa = desa(values, &family.kecamatan, context, &mut faults);
    if family.group.is_none() && values.contains_key(&Field::Group) {
        faults.push(Fault::new(
            FaultCode::GroupMissing,
            Field::Group,
            shown(values, Field::Group),
        ));
    }
    (family, faults)
}

fn said(values: &Values, field: Field) -> Option<String> {
    values.get(&field)?.said()
}

fn shown(values: &Values, field: Field) -> String {
    values.get(&field).map(Cell::shown).unwrap_or_default()
}

/// The name without the number of its line, and whether it says that the person leads the group: `3. SITI AMINAH (KETUA)`.
fn name(values: &Values, faults: &mut Vec<Fault>) -> (String, bool) {
    let said = said(values, Field::Name).unwrap_or_default();
    let mut name = spelling::without_enumerator(&said, false).to_owned();
    let role = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once('('));
    let leads = role.is_some_and(|(name, role)| {
        !name.trim().is_empty() && matches!(fold::words(role).as_str(), "ketua" | "ketua kelompok")
    });
    if let Some((bare, _)) = role.filter(|_| leads) {
        name = bare.trim().to_owned();
    }
    let code = if name.is_empty() {
        Some(FaultCode::NameMissing)
    } else if !name.chars().any(char::is_alphabetic) {
        Some(FaultCode::NameIsNumber)
    } else if is_bank(&name) {
        Some(FaultCode::NameIsBank)
    } else {
        None
    };
    faults.extend(code.map(|code| Fault::new(code, Field::Name, shown(values, Field::Name))));
    (name, leads)
}

/// Whether a name is nothing but that of a bank or the post, through which the aid is paid out.
fn is_bank(name: &str) -> bool {
    const BANKS: [&str; 15] = [
        "bni", "bri", "mandiri", "btn", "bsi", "bca", "bpd", "himbara", "brilink", "pos",
        "posindo", "sulteng", "sultra", "muamalat", "bukopin",
    ];
    const BESIDE: [&str; 14] = [
        "bank",
        "pt",
        "persero",
        "tbk",
        "kantor",
        "agen",
        "link",
        "syariah",
        "indonesia",
        "unit",
        "cabang",
        "rekening",
        "kks",
        "kcp",
    ];
    let words = fold::words(name);
    let mut words = words.split(' ').peekable();
    let starts = words.peek() == Some(&"bank");
    let mut named = starts;
    words.all(|word| {
        let bank = BANKS.contains(&word);
        named |= bank;
        bank || starts || BESIDE.contains(&word)
    }) && named
}

fn nik(values: &Values, faults: &mut Vec<Fault>) -> Option<Nik> {
    let cell = values.get(&Field::Nik).unwrap_or(&Cell::Empty);
    let reading = Reading::of(cell);
    faults.extend(
        reading
            .fault()
            .map(|code| Fault::new(code, Field::Nik, cell.shown())),
    );
    let Reading::Digits { digits, .. } = reading else {
        return None;
    };
    let nik = Nik::try_from(digits).ok()?;
    if !nik.is_plausible() {
        faults.push(Fault::new(
            FaultCode::NikImplausible,
            Field::Nik,
            cell.shown(),
        ));
    }
    Some(nik)
}

/// A doubtful No. KK is left out: nothing is identified by it, and a wrong number on an attendance list is worse than none.
fn kk(values: &Values, faults: &mut Vec<Fault>) -> Option<String> {
    let cell = values.get(&Field::Kk)?;
    let code = match Reading::of(cell) {
        Reading::Digits { digits, .. } => return Some(digits),
        Reading::Missing => return None,
        Reading::Numeric => FaultCode::KkNumeric,
        Reading::Length | Reading::Characters => FaultCode::KkLength,
    };
    faults.push(Fault::new(code, Field::Kk, cell.shown()));
    None
}

fn kecamatan(values: &Values, context: &Context<'_>, faults: &mut Vec<Fault>) -> String {
    let Some(typed) = said(values, Field::Kecamatan) else {
        let of_region = region(values, context.regions, 3).filter(|code| {
            code.strip_prefix(context.kabupaten)
                .is_some_and(|rest| rest.starts_with('.'))
        });
        if let Some(code) = of_region.or_else(|| context.kecamatan.map(str::to_owned)) {
            return code;
        }
        faults.push(Fault::new(
            FaultCode::KecamatanMissing,
            Field::Kecamatan,
            "",
        ));
        return String::new();
    };
    let near = match place(context.regions, context.kabupaten, &typed) {
        Found::Same(region) => return region.code.clone(),
        Found::Near(region) => Some(region.name.clone()),
        Found::Nothing => None,
    };
    faults.push(Fault::new(FaultCode::KecamatanUnknown, Field::Kecamatan, typed).suggesting(near));
    String::new()
}

fn desa(
    values: &Values,
    kecamatan: &str,
    context: &Context<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Desa> {
    let Some(typed) = said(values, Field::Desa) else {
        let code = region(values, context.regions, 4)
            .filter(|code| !kecamatan.is_empty() && code.starts_with(kecamatan));
        if let Some(code) = code {
            let name = context.regions.name(&code).to_owned();
            return Some(Desa {
                code: Some(code),
                name,
            });
        }
        if values.contains_key(&Field::Desa) {
            faults.push(Fault::new(
                FaultCode::DesaMissing,
                Field::Desa,
                shown(values, Field::Desa),
            ));
        }
        return None;
    };
    if kecamatan.is_empty() {
        // Already a fault, and no place to look the desa up in.
        return Some(Desa {
            code: None,
            name: typed,
        });
    }
    let near = match place(context.regions, kecamatan, &typed) {
        Found::Same(region) => {
            return Some(Desa {
                code: Some(region.code.clone()),
                name: region.name.clone(),
            });
        }
        Found::Near(region) => Some(region.name.clone()),
        Found::Nothing => None,
    };
    faults.push(Fault::new(FaultCode::DesaUnknown, Field::Desa, typed.clone()).suggesting(near));
    Some(Desa {
        code: None,
        name: typed,
    })
}

/// A part of a place by its name, perhaps behind its code or its number: `72.01.09 TOILI`, `3. Samalore`; or by its code alone.
fn place<'r>(regions: &'r Regions, parent: &str, typed: &str) -> Found<'r> {
    let found = regions.find(parent, typed);
    if matches!(found, Found::Same(_)) {
        return found;
    }
    let bare = typed.trim_start_matches(|sign: char| !sign.is_alphabetic());
    let behind = regions.find(parent, bare);
    if bare != typed && matches!(behind, Found::Same(_)) {
        return behind;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let own: String = parent.chars().filter(char::is_ascii_digit).collect();
    let part = digits.strip_prefix(&own).filter(|_| bare.is_empty());
    let code = part.map(|part| format!("{parent}.{part}"));
    let by_code = code.and_then(|code| regions.get(&code));
    by_code.map_or(found, Found::Same)
}

/// The place that a code in digits names, `7201092036`, cut to so many parts; none if the list of regions does not have it.
fn region(values: &Values, regions: &Regions, parts: usize) -> Option<String> {
    let said = said(values, Field::Region)?;
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    let ends = [0, 2, 4, 6, 10];
    let cut: Option<Vec<&str>> = ends
        .windows(2)
        .take(parts)
        .map(|pair| match pair {
            [from, to] => digits.get(*from..*to),
            _ => None,
        })
        .collect();
    let code = cut?.join(".");
    regions.get(&code).map(|region| region.code.clone())
}

/// Street or dusun, with the dusun, RT and RW that have columns of their own, unless it names them.
fn address(values: &Values) -> Option<String> {
    let mut address = said(values, Field::Address).unwrap_or_default();
    for (field, label) in [
        (Field::Dusun, "Dusun"),
        (Field::Rt, "RT"),
        (Field::Rw, "RW"),
    ] {
        let Some(part) = said(values, field) else {
            continue;
        };
        let lettered = part.chars().any(char::is_alphabetic);
        let part = if lettered {
            part
        } else {
            format!("{label} {part}")
        };
        let named = fold::words(&address);
        let word = fold::words(label);
        let says_it = if field == Field::Dusun {
            named.contains(&fold::words(&part))
        } else {
            named
                .split(' ')
                .any(|known| known == word || known == "rtrw")
        };
        if says_it || !part.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            continue;
        }
        if !address.is_empty() {
            address.push(' ');
        }
        address.push_str(&part);
    }
    (!address.is_empty()).then_some(address)
}

fn components(values: &Values, faults: &mut Vec<Fault>) -> Components {
    let mut components = Components::default();
    for field in Field::COMPONENTS {
        let Some(cell) = values.get(&field) else {
            continue;
        };
        let number = component(cell);
        if number.is_none() {
            faults.push(Fault::new(
                FaultCode::ComponentUnreadable,
                field,
                cell.shown(),
            ));
        }
        components.set(field, number);
    }
    components
}

/// A number of people in one family: blank and `-` are none, a tick is one; none if it cannot be read.
fn component(cell: &Cell) -> Option<u16> {
    let Some(text) = cell.said() else {
        let tick = cell.shown().trim() == "\u{2713}"
            || cell.shown().trim() == "\u{2714}"
            || cell.shown().trim() == "\u{221a}";
        return Some(u16::from(tick));
    };
    match text.to_lowercase().as_str() {
        "v" | "x" | "ya" | "ada" => Some(1),
        "tidak" | "tidak ada" => Some(0),
        number => number.parse().ok().filter(|number| *number <= 30),
    }
}

/// A roster lists those who receive, so a blank cell means aktif; a roster without the column says nothing.
fn status(values: &Values, faults: &mut Vec<Fault>) -> Option<Status> {
    values.get(&Field::Status)?;
    let Some(label) = said(values, Field::Status) else {
        return Some(Status::Aktif);
    };
    let status = Status::of_label(&label);
    if status.is_none() {
        faults.push(Fault::new(FaultCode::StatusUnknown, Field::Status, label));
    }
    status
}

/// A number cell has lost its leading 0, which every Indonesian mobile number has.
fn phone(values: &Values) -> Option<String> {
    let cell = values.get(&Field::Phone)?;
    let text = cell
        .said()
        .filter(|text| text.bytes().any(|b| matches!(b, b'1'..=b'9')))?;
    match cell {
        Cell::Number(_) if text.starts_with('8') => Some(format!("0{text}")),
        _ => Some(text.trim_start_matches(fold::is_apostrophe).to_owned()),
    }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
