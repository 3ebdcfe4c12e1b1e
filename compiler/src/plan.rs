//! What each stub will do, without tokens.

pub(crate) mod names;
