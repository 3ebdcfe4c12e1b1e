//! E03xx, types and layout.

codes! {
    E0301 = "e0301_definition_cycle";
    E0302 = "e0302_constant_type";
    E0303 = "e0303_number_out_of_range";
    E0304 = "e0304_inexact_arithmetic";
    E0305 = "e0305_mismatched_types";
    E0306 = "e0306_incomplete_type";
    E0307 = "e0307_zero_size";
    E0308 = "e0308_too_large";
    E0309 = "e0309_representation";
    E0310 = "e0310_duplicate_value";
    E0311 = "e0311_capability_in_plain_type";
    E0312 = "e0312_never_true";
    E0313 = "e0313_unfit_element";
    E0314 = "e0314_unfit_error";
    E0315 = "e0315_too_deep";
    E0316 = "e0316_too_many";
    E0317 = "e0317_operation_clash";
    E0318 = "e0318_operation_reserved";
    E0319 = "e0319_oneway_answer";
    E0320 = "e0320_not_one_bit";
    E0321 = "e0321_field_numbers";
    E0322 = "e0322_missing_room";
    E0323 = "e0323_room_too_small";
    E0324 = "e0324_room_without_growth";
    E0325 = "e0325_option_in_table";
    E0326 = "e0326_reserved_type";
    E0346 = "e0346_variant_with_value";
}
