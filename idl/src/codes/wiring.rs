//! E04xx, components, systems and authority.

codes! {
    E0401 = "e0401_missing_requires";
    E0402 = "e0402_rights_list";
    E0403 = "e0403_unfed_use";
    E0404 = "e0404_reversed_connection";
    E0405 = "e0405_fed_twice";
    E0406 = "e0406_interface_mismatch";
    E0407 = "e0407_call_cycle";
    E0408 = "e0408_call_without_right";
    E0409 = "e0409_repeated_during";
    E0410 = "e0410_amplified_rights";
    E0411 = "e0411_system_in_itself";
    E0412 = "e0412_no_such_element";
    E0413 = "e0413_array_size";
    E0414 = "e0414_rights_left_out";
    E0415 = "e0415_useless_export";
    E0416 = "e0416_many_servers";
    E0417 = "e0417_reaches_inside";
    E0418 = "e0418_two_policies";
    E0419 = "e0419_system_too_large";
    E0420 = "e0420_gate_twice";
    E0422 = "e0422_crowded_server";
}
