//! Tables of Markdown, and their place in the book's page.

use super::{Row, Set};
use crate::Result;

/// Between these lines of the page stands what was measured.
const BEGIN: &str = "<!-- measured -->\n";
const END: &str = "<!-- until here -->\n";

/// A peer, as it is called in tables.
pub(super) fn name(peer: &str) -> &str {
    match peer {
        "tessera" => "**Tessera**",
        "tessera-block" => "**Tessera**, block",
        "capnp" => "Cap'n Proto",
        "flatbuffers" => "FlatBuffers",
        other => other,
    }
}

/// A table for each set.
pub(super) fn sets(sets: &[Set]) -> String {
    let table = |set: &Set| {
        let head = format!(
            "\n| {} | serialize | access | access and read | bytes | serialize, µs | access and read, µs |\n|---|--:|--:|--:|--:|--:|--:|\n",
            set.name
        );
        set.rows.iter().fold(head, |text, row| text + &line(row))
    };
    sets.iter().map(table).collect()
}

fn line(row: &Row) -> String {
    let Row { peer, bytes, instructions: [serialize, access, read], time: [writing, _, reading] } = row;
    let cells =
        [counted(*serialize), counted(*access), counted(*read), grouped(*bytes), micros(*writing), micros(*reading)];
    format!("| {} | {} |\n", name(peer), cells.join(" | "))
}

/// A number of instructions: millions from 100,000 on.
pub(super) fn counted(number: u64) -> String {
    let hundredths = (number + 5_000) / 10_000;
    if number < 100_000 { grouped(number) } else { format!("{}.{:02}M", hundredths / 100, hundredths % 100) }
}

/// With a comma between thousands.
pub(super) fn grouped(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}

fn micros(nanoseconds: u64) -> String {
    let tenths = (nanoseconds + 50) / 100;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

/// The page with other tables.
pub(super) fn replaced(page: &str, tables: &str) -> Result<String> {
    let (before, rest) = page.split_once(BEGIN).ok_or("the page has no place for the tables")?;
    let (_, after) = rest.split_once(END).ok_or("the place for the tables does not end")?;
    Ok(format!("{before}{BEGIN}{tables}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!([grouped(7), grouped(1_007), grouped(6_000_008)], ["7", "1,007", "6,000,008"]);
        assert_eq!([counted(64), counted(99_999), counted(1_876_543)], ["64", "99,999", "1.88M"]);
        assert_eq!(micros(1_234_567), "1,234.6");
    }

    #[test]
    fn only_tables_are_replaced() -> Result {
        let page = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(replaced(&page, "new")?, format!("before\n{BEGIN}new\n{END}after\n"));
        assert!(replaced("no place", "new").is_err());
        Ok(())
    }
}
