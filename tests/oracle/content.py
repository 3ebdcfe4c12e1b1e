"""What stands in the places of an array, string, bytes or list, wherever the places are: here elements, bytes or text.

`growth` and `caps` are those of one place.
"""

from __future__ import annotations

from .body import STILL, Growth, Reader, Refused, Type, Value, Writer


class Items:
    """What a list or an array holds: elements, one stride apart."""

    def __init__(self, element: Type) -> None:
        self.element, self.stride, self.align = element, element.size, element.align

    def count(self, value: Value) -> int:
        if not isinstance(value, list):
            raise Refused("value")
        return len(value)

    def growth(self) -> Growth:
        return self.element.growth()

    def caps(self) -> int:
        return self.element.caps()

    def decode(self, reader: Reader, at: int, count: int) -> Value:
        return [reader.value(self.element, at + i * self.stride) for i in range(count)]

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        for i, item in enumerate(value):
            self.element.encode(writer, at + i * self.stride, item)


class Octets:
    """What `bytes` holds; as a value, hexadecimal digits."""

    stride = align = 1

    def raw(self, value: Value) -> bytes:
        try:
            raw = bytes.fromhex(value)
        except (TypeError, ValueError):
            raise Refused("value") from None
        if raw.hex() != value:
            raise Refused("value")
        return raw

    def text(self, raw: bytes) -> str:
        return raw.hex()

    def count(self, value: Value) -> int:
        return len(self.raw(value))

    def growth(self) -> Growth:
        return STILL

    def caps(self) -> int:
        return 0

    def decode(self, reader: Reader, at: int, count: int) -> Value:
        return self.text(reader.body[at : at + count])

    def encode(self, writer: Writer, at: int, value: Value) -> None:
        raw = self.raw(value)
        writer.body[at : at + len(raw)] = raw


class Text(Octets):
    """What a string holds: UTF-8, without surrogates and overlong forms."""

    def raw(self, value: Value) -> bytes:
        if not isinstance(value, str):
            raise Refused("value")
        try:
            return value.encode()
        except UnicodeEncodeError:
            raise Refused("utf8") from None

    def text(self, raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise Refused("utf8") from None


Content = Items | Octets
