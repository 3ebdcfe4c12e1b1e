"""A second opinion on the wire format. `tests/oracle.py` is its front door.

`body`, `types`, `grow` and `content` are the format, `where` the refinements, `tokens`, `idl` and `schema` the reader of `.idl`
files, `questions` the line protocol, `selftest` bodies computed by hand and properties, `rows` the tables of `tests/conformance`.
"""
