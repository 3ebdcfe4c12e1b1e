"""The tables of `tests/conformance`: `files` writes them, `subject` makes rows, of `values` and `faults`; `matrix` counts them by `cells`."""
