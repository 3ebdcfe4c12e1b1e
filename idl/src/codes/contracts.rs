//! E06xx, contracts, events, leases, capabilities.

codes! {
    E0615 = "e0615_event_keeps";
    E0616 = "e0616_event_content";
    E0617 = "e0617_event_lost";
    E0618 = "e0618_event_answer";
    E0619 = "e0619_event_handler";
    E0626 = "e0626_misplaced_lease";
    E0627 = "e0627_unfit_lease";
    E0628 = "e0628_object_with_methods";
    E0629 = "e0629_second_pool";
}
