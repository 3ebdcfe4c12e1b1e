//! How many bytes of code a component needs: the program of the link proof with one half of a call in it, over the same program with none.

use crate::{Result, tools};

/// The two halves of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes {
    /// Serve loop, dispatcher of four methods, monitor, policy, and the proof's port.
    pub(crate) server: u64,
    /// Four calls, and the proof's port.
    pub(crate) client: u64,
}

/// Builds and weighs, at a level.
pub(crate) fn bytes(level: &str) -> Result<Bytes> {
    let profile = format!("text-{level}");
    let target = tools::target()?.join("text");
    let weigh = |what: &str| -> Result<u64> {
        let (folder, feature) = (tools::here().with_file_name("bare"), format!("only-{what}"));
        tools::cargo(&folder, &target, &["--locked", "--profile", &profile, "--features", &feature])?;
        tools::text(&target.join(&profile).join("tessera-bare"))
    };
    let nothing = weigh("nothing")?;
    let over = |bytes: u64| bytes.saturating_sub(nothing);
    Ok(Bytes { server: over(weigh("server")?), client: over(weigh("client")?) })
}
