//! W09xx, lints.

codes! {
    W0901 = "w0901_unused_connection";
    W0902 = "w0902_unused_state";
}
