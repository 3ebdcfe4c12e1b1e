"""A value becomes a body. Writing mirrors reading; what a body holds may stand in no other way."""

from accept import accept
from body import Mentions, Refused, check, slot, up


class Writer:
    """A body that is written: its bytes so far, and its capabilities."""

    def __init__(self, types):
        self.types, self.data, self.mentions = types, bytearray(), Mentions()

    def message(self, body, value):
        self.data.extend(bytes(body["fixed"]))
        self.write_struct(body, 0, value)
        return bytes(self.data.ljust(up(len(self.data), 8), b"\0")), self.mentions.next

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
                self.put(at + slot(self.types, shape), "u32", 0xffff_ffff)
            case "option_index" if value is None:
                self.put(at, "u16", 0xffff)
            case "option_tag" if value is not None:
                self.data[at] = 1
                self.write(shape["value"], at + shape["value_offset"], value["some"])
            case "option_offset" | "option_index":
                self.write(shape["value"], at, value["some"])
            case "cap":
                self.mentions.add(value["cap"])
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
                accept(self.types, of, value)

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
