"""Answers questions about messages, one line for one line. `tests/oracle.py` says what can be asked."""

from __future__ import annotations

import json

from .body import Refused, Type, Value, decode_partly, encode_body, max_body
from .maker import sample
from .schema import Schema
from .types import Struct
from .where import Unclear


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
            return self.question(line)
        except Refused as reason:
            return f"refused {reason}"
        except Unclear as why:
            return f"error {why}"
        except RecursionError:
            return "error nested too deeply"

    def question(self, line: str) -> str:
        match line.split(" ", 2):
            case ["messages"]:
                return "ok " + compact(list(self.messages))
            case ["layout", name]:
                return "ok " + compact(layout(self.message(name)))
            case ["encode", name, text]:
                body, caps = encode_body(self.message(name), from_json(text))
                return f"ok {body.hex() or '-'} {caps}"
            case ["sample", name, seed]:
                body, caps, value = sample(self.message(name), line, most=seed == "0")
                return f"ok {body.hex() or '-'} {caps} {compact(value)}"
            case [name, digits, caps] if caps.isascii() and caps.isdigit() and len(caps) < 10:
                value, partial = decode_partly(self.message(name), from_hex(digits), int(caps))
                return f"{'partly' if partial else 'ok'} {compact(value)}"
        raise Unclear("expected `MESSAGE HEX CAPS`, `encode MESSAGE VALUE`, `sample MESSAGE SEED`, `layout MESSAGE` or `messages`")

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
