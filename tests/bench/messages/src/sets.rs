//! The data sets: owned structs, filled with the same values on every run.

pub(crate) mod log;
pub(crate) mod mesh;
pub(crate) mod minecraft;
pub(crate) mod mk48;
