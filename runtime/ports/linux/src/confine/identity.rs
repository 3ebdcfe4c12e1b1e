//! Who the process is to the rest of the machine: its namespaces, its user, its privileges.

use rustix::{
    io::Errno,
    process::{Gid, Uid},
    thread::{
        CapabilitySet, CapabilitySets, UnshareFlags, capabilities, set_capabilities, set_thread_groups,
        set_thread_res_gid, set_thread_res_uid, unshare_unsafe,
    },
};

/// The first of the users that components run as: the range that systemd reserves for services without a user of their own
/// (<https://systemd.io/UIDS-GIDS/>, 61184 to 65519), so no file belongs to them.
const USERS: u32 = 61_184;
const USERS_END: u32 = 65_519;

/// No interface but an unused loopback, and no abstract socket name of anybody else (`network_namespaces(7)`).
pub(super) fn own_network() -> Result<(), Errno> {
    isolate(UnshareFlags::NEWNET)
}

/// No shared memory, semaphore or queue of anybody else (`ipc_namespaces(7)`).
pub(super) fn own_queues() -> Result<(), Errno> {
    isolate(UnshareFlags::NEWIPC)
}

/// A user that no other instance has, so that not even signals pass between them.
pub(super) fn own_user(subject: u16) -> Result<(), Errno> {
    let number = USERS + u32::from(subject);
    if number > USERS_END {
        return Err(Errno::RANGE);
    }
    let (user, group) = (Uid::from_raw(number), Gid::from_raw(number));
    set_thread_groups(&[])?;
    set_thread_res_gid(group, group, group)?;
    set_thread_res_uid(user, user, user)
}

/// Gives up every capability(7), those of a user namespace too; with no-new-privileges none comes back.
pub(super) fn no_capabilities() -> Result<(), Errno> {
    let none = CapabilitySet::empty();
    set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })?;
    let left = capabilities(None)?;
    if (left.effective | left.permitted | left.inheritable).is_empty() { Ok(()) } else { Err(Errno::PERM) }
}

/// Leaves a namespace; by way of a user namespace where that takes privileges.
fn isolate(namespace: UnshareFlags) -> Result<(), Errno> {
    let unshare = |flags| {
        // SAFETY: neither of the namespaces is the table of descriptors (unshare(2): CLONE_FILES), which is what makes the call unsafe.
        #[expect(unsafe_code, reason = "unshare can also split the table of descriptors")]
        unsafe {
            unshare_unsafe(flags)
        }
    };
    match unshare(namespace) {
        Err(Errno::PERM) => unshare(UnshareFlags::NEWUSER | namespace),
        done => done,
    }
}
