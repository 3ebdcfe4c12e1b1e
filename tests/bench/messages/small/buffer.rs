//! What most programs of this folder write to.

/// Where it is written. It begins at a multiple of 16.
#[derive(Debug)]
#[repr(align(16))]
pub(crate) struct Buffer(pub(crate) [u8; 128]);

impl Default for Buffer {
    fn default() -> Self {
        Self([0; 128])
    }
}
