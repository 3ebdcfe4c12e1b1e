"""The tables of `tests/conformance`: written, or compared with what is there."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from ..body import Refused, decode_partly, encode_body
from ..idl import read
from ..questions import compact, from_hex, from_json
from ..schema import Schema
from .matrix import REASONS, Matrix
from .subject import KINDS, Row, Subject
from .words import FAULTS

FOLDER = Path(__file__).parents[2] / "conformance"
SUBJECTS = (
    "numbers", "strict", "inline", "objects", "numbered", "options", "capabilities", "order", "text", "refinements", "messages",
)  # fmt: skip
VERSIONS = (("old", "new"), ("new", "old"))
"""A version that reads, and one that writes."""
BY_HAND = "corners"
"""The rows of this one are made by hand, and only looked at."""

BODY, LINE = 512, 2048
"""The longest body and the longest line in bytes, as the README promises."""

HEAD = """# Made by `python3 tests/oracle.py --conformance`: do not edit. README.md says what the columns are.
# kind\tmessage\tcaps\tbytes\tvalue\trule\tabout
"""


class Unsound(Exception):
    """A row that was made by hand and is wrong."""


def schema(name: str) -> Schema:
    path = FOLDER / f"{name}.idl"
    found = Schema()
    read(found, path.name, path.read_text(encoding="utf-8"))
    return found


def table(rows: list[Row]) -> str:
    lines = [row.line() + "\n" for row in rows]
    if any(len(row.body or b"") > BODY for row in rows) or any(len(line.encode()) > LINE for line in lines):
        raise Unsound("a row is too long")
    return HEAD + "".join(lines)


def by_hand() -> Counter[str]:
    """Holds the reference to the rows that were made by hand."""
    messages, kinds = schema(BY_HAND).messages(), Counter[str]()
    for number, line in enumerate((FOLDER / f"{BY_HAND}.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line:
            continue
        kind, message, caps, digits, value, rule, _ = line.split("\t")
        of, kinds = messages[message](), kinds + Counter([kind])
        if kind not in KINDS or (rule != "-" and rule not in FAULTS and rule != "unknown"):
            raise Unsound(f"{BY_HAND}.tsv:{number}: no such kind or rule")
        try:
            if kind == "encode-refused":
                encode_body(of, from_json(value))
                raise Unsound(f"{BY_HAND}.tsv:{number}: the reference writes it")
            body = from_hex(digits)
            found, partial = decode_partly(of, body, int(caps))
            again = kind == "evolution" or encode_body(of, from_json(value)) == (body, int(caps))
            if kind.endswith("refused") or compact(found) != value or not again or (partial and kind == "success"):
                raise Unsound(f"{BY_HAND}.tsv:{number}: the reference reads {compact(found)}")
        except Refused as refusal:
            if not kind.endswith("refused"):
                raise Unsound(f"{BY_HAND}.tsv:{number}: the reference refuses it: {refusal}") from None
    return kinds


def made() -> dict[str, str]:
    """The text of each file."""
    files, matrix, seen = {}, Matrix(), set[object]()
    counts: dict[str, Counter[str]] = {}
    for name in SUBJECTS:
        subject = Subject(schema(name), seen)
        counts[name] = Counter(row.kind for row in subject.make())
        files[f"{name}.tsv"] = table(subject.rows)
        matrix.add(subject.cells)
    for reads, writes in VERSIONS:
        subject = Subject(schema(reads), set() if reads == "old" else seen)
        subject.from_writer(schema(writes))
        counts[reads] = Counter(row.kind for row in subject.rows)
        files[f"{reads}.tsv"] = table(subject.rows)
    counts[BY_HAND] = by_hand()
    lines = ["Made by `python3 tests/oracle.py --conformance`: do not edit.", "", "Rows", ""]
    lines.append(f"{'':14}" + "".join(f"{kind:>20}" for kind in (*KINDS, "all")))
    for name, count in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        lines.append(f"{name:14}" + "".join(f"{count[kind]:>20}" for kind in KINDS) + f"{count.total():>20}")
    lines += ["", "Rules", "", *(f"{rule:16}{meaning}" for rule, meaning in FAULTS.items())]
    lines += ["", "Rows of each type in each position about each rule; a letter is why there can be none", ""]
    lines += [f"{letter}  {meaning}" for letter, meaning in REASONS.items()]
    files["matrix.txt"] = "\n".join([*lines, "", *matrix.lines()]) + "\n"
    if empty := matrix.empty():
        raise Unsound("cells without a row:\n" + "\n".join(empty))
    return files


def run(check: bool) -> int:
    """Writes the files; or says which are not up to date, and answers 1 if there are any."""
    try:
        files = made()
    except Unsound as why:
        print(f"conformance: {why}", file=sys.stderr)
        return 1
    stale = [name for name, text in files.items() if not (path := FOLDER / name).exists() or path.read_text(encoding="utf-8") != text]
    for name in stale:
        if check:
            print(f"conformance: {name} is not what `python3 tests/oracle.py --conformance` makes", file=sys.stderr)
        else:
            (FOLDER / name).write_text(files[name], encoding="utf-8")
            print(f"wrote {name}")
    print(files["matrix.txt"] if check else files["matrix.txt"].split("\n\n")[2])
    return int(check and bool(stale))
