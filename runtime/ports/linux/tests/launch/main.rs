//! Whole systems: this program is the launcher, and each of their components.
#![expect(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    reason = "a test says what it expects by failing"
)]

mod confinement;
mod gate;
mod roles;
mod systems;
mod table;
mod traps;
mod wake;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    if let Some(role) = tessera_linux::role() {
        return roles::play(role);
    }
    if std::env::args().nth(1).as_deref() == Some(systems::ORPHANS) {
        return systems::orphan();
    }
    if std::env::args().nth(1).as_deref() == Some(traps::TRACED) {
        traps::traced();
        return ExitCode::SUCCESS;
    }
    let tests: [(&str, fn()); _] = [
        ("wires_exactly_what_is_declared", systems::wires_exactly_what_is_declared),
        ("a_call_crosses_two_confined_processes", systems::a_call_crosses_two_confined_processes),
        ("a_replaced_client_is_a_new_connection", systems::a_replaced_client_is_a_new_connection),
        ("a_replaced_server_is_wired_anew", systems::a_replaced_server_is_wired_anew),
        ("ends_are_reported_behind_the_last_line", systems::ends_are_reported_behind_the_last_line),
        ("a_release_lets_everybody_go", systems::a_release_lets_everybody_go),
        ("nobody_survives_a_killed_launcher", systems::nobody_survives_a_killed_launcher),
        ("a_launch_leaves_no_descriptor_and_no_child", systems::a_launch_leaves_no_descriptor_and_no_child),
        ("an_unread_line_is_lost_and_not_waited_for", systems::an_unread_line_is_lost_and_not_waited_for),
        ("a_gate_is_a_process", gate::a_gate_is_a_process),
        ("a_subscriber_sleeps_until_it_is_woken", wake::a_subscriber_sleeps_until_it_is_woken),
        ("the_clock_is_the_launchers", systems::the_clock_is_the_launchers),
        ("nobody_else_writes_or_cuts_the_clock", systems::nobody_else_writes_or_cuts_the_clock),
        ("a_call_takes_the_system_calls_of_a_raw_one", traps::a_call_takes_the_system_calls_of_a_raw_one),
        ("every_part_holds_or_says_why_not", confinement::every_part_holds_or_says_why_not),
        ("the_kernel_agrees", confinement::the_kernel_agrees),
        ("every_other_system_call_is_refused", confinement::every_other_system_call_is_refused),
        ("a_server_can_make_pairs_and_nothing_else", confinement::a_server_can_make_pairs_and_nothing_else),
        ("a_foreign_architecture_is_death", confinement::a_foreign_architecture_is_death),
        ("abort_and_panic_still_end_it", confinement::abort_and_panic_still_end_it),
        ("more_descriptors_are_no_start", confinement::more_descriptors_are_no_start),
        ("without_a_launcher_there_is_no_boot", confinement::without_a_launcher_there_is_no_boot),
        ("the_unconfined_control_gets_through", confinement::the_unconfined_control_gets_through),
    ];
    let tests = tests.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    // One at a time: some count this process's descriptors.
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    libtest_mimic::run(&arguments, tests.into()).exit_code()
}
