"""The tables of `tests/conformance`.

`files` writes them, `subject` makes the rows of one. `values` are worth a row, `parts` takes them apart; `trace` says what each byte is, `faults` breaks
it, by the rules that `words` names. `cells` says where a part belongs, `matrix` counts.
"""
