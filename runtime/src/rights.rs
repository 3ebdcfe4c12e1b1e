//! Rights as types. The set of rights of an interface is one generated type with a place per right, which holds the
//! right or [`No`]: `Rights<Open, No>`. So the number of `impl`s grows with the rights, not with their subsets.

/// The right is not in the set.
#[derive(Clone, Copy, Debug)]
pub enum No {}

/// What stands in one place of a set of rights.
pub trait Right {
    /// As the server's table holds it; 0 is [`No`].
    const BIT: u16;
}

impl Right for No {
    const BIT: u16 = 0;
}

/// A set of rights.
pub trait RightSet {
    /// As the server's table holds it.
    const MASK: u16;
}

/// The rights of an interface that has none.
impl RightSet for () {
    const MASK: u16 = 0;
}

/// The set of rights has this right.
#[diagnostic::on_unimplemented(
    message = "this capability does not carry the right `{R}`",
    label = "needs the right `{R}`",
    note = "it carries only `{Self}`: rights can be taken from a capability, never added; ask for more where the component says `uses`"
)]
pub trait Has<R> {}

/// Every right of `Self` is in `Set`.
#[diagnostic::on_unimplemented(
    message = "a derived capability cannot have more rights: `{Self}` is more than `{Set}`",
    label = "this would amplify"
)]
pub trait SubsetOf<Set> {}

impl<R: Right> SubsetOf<R> for No {}
impl SubsetOf<()> for () {}
