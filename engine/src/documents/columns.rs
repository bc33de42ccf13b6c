//! Walks the columns of a change: one row for each operation, run-length encoded. Twelve bytes may claim 2^60 rows.

use sesi_wire::varint;

use super::change_fault::{Walk, malformed, newer};

/// Longest map key in bytes.
const MAX_KEY: usize = 128;
/// Column specifications of Sesi's changes: `id << 4 | type`, ascending.
const OBJ_ACTOR: u32 = 0x01;
const OBJ_COUNTER: u32 = 0x02;
const KEY: u32 = 0x15;
const INSERT: u32 = 0x34;
const ACTION: u32 = 0x42;
const VALUE_META: u32 = 0x56;
const VALUE: u32 = 0x57;
const PRED_COUNT: u32 = 0x70;
const PRED_ACTOR: u32 = 0x71;
const PRED_COUNTER: u32 = 0x73;
const COLUMNS: [u32; 10] = [
    OBJ_ACTOR,
    OBJ_COUNTER,
    KEY,
    INSERT,
    ACTION,
    VALUE_META,
    VALUE,
    PRED_COUNT,
    PRED_ACTOR,
    PRED_COUNTER,
];
/// The bit of a column specification that says the column is deflated.
const DEFLATED: u32 = 0x08;
/// The one action of documents: putting a value. Maps are made by first changes alone, and nothing is ever deleted.
const PUT: u64 = 1;
/// What else older automerge knows, to say what a newer app did.
const MAKE_MAP: u64 = 0;
const DELETE: u64 = 3;

/// A signed LEB128 of at most 64 bits.
pub(super) fn take_signed(rest: &mut &[u8]) -> Walk<i64> {
    let mut value: i64 = 0;
    for shift in (0..70).step_by(7) {
        let Some((&byte, tail)) = rest.split_first() else {
            return malformed("number ends early");
        };
        *rest = tail;
        let bits = i64::from(byte & 0x7f);
        if shift == 63 && byte != 0 && byte != 0x7f {
            return malformed("number exceeds 64 bits");
        }
        value |= bits << shift;
        if byte & 0x80 == 0 {
            if shift < 57 && byte & 0x40 != 0 {
                value |= -1 << (shift + 7);
            }
            return Ok(value);
        }
    }
    malformed("number exceeds 64 bits")
}

/// The column data of a change; an absent column is empty.
#[derive(Default)]
pub(super) struct Columns<'a>([&'a [u8]; COLUMNS.len()]);

impl<'a> Columns<'a> {
    pub(super) fn take(rest: &mut &'a [u8]) -> Walk<Self> {
        let count = varint::take(rest)?;
        if count > COLUMNS.len() as u64 {
            return newer("more columns than known");
        }
        let mut lens = [0; COLUMNS.len()];
        let mut from = 0;
        for _ in 0..count {
            let spec = varint::take(rest)?;
            let len = varint::take_len(rest, rest.len(), "column")?;
            if spec & u64::from(DEFLATED) != 0 {
                return malformed("a deflated column");
            }
            let Some(at) = COLUMNS.iter().position(|known| u64::from(*known) == spec) else {
                return newer("an unknown column");
            };
            if at < from || len == 0 {
                return malformed("columns are not in order");
            }
            if let Some(slot) = lens.get_mut(at) {
                *slot = len;
            }
            from = at + 1;
        }
        let mut columns = Self::default();
        for (column, len) in columns.0.iter_mut().zip(lens) {
            *column = varint::take_bytes(rest, len, "columns")?;
        }
        Ok(columns)
    }

    fn get(&self, spec: u32) -> &'a [u8] {
        let at = COLUMNS.iter().position(|known| *known == spec);
        at.and_then(|at| self.0.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// Checks every row of every column and gives the number of operations.
    pub(super) fn check(&self, limit: u64, actors: u64, start_op: u64) -> Walk<u64> {
        let action = |value: Option<u64>, _| match value {
            Some(PUT) => Ok(()),
            Some(MAKE_MAP) => newer("a map of its own"),
            Some(DELETE) => newer("a deletion"),
            Some(_) => newer("an unknown action"),
            None => malformed("no action"),
        };
        let ops = runs(self.get(ACTION), limit, take_uint, action)?;
        if ops == 0 {
            return malformed("no operations");
        }
        let end = start_op + ops;
        let in_actors = |value: Option<u64>, _| match value {
            Some(actor) if actor >= actors => malformed("actor index"),
            _ => Ok(()),
        };
        let is_counter = |value: Option<u64>, _| match value {
            Some(counter) if counter == 0 || counter >= end => malformed("operation counter"),
            _ => Ok(()),
        };
        for (column, each) in [
            (
                OBJ_ACTOR,
                &in_actors as &dyn Fn(Option<u64>, u64) -> Walk<()>,
            ),
            (OBJ_COUNTER, &is_counter),
        ] {
            let rows = runs(self.get(column), limit, take_uint, each)?;
            if rows != 0 && rows != ops {
                return malformed("object column");
            }
        }
        let has_key = |key: Option<&str>, _| match key {
            Some(_) => Ok(()),
            None => newer("a key outside maps"),
        };
        if runs(self.get(KEY), limit, take_text, has_key)? != ops {
            return malformed("key column");
        }
        let mut insert = self.get(INSERT);
        match varint::take(&mut insert)? {
            rows if rows == ops && insert.is_empty() => {}
            _ => return newer("an insertion into a list"),
        }
        self.check_values(limit, ops)?;
        self.check_preds(limit, ops, end, &in_actors)?;
        Ok(ops)
    }

    fn check_values(&self, limit: u64, ops: u64) -> Walk<()> {
        let mut bytes: u64 = 0;
        let rows = runs(self.get(VALUE_META), limit, take_uint, |meta, rows| {
            let meta = meta.map_or_else(|| malformed("no value"), Ok)?;
            // Null, false, true, unsigned, signed, float, text, bytes, and timestamp: no counters, nothing unknown.
            if !matches!(meta & 0x0f, 0..=7 | 9) {
                return newer("an unknown type of value");
            }
            bytes = bytes.saturating_add((meta >> 4).saturating_mul(rows));
            Ok(())
        })?;
        if rows == ops && bytes == self.get(VALUE).len() as u64 {
            Ok(())
        } else {
            malformed("value columns")
        }
    }

    fn check_preds(
        &self,
        limit: u64,
        ops: u64,
        end: u64,
        in_actors: &dyn Fn(Option<u64>, u64) -> Walk<()>,
    ) -> Walk<()> {
        let mut preds: u64 = 0;
        let rows = runs(self.get(PRED_COUNT), limit, take_uint, |count, rows| {
            let count = count.map_or_else(|| malformed("no predecessor count"), Ok)?;
            preds = preds.saturating_add(count.saturating_mul(rows));
            if preds > limit {
                malformed("too many predecessors")
            } else {
                Ok(())
            }
        })?;
        let actors = runs(self.get(PRED_ACTOR), limit, take_uint, |actor, rows| {
            actor.map_or_else(|| malformed("no predecessor"), |_| in_actors(actor, rows))
        })?;
        let mut counter: i128 = 0;
        let counters = runs(self.get(PRED_COUNTER), limit, take_signed, |delta, rows| {
            let delta = i128::from(delta.map_or_else(|| malformed("no predecessor"), Ok)?);
            let first = counter + delta;
            counter += delta * i128::from(rows);
            let known = 1..i128::from(end);
            if known.contains(&first) && known.contains(&counter) {
                Ok(())
            } else {
                malformed("predecessor counter")
            }
        })?;
        if rows == ops && actors == preds && counters == preds {
            Ok(())
        } else {
            malformed("predecessor columns")
        }
    }
}

/// One operation: what it is about and what it writes over. Actors are indices into those that the change names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// Actor and counter of the operation that made the map; `None` for the root.
    pub object: Option<(usize, u64)>,
    pub key: &'a str,
    /// Actor and counter of each operation that this one writes over.
    pub preds: Vec<(usize, u64)>,
}

impl<'a> Columns<'a> {
    /// Every operation of columns that [`Self::check`] let pass.
    pub(super) fn rows(&self) -> Walk<Vec<Row<'a>>> {
        let keys = expand(self.get(KEY), take_text)?;
        let object_actors = expand(self.get(OBJ_ACTOR), take_uint)?;
        let object_counters = expand(self.get(OBJ_COUNTER), take_uint)?;
        let mut pred_actors = expand(self.get(PRED_ACTOR), take_uint)?.into_iter();
        let mut pred_deltas = expand(self.get(PRED_COUNTER), take_signed)?.into_iter();
        let pred_counts = expand(self.get(PRED_COUNT), take_uint)?;
        let mut rows = Vec::with_capacity(keys.len());
        let mut counter: i64 = 0;
        for (at, (key, count)) in keys.into_iter().zip(pred_counts).enumerate() {
            let of = |column: &[Option<u64>]| column.get(at).copied().flatten();
            let object = match (of(&object_actors), of(&object_counters)) {
                (None, None) => None,
                (Some(actor), Some(counter)) => Some((index(actor)?, counter)),
                _ => return malformed("object column"),
            };
            let mut preds = Vec::new();
            for _ in 0..count.unwrap_or_default() {
                let (Some(Some(actor)), Some(Some(delta))) =
                    (pred_actors.next(), pred_deltas.next())
                else {
                    return malformed("predecessor columns");
                };
                counter = counter.saturating_add(delta);
                preds.push((index(actor)?, counter.unsigned_abs()));
            }
            let Some(key) = key else {
                return malformed("key column");
            };
            rows.push(Row { object, key, preds });
        }
        Ok(rows)
    }
}

fn index(actor: u64) -> Walk<usize> {
    usize::try_from(actor).or_else(|_| malformed("actor index"))
}

/// All rows of a column that was checked.
fn expand<'a, V: Clone>(
    mut rest: &'a [u8],
    take: impl Fn(&mut &'a [u8]) -> Walk<V>,
) -> Walk<Vec<Option<V>>> {
    let mut rows = Vec::new();
    while !rest.is_empty() {
        let head = take_signed(&mut rest)?;
        let count = |rows: u64| usize::try_from(rows).or_else(|_| malformed("too many rows"));
        match head {
            0 => {
                let nulls = count(varint::take(&mut rest)?)?;
                rows.extend(std::iter::repeat_n(None, nulls));
            }
            1.. => {
                let value = take(&mut rest)?;
                rows.extend(std::iter::repeat_n(
                    Some(value),
                    count(head.unsigned_abs())?,
                ));
            }
            _ => {
                for _ in 0..head.unsigned_abs() {
                    rows.push(Some(take(&mut rest)?));
                }
            }
        }
    }
    Ok(rows)
}

fn take_uint(rest: &mut &[u8]) -> Walk<u64> {
    Ok(varint::take(rest)?)
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Walk<&'a str> {
    let len = varint::take_len(rest, MAX_KEY, "map key")?;
    let key = varint::take_bytes(rest, len, "map key")?;
    std::str::from_utf8(key).or_else(|_| malformed("map key"))
}

/// Walks a run-length encoded column of at most `limit` rows, telling `each` value (`None`: no value) with its number of
/// rows, and gives the number of all rows.
fn runs<'a, V>(
    mut rest: &'a [u8],
    limit: u64,
    take: impl Fn(&mut &'a [u8]) -> Walk<V>,
    mut each: impl FnMut(Option<V>, u64) -> Walk<()>,
) -> Walk<u64> {
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let head = take_signed(&mut rest)?;
        let rows = if head == 0 {
            varint::take(&mut rest)?
        } else {
            head.unsigned_abs()
        };
        total = total.saturating_add(rows);
        if rows == 0 || total > limit {
            return malformed("too many rows");
        }
        match head {
            0 => each(None, rows)?,
            1.. => each(Some(take(&mut rest)?), rows)?,
            _ => {
                for _ in 0..rows {
                    each(Some(take(&mut rest)?), 1)?;
                }
            }
        }
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signed(value: i64) -> Vec<u8> {
        let (mut out, mut value) = (Vec::new(), value);
        loop {
            let byte = value.to_le_bytes()[0] & 0x7f;
            value >>= 7;
            if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
                out.push(byte);
                return out;
            }
            out.push(byte | 0x80);
        }
    }

    proptest! {
        #[test]
        fn signed_numbers_survive(value in any::<i64>()) {
            let bytes = signed(value);
            let mut rest = &bytes[..];
            prop_assert_eq!(take_signed(&mut rest).unwrap(), value);
            prop_assert!(rest.is_empty());
        }
    }

    #[test]
    fn the_ends_of_signed_numbers_are_exact() {
        for value in [i64::MIN, i64::MAX, 0, -1, 63, 64, -64, -65] {
            assert_eq!(take_signed(&mut &signed(value)[..]).unwrap(), value);
        }
        assert!(take_signed(&mut &[0xff; 11][..]).is_err());
        assert!(take_signed(&mut &[0x80][..]).is_err());
    }

    #[test]
    fn a_short_run_that_claims_much_is_refused() {
        let mut column = signed(1 << 60);
        column.push(1);
        let fault = runs(&column, 500, take_uint, |_, _| Ok(()));
        assert_eq!(fault, malformed("too many rows"));
        let nulls = [&signed(0)[..], &[0xff, 0xff, 0xff, 0xff, 0x0f]].concat();
        assert!(runs(&nulls, 500, take_uint, |_, _| Ok(())).is_err());
    }
}
