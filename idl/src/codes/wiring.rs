//! E04xx, components, systems and authority.

codes! {}
