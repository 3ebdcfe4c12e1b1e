//! W09xx, lints.

codes! {
    W0901 = "w0901_unused_connection";
    W0902 = "w0902_unused_state";
    W0903 = "w0903_lone_instance";
    W0904 = "w0904_policy_left_behind";
    W0905 = "w0905_unused_import";
    W0906 = "w0906_repeated_import";
    W0907 = "w0907_own_package_used";
    W0908 = "w0908_always_true";
    W0909 = "w0909_unused_declaration";
    W0910 = "w0910_unused_right";
    W0911 = "w0911_empty_interface";
    W0912 = "w0912_deprecated_used";
    W0913 = "w0913_idle_limit";
    W0920 = "w0920_past_the_gate";
}
