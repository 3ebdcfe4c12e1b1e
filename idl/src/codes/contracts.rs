//! E06xx, contracts, events, leases, capabilities.

codes! {
    E0601 = "e0601_extends_itself";
    E0602 = "e0602_extends_range";
    E0603 = "e0603_implied_number";
    E0604 = "e0604_second_contract";
    E0605 = "e0605_no_states";
    E0606 = "e0606_loose_edge";
    E0607 = "e0607_unreachable_state";
    E0608 = "e0608_trap";
    E0609 = "e0609_edge_without_failure";
    E0610 = "e0610_after_the_end";
    E0615 = "e0615_event_keeps";
    E0616 = "e0616_event_content";
    E0617 = "e0617_event_lost";
    E0618 = "e0618_event_answer";
    E0619 = "e0619_event_handler";
    E0620 = "e0620_event_direction";
    E0621 = "e0621_events_too_large";
    E0622 = "e0622_event_in_contract";
    E0626 = "e0626_misplaced_lease";
    E0627 = "e0627_unfit_lease";
    E0628 = "e0628_object_with_methods";
    E0629 = "e0629_second_pool";
    E0630 = "e0630_capability_from_nowhere";
    E0631 = "e0631_never_handed_out";
    E0632 = "e0632_connected_to_sessions";
}
