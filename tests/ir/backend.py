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
        self.known, self.slack, self.partly = 0, 0, False
        value = self.read_struct(body, 0)
        check(len(data) == up(self.cursor, 8) and not any(data[self.cursor:]))
        check(self.next_cap <= caps <= self.next_cap + self.slack)
        return value["error"] if name.endswith(".error") else value

    def encode(self, name, value):
        body = self.messages[name]
        self.data, self.next_cap, self.known, self.slack = bytearray(body["fixed"]), 0, 0, 0
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
        check(self.next_cap <= index <= self.next_cap + self.slack)
        self.next_cap, self.slack, self.known = index + 1, 0, self.known + 1

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
            case "option_offset" if self.number(at + self.slot(shape), "u32") == 0xffff_ffff:
                self.zero(at, at + self.slot(shape))
                check(self.number(at + self.slot(shape) + 4, "u32") == 0)
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
        match of["kind"]:
            case "struct":
                value = self.read_struct(of, at)
            case "newtype":
                value = self.read(of["inner"], at)
            case "enum" | "flags":
                value = self.number(at, of["repr"])
            case "table":
                return self.read_table(of, at)
            case "union":
                return self.read_union(of, at)
            case "flexible_union":
                return self.read_flexible(of, at)
        self.accept(of, value)
        return value

    def slot(self, shape):
        """Where `offset, len` of what is out of line lie: behind the tag of a flexible union."""
        while shape["kind"].startswith("option"):
            shape = shape["value"]
        of = self.types.get(shape.get("type"), shape)
        return self.slot(of["inner"]) if of["kind"] == "newtype" else 4 if of["kind"] == "flexible_union" else 0

    def enter(self, of, at):
        """The object of what grows: where it begins, and where it ends."""
        size = self.number(at + 4, "u32")
        check(0 < size <= of["room"])
        start = up(self.cursor, 8)
        check(self.number(at, "u32") == start and start + size <= len(self.data))
        self.zero(self.cursor, start)
        self.cursor = start
        return start, start + size

    def skip(self, of, end, known):
        """What is not known of an object, behind capabilities that are."""
        check(self.cursor <= end)
        self.cursor, self.partly = end, True
        self.slack += max(0, of["caps"] - known)

    def read_table(self, of, at):
        if self.number(at + 4, "u32") == 0:
            check(self.number(at, "u32") == 0)
            return {}
        start, end = self.enter(of, at)
        check(end - start >= 8)
        header = self.number(start, "u64")
        mask, fixed, fields = header & (1 << 48) - 1, (header >> 48) * 8, of["fields"]
        ends = [field["offset"] + field["shape"]["size"] for field in fields]
        last, behind = mask.bit_length(), ends[-1] if ends else 8
        check(mask and fixed <= end - start)
        check(fixed == up(ends[last - 1], 8) if last <= len(fields) else fixed > behind)
        self.cursor, before, value, seen = start + fixed, self.known, {}, 8
        for field in fields:
            begin, stop = field["offset"], field["offset"] + field["shape"]["size"]
            self.zero(start + min(seen, fixed), start + min(begin, fixed))
            seen = stop
            if not mask >> field["number"] - 1 & 1:
                self.zero(start + min(begin, fixed), start + min(stop, fixed))
                continue
            found = self.read(field["shape"], start + begin)
            if field["name"] is None:
                self.partly = True
            else:
                value[field["name"]] = found
        if last > len(fields):
            self.skip(of, end, self.known - before)
        else:
            self.zero(start + min(seen, fixed), start + fixed)
            check(self.cursor == end)
        return value

    def read_union(self, of, at):
        variants = {variant["number"]: variant for variant in of["variants"] if variant["name"]}
        check((number := self.number(at, "u32")) in variants)
        variant, start = variants[number], at + of["slot"]
        self.zero(at + 4, start)
        value = self.read(variant["shape"], start)
        self.zero(start + variant["shape"]["size"], at + of["size"])
        return {variant["name"]: value}

    def read_flexible(self, of, at):
        check((number := self.number(at, "u32")) != 0)
        start, end = self.enter(of, at + 4)
        variant = next((variant for variant in of["variants"] if variant["name"] and variant["number"] == number), None)
        if variant is None:
            self.skip(of, end, 0)
            return {"?": number}
        self.cursor = start + variant["shape"]["size"]
        check(self.cursor <= end)
        value = self.read(variant["shape"], start)
        check(self.cursor == end)
        return {variant["name"]: value}

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
                self.put(at + self.slot(shape), "u32", 0xffff_ffff)
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
                match of["kind"]:
                    case "struct":
                        self.write_struct(of, at, value)
                    case "newtype":
                        self.write(of["inner"], at, value)
                    case "enum" | "flags":
                        self.put(at, of["repr"], value)
                    case "table":
                        return self.write_table(of, at, value)
                    case _:
                        return self.write_union(of, at, value)
                self.accept(of, value)

    def claim_mut(self, size):
        """Room for an object at alignment 8."""
        start = up(len(self.data), 8)
        self.data.extend(bytes(start + size - len(self.data)))
        return start

    def write_table(self, of, at, value):
        present = [field for field in of["fields"] if field["name"] in value]
        check(value.keys() == {field["name"] for field in present})
        if not present:
            return
        fixed = up(present[-1]["offset"] + present[-1]["shape"]["size"], 8)
        start = self.claim_mut(fixed)
        self.put(start, "u64", sum(1 << field["number"] - 1 for field in present) | fixed // 8 << 48)
        for field in present:
            self.write(field["shape"], start + field["offset"], value[field["name"]])
        self.put(at, "u32", start)
        self.put(at + 4, "u32", len(self.data) - start)

    def write_union(self, of, at, value):
        chosen = [variant for variant in of["variants"] if variant["name"] and variant["name"] in value]
        check(len(value) == 1 and chosen)
        variant, inner = chosen[0], value[chosen[0]["name"]]
        self.put(at, "u32", variant["number"])
        if of["kind"] == "union":
            return self.write(variant["shape"], at + of["slot"], inner)
        start = self.claim_mut(variant["shape"]["size"])
        self.write(variant["shape"], start, inner)
        self.put(at + 4, "u32", start)
        self.put(at + 8, "u32", len(self.data) - start)

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
            return "ok " + compact(list(backend.messages))
        case ["encode", name, text]:
            body, caps = backend.encode(name, json.loads(text))
            return f"ok {body.hex() or '-'} {caps}"
        case [name, digits, caps]:
            value = backend.decode(name, bytes.fromhex(digits.strip("-")), int(caps))
            return f"{'partly' if backend.partly else 'ok'} {compact(value)}"


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
