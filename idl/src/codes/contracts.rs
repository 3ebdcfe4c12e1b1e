//! E06xx, contracts, events, leases, capabilities.

codes! {
    E0626 = "e0626_misplaced_lease";
    E0627 = "e0627_unfit_lease";
    E0628 = "e0628_object_with_methods";
    E0629 = "e0629_second_pool";
}
