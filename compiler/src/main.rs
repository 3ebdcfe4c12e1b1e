//! The command `idlc`.

fn main() -> std::process::ExitCode {
    idlc::cli::main()
}
