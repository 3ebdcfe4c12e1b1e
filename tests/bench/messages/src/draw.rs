//! Drawing values as the public benchmark does: the same generator, the same order.

use std::ops::Range;

use rand::Rng;

/// Where the numbers come from.
pub(crate) use rand_pcg::Lcg64Xsh32 as Source;

/// The source at its beginning. Each set has its own.
pub(crate) fn source() -> Source {
    Source::new(3_141_592_653, 5_897_932_384)
}

/// One of several values.
#[expect(clippy::indexing_slicing, reason = "what is drawn is below N")]
pub(crate) fn pick<T: Copy, const N: usize>(source: &mut Source, all: &[T; N]) -> T {
    all[source.gen_range(0..N)]
}

/// One of several texts, owned.
pub(crate) fn text<const N: usize>(source: &mut Source, all: &[&str; N]) -> String {
    pick(source, all).to_owned()
}

/// A bool.
pub(crate) fn flip(source: &mut Source) -> bool {
    source.gen_bool(0.5)
}

/// A value half of the time.
pub(crate) fn maybe<T>(source: &mut Source, draw: impl FnOnce(&mut Source) -> T) -> Option<T> {
    flip(source).then(|| draw(source))
}

/// First how many, then each.
pub(crate) fn many<T>(source: &mut Source, len: Range<usize>, mut draw: impl FnMut(&mut Source) -> T) -> Vec<T> {
    let len = source.gen_range(len);
    (0..len).map(|_| draw(source)).collect()
}
