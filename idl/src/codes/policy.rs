//! E05xx, policies.

codes! {}
