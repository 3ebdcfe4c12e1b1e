//! Who was woken and has not looked yet.

use super::Local;

/// When more are woken than this, some learn nothing of it.
const MOST: usize = 32;

/// The connections of the services behind one port whose holders were woken.
#[derive(Debug)]
pub(super) struct Woken([Option<Local>; MOST]);

impl Woken {
    pub(super) const NOBODY: Self = Self([const { None }; MOST]);

    /// Notes that this holder is woken; once is enough.
    pub(super) fn wake(&mut self, holder: Local) {
        let known = self.0.iter().flatten().any(|woken| *woken == holder);
        if let Some(place) = self.0.iter_mut().find(|place| place.is_none())
            && !known
        {
            *place = Some(holder);
        }
    }

    /// Whether this holder was woken since it looked last.
    pub(super) fn look(&mut self, holder: &Local) -> bool {
        self.0.iter_mut().any(|place| place.take_if(|woken| woken == holder).is_some())
    }
}
