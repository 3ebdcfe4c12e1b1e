//! E07xx, fit: what a kernel cannot carry. Reported by `idlc check --fit KERNEL`.

codes! {
    E0701 = "e0701_too_large_for_kernel";
    E0702 = "e0702_capabilities_for_kernel";
    E0703 = "e0703_oneway_for_kernel";
}
