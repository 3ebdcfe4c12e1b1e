"""Tests the oracle itself: the bodies computed by hand, then properties over random values and mutations."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator

from .body import Refused, Type, Value, decode_body, encode_body, max_body
from .cases import ACCEPTED, BROKEN, FILE, LAYOUTS, REFUSED, TIMES, UNCLEAR
from .content import Items, Text
from .idl import read
from .questions import Oracle, compact
from .schema import Schema
from .types import Array, Bool, Cap, Enum, Flags, Float, Int, Many, New, Option, Struct
from .where import Unclear

INTERESTING = (0, 1, 2, 3, 4, 7, 0x20, 0x7F, 0x80, 0xC3, 0xFF)
"""Bytes that mean something somewhere: tags, lengths, signs, the starts of characters, parts of absent."""


class Maker:
    """Makes values of a type at random, or the longest ones with small numbers; refinements may refuse them."""

    def __init__(self, dice: random.Random, most: bool = False) -> None:
        self.dice, self.most, self.caps = dice, most, 0

    def make(self, of: Type) -> Value:
        match of:
            case Bool():
                return self.dice.random() < 0.5
            case Float(size=size):
                return {"bits": self.dice.getrandbits(8 * size)}
            case Enum(flexible=False):
                return self.dice.choice(list(of.members.values()))
            case Flags(flexible=False):
                return self.dice.getrandbits(8 * of.size) & of.known
            case Int():
                bits = 1 if self.most else self.dice.randrange(8 * of.size + (not of.signed))
                number = self.dice.getrandbits(bits)
                return ~number if of.signed and self.dice.random() < 0.5 else number
            case Cap():
                self.caps += 1
                return {"cap": self.caps - 1}
            case Array():
                return [self.make(of.content.element) for _ in range(of.length)]
            case Many(content=Items() as items, bound=bound):
                return [self.make(items.element) for _ in range(self.length(bound))]
            case Many(content=Text(), bound=bound):
                return "".join(self.dice.choices("0123456789", k=self.length(bound)))
            case Many(bound=bound):
                return self.dice.randbytes(self.length(bound)).hex()
            case New(base=base):
                return self.make(base)
            case Option(element=element):
                return {"some": self.make(element)} if self.most or self.dice.random() < 0.6 else None
            case Struct(fields=fields):
                return {name: self.make(field) for name, field in fields.items()}
        raise AssertionError(of)

    def length(self, bound: int) -> int:
        return bound if self.most else self.dice.randrange(bound + 1)


def mutations(dice: random.Random, body: bytes) -> Iterator[bytes]:
    """Near misses of a body: each byte changed, words changed, words removed, repeated and added."""
    for at in range(min(len(body), 96)):
        for byte in {*INTERESTING, body[at] ^ 1 << dice.randrange(8), (body[at] + 1) % 256}:
            yield body[:at] + bytes([byte]) + body[at + 1 :]
    for _ in range(20):
        at, size = 4 * dice.randrange(len(body) // 4 + 1), dice.choice((4, 8))
        yield body[:at] + dice.choice((b"\xff", b"\0")) * size + body[at + size :]
        yield body[:at] + body[at + size :]
        yield body[:at] + body[at : at + size] * 2 + body[at + size :]
    yield body + bytes(8)


def hand_computed(oracle: Oracle) -> Iterator[tuple[str, str, str]]:
    """Question, answer, expected answer."""
    for name, value, spaced, caps in ACCEPTED:
        digits = bytes.fromhex(spaced).hex() or "-"
        yield f"T.{name} {digits} {caps}", oracle.answer(f"T.{name} {digits} {caps}"), f"ok {value}"
        yield f"encode T.{name} {value}", oracle.answer(f"encode T.{name} {value}"), f"ok {digits} {caps}"
    for name, spaced, caps, reason in REFUSED:
        question = f"T.{name} {bytes.fromhex(spaced).hex() or '-'} {caps}"
        yield question, oracle.answer(question), f"refused {reason}"
    for question in UNCLEAR:
        yield question[:60], oracle.answer(question)[:5], "error"
    for name, expected in LAYOUTS:
        yield f"layout T.{name}", oracle.answer(f"layout T.{name}"), f"ok {expected}"


def broken_files() -> Iterator[tuple[str, str, str]]:
    """Files without meaning are faults of the file, found when read or when asked, and name a line."""
    for text in BROKEN:
        try:
            schema = Schema()
            read(schema, "broken.idl", text)
            answer = Oracle(schema).answer("encode I.m.request " + '{"a":{"a":1}}')
        except Unclear as why:
            answer = f"error {why}"
        yield text[:60], answer[:16], "error broken.idl"


def properties(oracle: Oracle, rounds: int) -> Iterator[tuple[str, object, object]]:
    """What encodes decodes to itself; what decodes encodes to itself; no value is longer than the greatest."""
    dice = random.Random(2)
    for name, lazy in oracle.messages.items():
        if name in ("T.leased.request", "T.wide.request"):
            continue
        of, kept, longest = lazy(), 0, 0
        for attempt in range(60 * rounds):
            try:
                value = Maker(dice, most=attempt % 4 == 0).make(of)
                body, caps = encode_body(of, value)
            except Refused as reason:
                if str(reason) != "refinement":
                    yield f"{name} {compact(value)}", f"refused {reason}", "encoded"
                continue
            longest = max(longest, len(body))
            if decode_body(of, body, caps) != value or json.loads(compact(value)) != value:
                yield f"{name} {body.hex()}", decode_body(of, body, caps), value
            kept += 1
            if kept > rounds:
                continue
            for mutant in mutations(dice, body):
                for count in {caps, max(caps - 1, 0), caps + 1}:
                    try:
                        decoded = decode_body(of, mutant, count)
                    except Refused:
                        continue
                    if encode_body(of, decoded) != (mutant, count):
                        yield f"{name} {mutant.hex()} {count}", encode_body(of, decoded)[0].hex(), mutant.hex()
        yield f"{name} has values", kept > 0, True
        yield f"{name} reaches its greatest length", longest, max_body(of)


def run() -> int:
    """Prints what differs; 0 if nothing does."""
    schema = Schema()
    read(schema, "test.idl", FILE)
    read(schema, "times.idl", TIMES)
    oracle = Oracle(schema)
    checks = [*hand_computed(oracle), *broken_files(), *properties(oracle, rounds=6)]
    wrong = [check for check in checks if check[1] != check[2]]
    for question, found, expected in wrong:
        print(f"{question}\n  found    {found}\n  expected {expected}", file=sys.stderr)
    print(f"{len(checks)} checks, {len(wrong)} wrong")
    return 1 if wrong else 0
