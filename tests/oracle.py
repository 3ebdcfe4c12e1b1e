"""A second opinion on the wire format: decodes and encodes message bodies from the `.idl` text alone.

    python3 tests/oracle.py FILE.idl…     then one question a line on stdin, one answer a line on stdout
    python3 tests/oracle.py --selftest

    Lock.unlock.request 0700… 0           ok {"user":7,"pin":"1234"}    or    refused REASON
    encode Lock.unlock.request VALUE      ok HEX CAPS                   or    refused REASON
    layout Lock.unlock.request            ok {"size":…,"align":…,"offsets":{…},"max_body":…,"max_caps":…}
    messages                              ok ["Lock.unlock.request",…]

A message is `Interface.method.request`, `.reply` or `.error` (the type that the method `fails` with), with the package in front where
two packages have an interface of that name. A question holds the body in hexadecimal, `-` if it is empty, and
how many capabilities came with it. Reasons: length, padding, trailing, bool, enum, flags, utf8, offset, bound, option, capability,
refinement; and `value` for one that is not of the type to be encoded. Who compares with another decoder
should compare acceptance and values, not reasons: a body may be wrong in two ways. A question that makes no sense is answered
by `error WHY`; the answer to a file that makes no sense is exit code 2.

The wire format is in `oracle_wire.py`, refinements in `oracle_where.py`, the reader in `oracle_idl.py`; the choices
made where the format's description leaves room are listed at their heads.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from oracle_idl import Schema, read
from oracle_where import Unclear
from oracle_wire import Refused, Struct, Type, Value, decode_body, encode_body, max_body


def compact(value: Value) -> str:
    """The one JSON text of a value: no spaces, only what must be escaped is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Oracle:
    """Answers questions about the messages of one schema."""

    def __init__(self, schema: Schema) -> None:
        self.messages = schema.messages()

    def answer(self, line: str) -> str:
        """One line for one line, whatever it holds."""
        try:
            return "ok " + self.question(line)
        except Refused as reason:
            return f"refused {reason}"
        except Unclear as why:
            return f"error {why}"
        except RecursionError:
            return "error nested too deeply"

    def question(self, line: str) -> str:
        match line.split(" ", 2):
            case ["messages"]:
                return compact(list(self.messages))
            case ["layout", name]:
                return compact(layout(self.message(name)))
            case ["encode", name, text]:
                body, caps = encode_body(self.message(name), from_json(text))
                return f"{body.hex() or '-'} {caps}"
            case [name, digits, caps] if caps.isascii() and caps.isdigit() and len(caps) < 10:
                return compact(decode_body(self.message(name), from_hex(digits), int(caps)))
        raise Unclear("expected `MESSAGE HEX CAPS`, `encode MESSAGE VALUE`, `layout MESSAGE` or `messages`")

    def message(self, name: str) -> Type:
        if name not in self.messages:
            raise Unclear(f"no message `{name}`")
        return self.messages[name]()


def layout(of: Type) -> Value:
    return {
        "size": of.size,
        "align": of.align,
        "offsets": of.offsets if isinstance(of, Struct) else {},
        "max_body": max_body(of),
        "max_caps": of.caps(),
    }


def from_hex(digits: str) -> bytes:
    try:
        return bytes.fromhex("" if digits == "-" else digits)
    except ValueError:
        raise Unclear("the body is not hexadecimal") from None


def from_json(text: str) -> Value:
    try:
        return json.loads(text)
    except ValueError:
        raise Unclear("the value is not JSON") from None


def main(names: list[str]) -> int:
    if names == ["--selftest"]:
        import oracle_selftest

        return oracle_selftest.run()
    if not names or names[0].startswith("-"):
        print("usage: oracle.py FILE.idl… | --selftest", file=sys.stderr)
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
