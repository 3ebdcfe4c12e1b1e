"""A small back end that reads the JSON of `idlc ir` and nothing else: proof that it says enough.

    python3 tests/ir/backend.py FILE.json     then questions and answers a line, as `tests/oracle.py` has them

It answers `messages`, `encode MESSAGE VALUE` and `MESSAGE HEX CAPS`, with the oracle's form of values. A refusal has no reason.
"""

import json
import sys


class Refused(Exception):
    """The bytes are no value of the type, or the value has no bytes."""


def check(holds):
    if not holds:
        raise Refused


def up(number, align):
    return -(-number // align) * align


class Backend:
    """The messages of one description. While a body is read or written: its bytes, where the next object begins, and the next capability."""

    def __init__(self, ir):
        self.types = {of["name"]: of for of in ir["types"]}
        bodies = ("request", "reply", "error")
        self.messages = {
            f"{interface['name'].rsplit('.')[-1]}.{method['name']}.{kind}": method[kind]
            for interface in ir["interfaces"] for method in interface["methods"] for kind in bodies if method[kind]
        }

    def decode(self, name, data, caps):
        body = self.messages[name]
        check(len(data) % 8 == 0 and len(data) >= body["fixed"])
        self.data, self.cursor, self.next_cap = data, body["fixed"], 0
        value = self.read_struct(body, 0)
        check(len(data) == up(self.cursor, 8) and not any(data[self.cursor:]) and self.next_cap == caps)
        return value["error"] if name.endswith(".error") else value

    def encode(self, name, value):
        body = self.messages[name]
        self.data, self.next_cap = bytearray(body["fixed"]), 0
        self.write_struct(body, 0, {"error": value} if name.endswith(".error") else value)
        return bytes(self.data.ljust(up(len(self.data), 8), b"\0")), self.next_cap

    # Reading.

    def number(self, at, word):
        return int.from_bytes(self.data[at:at + int(word[1:]) // 8], "little", signed=word[0] == "i")

    def zero(self, start, end):
        check(not any(self.data[start:end]))

    def claim(self, size, align):
        start = up(self.cursor, align)
        check(start + size <= len(self.data))
        self.zero(self.cursor, start)
        self.cursor = start + size
        return start

    def cap(self, index):
        check(index == self.next_cap)
        self.next_cap += 1

    def read_struct(self, struct, at):
        for gap in struct["padding"]:
            self.zero(at + gap["start"], at + gap["end"])
        return {field["name"]: self.read(field["shape"], at + field["offset"]) for field in struct["fields"]}

    def read_items(self, kind, shape, start, count):
        """What a string, bytes or a list holds."""
        if kind == "list":
            size = shape["element"]["size"]
            return [self.read(shape["element"], start + index * size) for index in range(count)]
        raw = bytes(self.data[start:start + count])
        try:
            return raw.decode() if kind == "string" else raw.hex()
        except UnicodeDecodeError:
            raise Refused from None

    def read(self, shape, at):
        match shape["kind"]:
            case "bool":
                check(self.data[at] <= 1)
                return self.data[at] == 1
            case "int":
                return self.number(at, shape["type"])
            case "float":
                return {"bits": self.number(at, shape["type"])}
            case "array":
                return [self.read(shape["element"], at + index * shape["element"]["size"]) for index in range(shape["len"])]
            case "string" | "bytes" | "list" as kind:
                offset, count = self.number(at, "u32"), self.number(at + 4, "u32")
                check(count <= shape["bound"])
                element = shape["element"] if kind == "list" else {"size": 1, "align": 1}
                start = self.claim(count * element["size"], element["align"]) if count else 0
                check(offset == start)
                return self.read_items(kind, shape, start, count)
            case "inline_string" | "inline_bytes" | "inline_list" as kind:
                count = self.number(at, shape["prefix"])
                check(count <= shape["bound"])
                start, size = at + shape["places"], shape["element"]["size"] if kind == "inline_list" else 1
                self.zero(at + int(shape["prefix"][1:]) // 8, start)
                self.zero(start + count * size, at + shape["size"])
                return self.read_items(kind[7:], shape, start, count)
            case "option_offset" if self.number(at, "u32") == 0xffff_ffff:
                check(self.number(at + 4, "u32") == 0)
                return None
            case "option_index" if self.number(at, "u16") == 0xffff:
                return None
            case "option_tag":
                start, value = at + shape["value_offset"], shape["value"]
                check(self.data[at] <= 1)
                self.zero(at + 1, start)
                self.zero(start + value["size"] if self.data[at] else start, at + shape["size"])
                return {"some": self.read(value, start)} if self.data[at] else None
            case "option_offset" | "option_index":
                return {"some": self.read(shape["value"], at)}
            case "cap":
                self.cap(self.number(at, "u16"))
                return {"cap": self.number(at, "u16")}
            case "named":
                return self.read_named(self.types[shape["type"]], at)

    def read_named(self, of, at):
        if of["kind"] == "struct":
            value = self.read_struct(of, at)
        elif of["kind"] == "newtype":
            value = self.read(of["inner"], at)
        else:
            value = self.number(at, of["repr"])
        self.accept(of, value)
        return value

    # Writing mirrors reading; what a body holds may stand in no other way.

    def put(self, at, word, number):
        check(type(number) is int)
        try:
            size = int(word[1:]) // 8
            self.data[at:at + size] = number.to_bytes(size, "little", signed=word[0] == "i")
        except OverflowError:
            raise Refused from None

    def write_struct(self, struct, at, value):
        check(isinstance(value, dict) and list(value) == [field["name"] for field in struct["fields"]])
        for field in struct["fields"]:
            self.write(field["shape"], at + field["offset"], value[field["name"]])

    def write(self, shape, at, value):
        match shape["kind"]:
            case "bool":
                check(isinstance(value, bool))
                self.data[at] = value
            case "int":
                self.put(at, shape["type"], value)
            case "float":
                self.put(at, "u" + shape["type"][1:], value["bits"])
            case "array":
                check(len(value) == shape["len"])
                self.write_items(shape["element"], at, value)
            case "string" | "bytes" | "list" | "inline_string" | "inline_bytes" | "inline_list" as kind:
                items = value if kind.endswith("list") else value.encode() if kind.endswith("string") else bytes.fromhex(value)
                element = shape.get("element", {"kind": "int", "type": "u8", "size": 1, "align": 1})
                check(len(items) <= shape["bound"])
                if kind.startswith("inline"):
                    self.put(at, shape["prefix"], len(items))
                    self.write_items(element, at + shape["places"], items)
                elif items:
                    start = up(len(self.data), element["align"])
                    self.data.extend(bytes(start + len(items) * element["size"] - len(self.data)))
                    self.put(at, "u32", start)
                    self.put(at + 4, "u32", len(items))
                    self.write_items(element, start, items)
            case "option_offset" if value is None:
                self.put(at, "u32", 0xffff_ffff)
            case "option_index" if value is None:
                self.put(at, "u16", 0xffff)
            case "option_tag" if value is not None:
                self.data[at] = 1
                self.write(shape["value"], at + shape["value_offset"], value["some"])
            case "option_offset" | "option_index":
                self.write(shape["value"], at, value["some"])
            case "cap":
                self.cap(value["cap"])
                self.put(at, "u16", value["cap"])
            case "named":
                of = self.types[shape["type"]]
                if of["kind"] == "struct":
                    self.write_struct(of, at, value)
                elif of["kind"] == "newtype":
                    self.write(of["inner"], at, value)
                else:
                    self.put(at, of["repr"], value)
                self.accept(of, value)

    def write_items(self, element, at, items):
        for index, item in enumerate(items):
            self.write(element, at + index * element["size"], item)

    # What a type accepts beyond its bytes.

    def accept(self, of, value):
        if of["kind"] == "enum":
            check(of["flexible"] or str(value) in [variant["number"] for variant in of["variants"]])
        elif of["kind"] == "flags":
            check(of["flexible"] or not value & ~sum(1 << flag["bit"] for flag in of["flags"]))
        elif of["refinement"]:
            values = [(of.get("inner"), value)]
            if of["kind"] == "struct":
                values = [(field["shape"], value[field["name"]]) for field in of["fields"]]
            check(self.holds(of["refinement"]["condition"], values))

    def holds(self, condition, values):
        evaluate = lambda key: self.evaluate(condition[key], values)
        holds = lambda key: self.holds(condition[key], values)
        match condition["kind"]:
            case "literal":
                return condition["value"]
            case "is":
                return values[condition["of"] or 0][1]
            case "compare":
                left, right = evaluate("left"), evaluate("right")
                signs = {"==": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
                return signs[condition["comparison"]]
            case "within":
                return evaluate("low") <= evaluate("value") <= evaluate("high")
            case "ascii":
                return all(byte < 128 for byte in self.raw(*values[condition["of"] or 0]))
            case "digits":
                return all(byte in b"0123456789" for byte in self.raw(*values[condition["of"] or 0]))
            case "not":
                return not holds("inner")
            case "and":
                return holds("left") and holds("right")
            case "or":
                return holds("left") or holds("right")
            case "implies":
                return not holds("left") or holds("right")
            case "same":
                return holds("left") == holds("right")

    def evaluate(self, number, values):
        match number["kind"]:
            case "literal":
                return int(number["low"])
            case "value":
                return values[number["of"] or 0][1]
            case "len":
                return len(self.raw(*values[number["of"] or 0]))
            case "negate":
                return -self.evaluate(number["inner"], values)
        left, right = self.evaluate(number["left"], values), self.evaluate(number["right"], values)
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1) if number["operator"] in "/%" else 0
        results = {"+": left + right, "-": left - right, "*": left * right, "/": quotient, "%": left - quotient * right}
        return results[number["operator"]]

    def raw(self, shape, value):
        """The bytes of a text, or the elements of a list."""
        while shape["kind"] == "named":
            shape = self.types[shape["type"]]["inner"]
        if isinstance(value, list):
            return value
        return value.encode() if shape["kind"].endswith("string") else bytes.fromhex(value)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answer(backend, line):
    match line.split(" ", 2):
        case ["messages"]:
            return compact(list(backend.messages))
        case ["encode", name, text]:
            body, caps = backend.encode(name, json.loads(text))
            return f"{body.hex() or '-'} {caps}"
        case [name, digits, caps]:
            return compact(backend.decode(name, bytes.fromhex(digits.strip("-")), int(caps)))


def main(name):
    with open(name, encoding="utf-8") as file:
        backend = Backend(json.load(file))
    for line in sys.stdin:
        try:
            said = "ok " + answer(backend, line.rstrip("\n"))
        except Refused:
            said = "refused"
        print(said, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
