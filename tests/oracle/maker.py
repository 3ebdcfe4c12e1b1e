"""Makes values of a type: at random, or the longest ones."""

from __future__ import annotations

import random

from .body import Refused, Type, Value, encode_body
from .content import Items, Text
from .grow import Flexible, Table, Union
from .types import Array, Bool, Cap, Enum, Flags, Float, Int, Many, New, Option, Struct

CHARACTERS = "\0~\"\\\n\u07ff\u0800\uffff\U00010000\U0010ffff"
"""Characters that are special to somebody, or the first or last of their length in UTF-8."""


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
                return self.text(self.length(bound))
            case Many(bound=bound):
                return self.dice.randbytes(self.length(bound)).hex()
            case New(base=base):
                return self.make(base)
            case Option(element=element):
                return {"some": self.make(element)} if self.most or self.dice.random() < 0.6 else None
            case Table(fields=fields):
                present = [(name, field) for name, field, _ in fields if name is not None and (self.most or self.dice.random() < 0.6)]
                return {name: self.make(field) for name, field in present}
            case Union(variants=variants) | Flexible(variants=variants):
                name, variant = self.dice.choice(list(variants.values()))
                return {name: self.make(variant)}
            case Struct(fields=fields):
                return {name: self.make(field) for name, field in fields.items()}
        raise AssertionError(of)

    def text(self, length: int) -> str:
        """So many bytes of UTF-8, often digits alone."""
        text = "".join(self.dice.choices("0123456789", k=length))
        if not self.most and length and self.dice.random() < 0.5:
            character = self.dice.choice(CHARACTERS)
            text = text[: length - len(character.encode())] + character
        return text if len(text.encode()) <= length else "0" * length

    def length(self, bound: int) -> int:
        return bound if self.most else self.dice.randrange(bound + 1)


def sample(of: Type, seed: str, most: bool) -> tuple[bytes, int, Value]:
    """A body with its capabilities and its value: always the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(10_000):
        try:
            value = Maker(dice, most).make(of)
            return *encode_body(of, value), value
        except Refused as reason:
            if str(reason) != "refinement":
                raise
    raise Refused("refinement")
