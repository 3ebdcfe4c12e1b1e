//! E01xx, syntax.

codes! {
    E0101 = "e0101_unexpected_text";
    E0102 = "e0102_unclosed_brace";
    E0103 = "e0103_stray_brace";
    E0104 = "e0104_unterminated_text";
    E0105 = "e0105_unknown_character";
    E0106 = "e0106_number_too_large";
    E0107 = "e0107_malformed_number";
    E0108 = "e0108_unknown_escape";
    E0109 = "e0109_unbounded_sequence";
    E0110 = "e0110_missing_package";
    E0111 = "e0111_misplaced_package";
    E0112 = "e0112_nesting_too_deep";
    E0113 = "e0113_expression_too_long";
    E0114 = "e0114_chained_comparison";
    E0115 = "e0115_nothing_follows";
    E0116 = "e0116_unknown_keyword";
    E0117 = "e0117_block_comment";
    E0118 = "e0118_invisible_character";
    E0119 = "e0119_declaration_too_long";
}
