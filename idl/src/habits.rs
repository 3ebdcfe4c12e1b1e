//! What other languages call the things that this one has.

/// The type that people mean who write this name: what to write, and whether that is all there is to say.
pub(crate) enum Meant {
    /// This type and no other.
    Exactly(&'static str),
    /// A form that asks for a decision, such as a bound.
    Form(&'static str),
    /// Nothing of the kind; what to do instead.
    Advice(&'static str),
}

/// What a type of another language is called here.
pub(crate) fn type_of_another_language(name: &str) -> Option<Meant> {
    use Meant::{Advice, Exactly, Form};

    Some(match name {
        "int" | "int32" | "int32_t" | "s32" | "Int32" | "sint32" => Exactly("i32"),
        "int8" | "int8_t" | "s8" | "Int8" | "schar" => Exactly("i8"),
        "int16" | "int16_t" | "s16" | "short" | "Int16" => Exactly("i16"),
        "int64" | "int64_t" | "s64" | "Int64" => Exactly("i64"),
        "uint" | "uint32" | "uint32_t" | "UInt32" | "unsigned" => Exactly("u32"),
        "uint8" | "uint8_t" | "UInt8" | "byte" | "char" | "uchar" => Exactly("u8"),
        "uint16" | "uint16_t" | "UInt16" | "ushort" => Exactly("u16"),
        "uint64" | "uint64_t" | "UInt64" => Exactly("u64"),
        "time" | "Time" | "timestamp" | "Timestamp" | "Duration" => {
            Form("u64` and say in which unit, such as `alias Millis = u64;")
        }
        "boolean" | "Bool" | "_Bool" => Exactly("bool"),
        "float" | "float32" => Exactly("f32"),
        "double" | "float64" => Exactly("f64"),
        "str" | "String" | "text" => Form("string<64>"),
        "Vec" | "vec" | "vector" | "array" | "sequence" | "Sequence" | "List" | "Array" => Form("list<u8, 64>"),
        "Option" | "optional" | "Optional" | "Maybe" => Form("option<u8>"),
        "usize" | "isize" | "size_t" | "ssize_t" | "long" => {
            Advice("sizes are the same on every machine here: write `u32` or `u64`")
        }
        "u128" | "i128" => Advice("the widest integers have 64 bits: write two `u64`, or `[u8; 16]`"),
        "Result" => Advice("what can go wrong stands behind `fails`"),
        "Map" | "HashMap" | "BTreeMap" | "map" | "dict" => {
            Advice("write a list of pairs, such as `list<Entry, 16>`, with a `struct Entry` of key and value")
        }
        "Box" | "Rc" | "Arc" => Advice("values hold no pointers: write the type alone"),
        "void" | "unit" => Advice("leave out what carries nothing; a method without results has no `->`"),
        _ => return None,
    })
}
