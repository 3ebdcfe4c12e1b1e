//! W9xx, lints.

codes! {}
