//! One schema in every language: N structs of six fields, a `u64`, a `u32`, a `bool`, a string, bytes, and the struct before.
//!
//! Types of Tessera nest at most 64 deep, so every eighth struct begins a chain of its own, for everybody. Nobody gets a blank that
//! is not needed: 50,000 structs just fit into what `idlc` takes of sources.

use std::fmt::Write;

/// The length of a chain of structs.
const CHAIN: usize = 8;

/// Methods of one interface.
const METHODS: usize = 64;

/// A language that describes data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Ours: a method takes and answers the last struct of each chain, so that every struct can be read and written.
    Tessera,
    /// Ours: a method for each struct.
    Calls,
    CapnProto,
    FlatBuffers,
    Protobuf,
}

impl Language {
    /// The name of the file that holds the schema.
    pub(crate) const fn file(self) -> &'static str {
        match self {
            Self::Tessera => "big.idl",
            Self::Calls => "calls.idl",
            Self::CapnProto => "big.capnp",
            Self::FlatBuffers => "big.fbs",
            Self::Protobuf => "big.proto",
        }
    }

    /// The schema of so many structs.
    pub(crate) fn schema(self, structs: usize) -> String {
        let mut text = String::from(match self {
            Self::Tessera | Self::Calls => "package big @1.0;\n",
            Self::CapnProto => "@0xd3d0d9e9f1b2c3a4;\n",
            Self::FlatBuffers => "namespace big;\n",
            Self::Protobuf => "syntax = \"proto3\";\npackage big;\n",
        });
        for number in 0..structs {
            let before = (number % CHAIN > 0).then(|| number - 1);
            // Writing to a `String` cannot fail.
            _ = self.put(&mut text, number, before);
        }
        match self {
            Self::Tessera => methods(&mut text, (0..structs).filter(|at| at % CHAIN == CHAIN - 1 || at + 1 == structs)),
            Self::Calls => methods(&mut text, 0..structs),
            _ => {}
        }
        text
    }

    fn put(self, text: &mut String, number: usize, before: Option<usize>) -> std::fmt::Result {
        let (head, last, end) = match self {
            Self::Tessera | Self::Calls => ("a:u64,b:u32,c:bool,d:string<32>,e:bytes<32>", ",f:S", ""),
            Self::CapnProto => ("a@0:UInt64;b@1:UInt32;c@2:Bool;d@3:Text;e@4:Data;", "f@5:S", ";"),
            Self::FlatBuffers => ("a:ulong;b:uint;c:bool;d:string;e:[ubyte];", "f:S", ";"),
            Self::Protobuf => ("uint64 a=1;uint32 b=2;bool c=3;string d=4;bytes e=5;", "S", " f=6;"),
        };
        let word = match self {
            Self::FlatBuffers => "table",
            Self::Protobuf => "message",
            _ => "struct",
        };
        write!(text, "{word} S{number}{{{head}")?;
        if let Some(before) = before {
            write!(text, "{last}{before}{end}")?;
        }
        text.push_str("}\n");
        Ok(())
    }
}

fn methods(text: &mut String, structs: impl Iterator<Item = usize>) {
    for (place, number) in structs.enumerate() {
        if place % METHODS == 0 {
            let end = if place > 0 { "}\n" } else { "" };
            _ = writeln!(text, "{end}interface I{}{{", place / METHODS);
        }
        _ = writeln!(text, "m{number}(v:S{number})->(v:S{number});");
    }
    text.push_str("}\n");
}
