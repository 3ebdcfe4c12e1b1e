//! E01xx, syntax.

codes! {
    E0101 = "e0101_unexpected_text";
}
