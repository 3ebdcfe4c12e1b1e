"""A small back end that reads the JSON of `idlc ir` and nothing else: proof that it says enough.

    python3 tests/ir/backend.py FILE.json     then questions and answers a line, as `tests/oracle.py` has them

It answers `messages`, `encode MESSAGE VALUE` and `MESSAGE HEX CAPS`, with the oracle's form of values. A refusal has no reason.
"""

import json
import sys

from body import Refused
from reader import Reader
from writer import Writer


class Backend:
    """The messages of one description."""

    def __init__(self, ir):
        self.types = {of["name"]: of for of in ir["types"]}
        bodies = ("request", "reply", "error")
        self.messages = {
            f"{interface['name'].rsplit('.')[-1]}.{method['name']}.{kind}": method[kind]
            for interface in ir["interfaces"] for method in interface["methods"] for kind in bodies if method[kind]
        }

    def decode(self, name, data, caps):
        """The value of a body, and whether it says all that is in it."""
        reader = Reader(self.types, data)
        value = reader.message(self.messages[name], caps)
        return value["error"] if name.endswith(".error") else value, not reader.partly

    def encode(self, name, value):
        """The body of a value, and how many capabilities it mentions."""
        return Writer(self.types).message(self.messages[name], {"error": value} if name.endswith(".error") else value)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answer(backend, line):
    match line.split(" ", 2):
        case ["messages"]:
            return "ok " + compact(list(backend.messages))
        case ["encode", name, text]:
            body, caps = backend.encode(name, json.loads(text))
            return f"ok {body.hex() or '-'} {caps}"
        case [name, digits, caps]:
            value, is_whole = backend.decode(name, bytes.fromhex(digits.strip("-")), int(caps))
            return f"{'ok' if is_whole else 'partly'} {compact(value)}"


def main(name):
    with open(name, encoding="utf-8") as file:
        backend = Backend(json.load(file))
    for line in sys.stdin:
        try:
            said = answer(backend, line.rstrip("\n"))
        except Refused:
            said = "refused"
        print(said, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
