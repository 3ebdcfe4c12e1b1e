"""A second opinion on the wire format: decodes and encodes message bodies from the `.idl` text alone.

    python3 tests/oracle.py FILE.idl…     then one question a line on stdin, one answer a line on stdout
    python3 tests/oracle.py --selftest
    python3 tests/oracle.py --conformance         writes the tables of `tests/conformance` anew
    python3 tests/oracle.py --conformance --check says whether they are up to date

    question                              answer
    Lock.unlock.request 0700… 0           ok VALUE, or refused REASON; partly VALUE where the bytes are accepted,
                                          but hold more than the value says (`oracle/grow.py`)
    encode Lock.unlock.request VALUE      ok HEX CAPS, or refused REASON
    layout Lock.unlock.request            ok {"size":…,"align":…,"offsets":{…},"max_body":…,"max_caps":…}
    sample Lock.unlock.request 7          ok HEX CAPS VALUE: a value that is made up, the same for the same seed;
                                          seed 0 has every length at its bound and every option present
    messages                              ok ["Lock.unlock.request",…]

A message is `Interface.method.request`, `.reply` or `.error` (the type that the method `fails` with), with the package
in front where two packages have an interface of that name. A body is in hexadecimal, `-` if it is empty; the number
behind it says how many capabilities came with it. VALUE is compact JSON, see `oracle/types.py`.

Reasons: length, padding, trailing, bool, enum, flags, utf8, offset, bound, option, table, union, capability, refinement;
and `value` for one that is not of the type to be encoded. Compare acceptance and values with another decoder, not reasons: a
body may be wrong in two ways. A question that makes no sense is answered by `error WHY`; a file that makes none ends
the program with 2.

It is written from the description of the format, not from the Rust. The choices made where the description leaves room
are numbered at the heads of `oracle/body.py`, `types.py`, `grow.py`, `where.py` and `idl.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from oracle import selftest
from oracle.idl import read
from oracle.questions import Oracle
from oracle.rows import files
from oracle.schema import Schema
from oracle.where import Unclear


def main(names: list[str]) -> int:
    if names == ["--selftest"]:
        return selftest.run()
    if names in (["--conformance"], ["--conformance", "--check"]):
        return files.run(check=len(names) == 2)
    if not names or names[0].startswith("-"):
        print("usage: oracle.py FILE.idl… | --selftest | --conformance [--check]", file=sys.stderr)
        return 2
    schema = Schema()
    try:
        for name in names:
            read(schema, name, Path(name).read_text(encoding="utf-8"))
        oracle = Oracle(schema)
    except (OSError, UnicodeDecodeError, Unclear) as why:
        print(f"oracle: {why}", file=sys.stderr)
        return 2
    for line in sys.stdin.buffer:
        try:
            answer = oracle.answer(line.decode().rstrip("\r\n"))
        except UnicodeDecodeError:
            answer = "error the line is not UTF-8"
        sys.stdout.buffer.write(f"{answer}\n".encode())
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
