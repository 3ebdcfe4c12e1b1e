//! Derive macros for component crates. They read no `.idl` text: they emit against the types that the build script generated, so a mistake is
//! a type error at the field that makes it.

mod component;

use proc_macro::TokenStream;

/// Makes a struct out of a component's ports.
///
/// ```text
/// #[derive(tessera::Component)]
/// #[component(smart_lock::driver, kernel = tessera_linux::Port)]
/// struct Driver {
///     bolt: driver::BoltCap<Port>,         // a port that the component uses: its name and its type must be the generated ones
///     horn: driver::HornCap<Port>,
///     #[component(provides)]
///     lock: Handler,                       // a port that it provides: the type must implement `driver::LockServer<Port>`
///     #[component(state)]
///     opened: u64,                         // its own business
/// }
/// ```
///
/// Gives `Driver::connect(wired)`, which takes the capabilities of the used ports from whoever wired the component, by place, and makes everything
/// else by `Default`. A used port that is missing, misspelt or of another type is a compile error at the field.
#[proc_macro_derive(Component, attributes(component))]
pub fn component(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    component::expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
