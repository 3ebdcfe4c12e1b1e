//! W09xx, lints.

codes! {
    W0901 = "w0901_unused_connection";
    W0902 = "w0902_unused_state";
    W0903 = "w0903_lone_instance";
    W0904 = "w0904_policy_left_behind";
}
