//! `quote!`: a piece of Rust with holes, for `idlc` and nobody else.
//!
//! It is written as that of the crate `quote`: `#name` puts in what `name` holds, `#(…)*` and `#(…),*` repeat a part for each element of
//! what its names hold. But its result is `crate::tokens::TokenStream`, rows of tokens that are copied and not allocated one by one: what stands
//! between two holes is one text, cut into tokens when the template is compiled. Documentation is one token, and so is a sign of several
//! letters.

use proc_macro::TokenStream;

use crate::template::Template;

mod template;

/// A stream of tokens with holes.
#[proc_macro]
pub fn quote(input: TokenStream) -> TokenStream {
    Template::new(input).code()
}
