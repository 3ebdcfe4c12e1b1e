"""A body becomes a value."""

from accept import accept
from body import Mentions, Refused, check, slot, up


class Reader:
    """A body that is read: its bytes, where the next object begins, its capabilities, and whether something in it is not known."""

    def __init__(self, types, data):
        self.types, self.data, self.cursor = types, data, 0
        self.mentions, self.partly = Mentions(), False

    def message(self, body, caps):
        check(len(self.data) % 8 == 0 and len(self.data) >= body["fixed"])
        self.cursor = body["fixed"]
        value = self.read_struct(body, 0)
        check(len(self.data) == up(self.cursor, 8) and not any(self.data[self.cursor:]))
        check(self.mentions.next <= caps <= self.mentions.next + self.mentions.slack)
        return value

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
            case "option_offset" if self.number(at + slot(self.types, shape), "u32") == 0xffff_ffff:
                self.zero(at, at + slot(self.types, shape))
                check(self.number(at + slot(self.types, shape) + 4, "u32") == 0)
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
                self.mentions.add(self.number(at, "u16"))
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
        accept(self.types, of, value)
        return value

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
        self.mentions.slack += max(0, of["caps"] - known)

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
        self.cursor, before, value, seen = start + fixed, self.mentions.known, {}, 8
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
            self.skip(of, end, self.mentions.known - before)
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
