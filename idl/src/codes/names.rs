//! E02xx, names.

codes! {
    E0201 = "e0201_unknown_name";
    E0202 = "e0202_duplicate_name";
    E0203 = "e0203_wrong_kind";
    E0204 = "e0204_unknown_member";
    E0205 = "e0205_unknown_package";
    E0206 = "e0206_reserved_name";
    E0207 = "e0207_package_versions_differ";
    E0208 = "e0208_misplaced_attribute";
    E0209 = "e0209_malformed_attribute";
    E0210 = "e0210_not_taken_yet";
    E0211 = "e0211_names_too_close";
    E0231 = "e0231_foreign_type";
    E0240 = "e0240_glob_import";
    E0241 = "e0241_renamed_import";
    E0242 = "e0242_incomplete_name";
    E0243 = "e0243_provided_rights";
}
