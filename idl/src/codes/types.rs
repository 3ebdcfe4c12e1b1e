//! E03xx, types and layout.

codes! {}
