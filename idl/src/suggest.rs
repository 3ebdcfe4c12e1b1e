//! "Did you mean …?"

use alloc::vec::Vec;

/// The candidate that is closest to what was written, if one is close enough to be a slip of the fingers.
///
/// Closeness is the number of inserted, dropped, changed or swapped characters after folding case; at most a third of the
/// length of what was written, at least one. Among equals the first candidate wins.
///
/// ```
/// use tessera_idl::suggest::closest;
///
/// assert_eq!(closest("interfase", ["struct", "interface"]), Some("interface"));
/// assert_eq!(closest("lock", ["door", "siren"]), None);
/// ```
pub fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A word of this length is no slip of the fingers, and comparing costs the product of the lengths.
    const LONGEST: usize = 64;
    let length = written.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST && *candidate != written)
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The optimal string alignment distance, with case folded.
fn distance(left: &str, right: &str) -> usize {
    let fold = |text: &str| text.chars().map(|c| c.to_ascii_lowercase()).collect::<Vec<_>>();
    let (left, right) = (fold(left), fold(right));
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut left_previous = None;
    for (row, l) in left.iter().enumerate() {
        let mut current = Vec::with_capacity(right.len() + 1);
        let mut last = row + 1;
        current.push(last);
        let mut right_previous = None;
        for (column, r) in right.iter().enumerate() {
            let get = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut best = (last + 1).min(get(&above, column + 1) + 1).min(get(&above, column) + usize::from(l != r));
            if left_previous == Some(r) && right_previous == Some(l) && column > 0 {
                best = best.min(get(&before, column - 1) + 1);
            }
            current.push(best);
            last = best;
            right_previous = Some(r);
        }
        before = above;
        above = current;
        left_previous = Some(l);
    }
    above.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("unlcok", "unlock"), 1);
        assert_eq!(distance("Lock", "lock"), 0);
    }

    #[test]
    fn nothing_is_close_to_a_single_letter() {
        assert_eq!(closest("a", ["b"]), None);
        assert_eq!(closest("Lock", ["lock"]), Some("lock"));
    }
}
