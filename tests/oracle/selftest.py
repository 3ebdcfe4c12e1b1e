"""Tests the oracle itself: the bodies computed by hand, then properties over random values and mutations."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator

from .body import Refused, decode_body, encode_body, max_body
from .cases import ACCEPTED, BROKEN, FILE, LAYOUTS, REFUSED, TIMES, UNCLEAR
from .idl import read
from .maker import Maker
from .questions import Oracle, compact
from .schema import Schema
from .where import Unclear

INTERESTING = (0, 1, 2, 3, 4, 7, 0x20, 0x7F, 0x80, 0xC3, 0xFF)
"""Bytes that mean something somewhere: tags, lengths, signs, the starts of characters, parts of absent."""


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
        if name == "T.wide.request":
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
