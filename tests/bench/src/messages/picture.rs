//! Bars of instructions, as SVG: a row for each set, writing on the left, reading on the right. Its greys can be read on light and on dark.

use std::fmt::Write;

use super::{
    Row, Set,
    tables::{counted, name},
};

/// A panel, in pixels: how wide, where its bars begin and how long they can be, and how high a bar is with the space below it.
const PANEL: u64 = 400;
const BARS: u64 = 104;
const LONGEST: u64 = 214;
const STEP: u64 = 17;

/// A bar that is longer than so many of ours is cut.
const MOST: u64 = 5;

const TEXT: &str = "#7f7f7f";
const OURS: &str = "#d9622b";
const PEERS: &str = "#8497b0";

/// The picture.
pub(super) fn svg(sets: &[Set]) -> String {
    let heights = sets.iter().map(height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"{TEXT}\">\n",
        2 * PANEL,
        heights.sum::<u64>()
    );
    let mut y = 0;
    for set in sets {
        panel(&mut svg, set, [0, y], "serialize", |row| row.instructions[0]);
        panel(&mut svg, set, [PANEL, y], "access and read", |row| row.instructions[2]);
        y += height(set);
    }
    svg.push_str("</svg>\n");
    svg
}

/// A line for the title, one for each peer, and some space.
fn height(set: &Set) -> u64 {
    (set.rows.len() as u64 + 2) * STEP
}

fn panel(svg: &mut String, set: &Set, [x, y]: [u64; 2], title: &str, instructions: impl Fn(&Row) -> u64) {
    let ours = set.rows.first().map_or(1, &instructions).max(1);
    let most = set.rows.iter().map(&instructions).max().unwrap_or(1).min(ours * MOST);
    let at = y + STEP - 4;
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{at}\" font-weight=\"bold\">{}: {title}</text>", x + BARS, set.name);
    for (row, y) in set.rows.iter().zip((y + STEP..).step_by(17)) {
        let count = instructions(row);
        let (long, cut) = (LONGEST * count.min(most) / most, if count > most { " ⋯" } else { "" });
        let (colour, weight) = if row.peer.starts_with("tessera") { (OURS, "bold") } else { (PEERS, "normal") };
        let (left, base) = (x + BARS, y + STEP - 5);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\" font-weight=\"{weight}\">{}</text>",
            left - 6,
            name(&row.peer).replace("**", "")
        );
        let _ = writeln!(
            svg,
            "<rect x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{colour}\"/>",
            y + 2,
            long.max(1),
            STEP - 5
        );
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{base}\">{}{cut}</text>", left + long + 5, counted(count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(peer: &str, count: u64) -> Row {
        Row { peer: peer.to_owned(), bytes: 8, instructions: [count, 1, count * 2], time: [1; 3] }
    }

    #[test]
    fn long_bars_are_cut() {
        let rows = vec![row("tessera", 1_290_000), row("rkyv", 1_930_000), row("prost", 24_440_000)];
        let svg = svg(&[Set { name: "log", rows }]);
        assert_eq!(svg.matches("<rect").count(), 6);
        assert!(svg.contains("1.29M<") && svg.contains("24.44M ⋯<"), "{svg}");
        assert!(svg.contains(&format!("width=\"{LONGEST}\"")) && !svg.contains("NaN"), "{svg}");
    }
}
