//! What kernels carry: one line of data each, with where it is from.
//!
//! A body is what is left behind the kernel's own header. Sizes are those of 64-bit machines.

/// What one kernel carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// What the command line calls it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Bytes of a body that travel in registers.
    pub registers: u32,
    /// The greatest body in bytes; `None` without a limit of its own.
    pub body: Option<u32>,
    /// The most capabilities of a message; `None` without a limit of its own.
    pub caps: Option<u16>,
    /// Bytes of the body that each capability and each lease takes away.
    pub item: u32,
    /// How memory is lent.
    pub leases: Leases,
    /// Whether a message can be sent without waiting for an answer.
    pub oneway: bool,
    /// The sources that say so.
    pub source: &'static str,
}

/// How memory is lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leases {
    /// By the kernel, at most so many for a call; `None` without a limit. A method lends less than any limit that is known.
    Lent(Option<u16>),
    /// As copies in the message.
    Copied,
}

impl Kernel {
    /// The kernel with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KERNELS.iter().find(|kernel| kernel.name == name)
    }

    /// The greatest body of a message with so many capabilities and leases.
    #[must_use]
    pub fn limit(&self, items: u32) -> Option<u64> {
        let taken = u64::from(items).saturating_mul(u64::from(self.item));
        self.body.map(|body| u64::from(body).saturating_sub(taken))
    }
}

/// A kernel without anything; each line says what it has.
const NONE: Kernel = Kernel {
    name: "",
    title: "",
    registers: 0,
    body: None,
    caps: Some(0),
    item: 0,
    leases: Leases::Copied,
    oneway: false,
    source: "",
};

/// Every kernel that is known, the smallest message first.
pub const KERNELS: &[Kernel] = &[
    Kernel {
        name: "minix",
        title: "MINIX 3",
        body: Some(56),
        leases: Leases::Lent(None),
        oneway: true,
        source: "minix @4db99f40: include/minix/ipc.h (64-byte messages, 8 of them the kernel's), safecopies.h (grants)",
        ..NONE
    },
    Kernel {
        name: "horizon",
        title: "Horizon",
        body: Some(200),
        caps: Some(15),
        leases: Leases::Lent(Some(15)),
        source: "libnx @4d8cc7fe: sf/hipc.h, arm/tls.h (0x100 bytes of message with headers; 15 handles; 15 mapped buffers)",
        ..NONE
    },
    Kernel {
        name: "hubris",
        title: "Hubris",
        body: Some(256),
        leases: Leases::Lent(Some(255)),
        source: "hubris @4c371f01: sys/abi/src/lib.rs, doc/ipc.adoc (256 bytes, 255 leases; no message without an answer)",
        ..NONE
    },
    Kernel {
        name: "l4re",
        title: "Fiasco.OC and L4Re",
        body: Some(504),
        caps: Some(31),
        item: 16,
        oneway: true,
        source: "l4re-core @b6f7495b: l4sys/include/{utcb,ipc}.h (63 message registers in memory; an item takes two of them)",
        ..NONE
    },
    Kernel {
        name: "sel4",
        title: "seL4",
        registers: 32,
        body: Some(960),
        caps: Some(1),
        oneway: true,
        source: "seL4 @1326364b: libsel4 constants.h, manual/parts/ipc.tex (120 words, 4 in registers; 3 capabilities are sent, 1 is received)",
        ..NONE
    },
    Kernel {
        name: "genode",
        title: "Genode",
        body: Some(1024),
        caps: Some(4),
        source: "genode @ffb059da: base/ipc_msgbuf.h, base/rpc_server.h (buffers of 1024 bytes, 4 capabilities; call and reply only)",
        ..NONE
    },
    Kernel {
        name: "xous",
        title: "Xous",
        registers: 16,
        body: Some(4096),
        oneway: true,
        source: "xous-core @73c09463: xous-rs/src/definitions/messages (4 words of a scalar on RV32, else a page that is lent)",
        ..NONE
    },
    Kernel {
        name: "liteipc",
        title: "LiteOS-A LiteIPC",
        body: Some(6553),
        caps: Some(409),
        oneway: true,
        source: "kernel_liteos_a: kernel/extended/liteipc/hm_liteipc.{h,c} (8192 bytes of data and offsets)",
        ..NONE
    },
    Kernel {
        name: "zircon",
        title: "Zircon",
        body: Some(65_520),
        caps: Some(64),
        oneway: true,
        source: "fuchsia: zircon/system/public/zircon/types.h (65,536 bytes, 16 of them our header; 64 handles)",
        ..NONE
    },
    Kernel {
        name: "linux",
        title: "Linux",
        body: Some(65_536),
        caps: Some(253),
        oneway: true,
        source: "unix(7), SCM_RIGHTS: 253 descriptors; net.core.wmem_max leaves room for datagrams of 64 KiB",
        ..NONE
    },
    Kernel {
        name: "kaspersky",
        title: "KasperskyOS",
        body: Some(4 << 20),
        caps: None,
        source: "support.kaspersky.com, KCE 1.4: IPC message structure (fixed part and arena, 4 MiB on the smallest platform)",
        ..NONE
    },
    Kernel {
        name: "qnx",
        title: "QNX Neutrino",
        leases: Leases::Lent(None),
        source: "qnx.com, MsgSendv, MsgRead, MsgWrite (any size; what is sent without an answer is a pulse)",
        ..NONE
    },
    Kernel {
        name: "mach",
        title: "GNU Mach",
        caps: None,
        leases: Leases::Lent(None),
        oneway: true,
        source: "gnumach 1.8: mach/message.h (no fixed limit in line; pages out of line)",
        ..NONE
    },
    Kernel {
        name: "redox",
        title: "Redox",
        caps: None,
        oneway: true,
        source: "redox-os/syscall (2026-08-21): flag.rs CallFlags, schemev2.rs (the caller's buffer is lent; descriptors move)",
        ..NONE
    },
];
