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
}
