//! The passes over the model, in order.
