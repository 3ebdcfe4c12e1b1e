//! E05xx, policies.

codes! {
    E0501 = "e0501_wrong_type";
    E0502 = "e0502_not_connected";
    E0503 = "e0503_time";
    E0504 = "e0504_unbounded_key";
    E0505 = "e0505_out_of_range";
    E0506 = "e0506_blanket_rule";
    E0507 = "e0507_redundant_rule";
    E0508 = "e0508_rule_never_matches";
    E0509 = "e0509_reply_without_request";
    E0510 = "e0510_constant_condition";
    E0511 = "e0511_meaningless_limit";
    E0512 = "e0512_unreadable_value";
    E0513 = "e0513_two_homes";
    E0514 = "e0514_clause_in_deny";
    E0515 = "e0515_too_many_rules";
    E0516 = "e0516_no_such_failure";
    E0517 = "e0517_state_in_key";
}
