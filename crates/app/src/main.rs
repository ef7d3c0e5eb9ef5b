//! `danbe`: one binary for the whole house.

fn main() -> std::process::ExitCode {
    danbe_app::commands::run()
}
