//! Rules about who may depend on what, read from the manifests.

use super::Report;
use super::places::PURE;
use crate::tree::{File, Tree};

/// Constructions and their parts: the vault is the only place they are put together.
const CRYPTOGRAPHY: [&str; 31] = [
    "aes",
    "aes-gcm",
    "age",
    "argon2",
    "blake2",
    "blake3",
    "chacha20",
    "chacha20poly1305",
    "crypto_box",
    "ct-merkle",
    "curve25519-dalek",
    "ed25519-dalek",
    "hkdf",
    "hmac",
    "hpke",
    "k256",
    "md-5",
    "ml-kem",
    "openssl",
    "orion",
    "p256",
    "rand",
    "rand_chacha",
    "ring",
    "rsa",
    "sha1",
    "sha2",
    "tlog_tiles",
    "totp-rs",
    "vsss-rs",
    "x25519-dalek",
];
/// What would bring input, output, waiting or chance to the pure floor.
const IMPURE: [&str; 7] = ["axum", "fastrand", "getrandom", "reqwest", "sqlx", "tempfile", "tokio"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Used,
    Dev,
    Workspace,
}

struct Dependency {
    line: usize,
    name: String,
    kind: Kind,
    text: String,
}

/// The dependencies of a manifest, read line by line: tables, inline tables and renames.
fn dependencies(file: &File) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    let (mut kind, mut open) = (None, false);
    for (line, number) in file.text.lines().zip(1..) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(header) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            let name;
            (kind, name) = section(header);
            open = name.is_some();
            if let (Some(kind), Some(name)) = (kind, name) {
                let (name, text) = (name.to_owned(), String::new());
                found.push(Dependency { line: number, name, kind, text });
            }
        } else if let Some(kind) = kind {
            let starts = line.starts_with(|c: char| c.is_alphanumeric());
            if starts && !open {
                let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
                found.push(Dependency { line: number, name: name.to_owned(), kind, text: line.to_owned() });
            } else if let Some(last) = found.last_mut() {
                last.text.push_str(line);
            }
        }
    }
    for dependency in &mut found {
        let renamed = dependency.text.split("package = \"").nth(1);
        if let Some(real) = renamed.and_then(|it| it.split('"').next()) {
            dependency.name = real.to_owned();
        }
    }
    found
}

/// What a header opens: the kind of its dependencies, and the name when it is of one alone.
fn section(header: &str) -> (Option<Kind>, Option<&str>) {
    let (before, name) = match header.split_once("dependencies.") {
        Some((before, name)) => (before, Some(name)),
        None => match header.strip_suffix("dependencies") {
            Some(before) => (before, None),
            None => return (None, None),
        },
    };
    let kind = if before.starts_with("workspace.") {
        Kind::Workspace
    } else if before.ends_with("dev-") {
        Kind::Dev
    } else {
        Kind::Used
    };
    (Some(kind), name)
}

fn of_crates(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.manifests().filter(|file| file.crate_name().is_some())
}

/// Cryptography is put together in one crate, read by one reviewer.
///
/// xtask may hash, to name files by their content; `clk` may hash under a key, because filters without names are
/// published constructions of keyed BLAKE2b and HKDF that keep nothing secret by themselves and open nothing.
pub(super) fn cryptography_in_vault(tree: &Tree) -> Report {
    Report::over(of_crates(tree), |file| {
        let own = file.crate_name().unwrap_or_default();
        dependencies(file)
            .into_iter()
            .filter(|it| it.kind == Kind::Used && CRYPTOGRAPHY.contains(&it.name.as_str()))
            .filter(|it| own != "vault" && !(own == "xtask" && it.name == "sha2"))
            .filter(|it| !(own == "clk" && ["blake2", "hkdf", "sha2"].contains(&it.name.as_str())))
            .map(|it| (it.line, format!("{} outside the vault", it.name)))
            .collect::<Vec<_>>()
    })
}

/// The floor a crate stands on; each may lean on lower floors only.
fn floor(name: &str) -> Option<u8> {
    match name {
        "words" | "popcount" => Some(0),
        "guard" | "vault" | "figures" | "linkage" | "charts" => Some(1),
        "store" | "pages" | "records" | "clk" | "packages" => Some(2),
        "house" | "protection" | "statistics" | "investigation" | "report" => Some(3),
        "app" | "device" => Some(4),
        "xtask" => Some(0),
        _ => None,
    }
}

/// The arrows of the house point down, and the sides cannot name one another.
///
/// A dev-dependency may look sideways, never from one side into another.
pub(super) fn arrows_point_down(tree: &Tree) -> Report {
    Report::over(of_crates(tree), |file| {
        let own = file.crate_name().unwrap_or_default();
        let mut found = Vec::new();
        if floor(own).is_none() {
            found.push((1, format!("{own} stands on no floor: place it in tidy")));
        }
        for it in dependencies(file) {
            if PURE.contains(&own) && it.kind == Kind::Used && IMPURE.contains(&it.name.as_str()) {
                found.push((it.line, format!("{} on the pure floor", it.name)));
            }
            let Some(below) = it.name.strip_prefix("danbe-") else {
                continue;
            };
            let between_sides = floor(own) == Some(3) && floor(below) == Some(3);
            let down = floor(below) < floor(own) && below != "xtask";
            let on_device = own == "device" && below == "store";
            if between_sides || on_device || (it.kind == Kind::Used && !down) {
                found.push((it.line, format!("{own} may not depend on {below}")));
            }
        }
        found
    })
}

/// Repeatable chance is for tests: the vault's `testing` is asked for by dev-dependencies only.
pub(super) fn testing_stays_in_tests(tree: &Tree) -> Report {
    Report::over(tree.manifests(), |file| {
        let asked = dependencies(file)
            .into_iter()
            .filter(|it| it.name == "danbe-vault" && it.kind != Kind::Dev && it.text.contains("\"testing\""));
        let passed = file.text.lines().zip(1..);
        let passed = passed.filter(|(line, _)| line.contains("danbe-vault/testing"));
        let mut lines: Vec<usize> = asked.map(|it| it.line).collect();
        lines.extend(passed.map(|(_, number)| number));
        lines
            .into_iter()
            .map(|line| (line, "the vault's `testing` outside tests".to_owned()))
            .collect::<Vec<_>>()
    })
}

/// Every crate takes the lints of the house.
pub(super) fn house_lints(tree: &Tree) -> Report {
    Report::over(of_crates(tree), |file| {
        let taken = file.text.contains("[lints]\nworkspace = true");
        (!taken).then(|| (1, "without `[lints] workspace = true`".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Outcome;
    use crate::tree::planted;

    fn found(rule: fn(&Tree) -> Report, own: &str, text: &str) -> Outcome<usize> {
        let path = format!("crates/{own}/Cargo.toml");
        let report = rule(&planted(&[(path.as_str(), text)])?);
        assert_eq!(report.looked, 1);
        Ok(report.findings.len())
    }

    #[test]
    fn cryptography_elsewhere_is_found() -> Outcome {
        let rule = cryptography_in_vault;
        for wrong in [
            "[dependencies]\nhpke.workspace = true",
            "[dependencies]\nseal = { package = \"hpke\", version = \"1\" }",
            "[dependencies.argon2]\nversion = \"1\"",
            "[target.'cfg(unix)'.dependencies]\nsha2 = \"1\"",
            "[build-dependencies]\nhmac = \"1\"",
        ] {
            assert_eq!(found(rule, "store", wrong)?, 1, "{wrong}");
        }
        assert_eq!(found(rule, "vault", "[dependencies]\nhpke = \"1\"")?, 0);
        assert_eq!(found(rule, "xtask", "[dependencies]\nsha2 = \"1\"")?, 0);
        assert_eq!(found(rule, "clk", "[dependencies]\nblake2 = \"1\"\nhkdf = \"1\"")?, 0);
        assert_eq!(found(rule, "clk", "[dependencies]\nchacha20poly1305 = \"1\"")?, 1);
        assert_eq!(found(rule, "store", "[dependencies]\nserde = \"1\"")?, 0);
        Ok(())
    }

    #[test]
    fn an_arrow_that_points_up_or_across_is_found() -> Outcome {
        let used = |name: &str| format!("[dependencies]\nserde = \"1\"\n{name}.workspace = true\n");
        for (own, below) in [
            ("words", "danbe-guard"),
            ("guard", "danbe-vault"),
            ("store", "danbe-protection"),
            ("pages", "danbe-store"),
            ("protection", "danbe-statistics"),
            ("statistics", "danbe-house"),
            ("house", "danbe-protection"),
            ("device", "danbe-store"),
            ("app", "danbe-xtask"),
            ("guard", "tokio"),
            ("somewhere", "serde_json"),
        ] {
            assert_eq!(found(arrows_point_down, own, &used(below))?, 1, "{own} {below}");
        }
        let good = "[dependencies]\ndanbe-words = { workspace = true }\n\
                    [dev-dependencies]\ndanbe-device.workspace = true\n";
        assert_eq!(found(arrows_point_down, "app", good)?, 0);
        let sides = "[dev-dependencies]\ndanbe-statistics.workspace = true\n";
        assert_eq!(found(arrows_point_down, "protection", sides)?, 1);
        Ok(())
    }

    #[test]
    fn repeatable_chance_outside_tests_is_found() -> Outcome {
        let rule = testing_stays_in_tests;
        let features = "danbe-vault = { workspace = true, features = [\n  \"testing\",\n] }\n";
        assert_eq!(found(rule, "app", &format!("[dependencies]\n{features}"))?, 1);
        assert_eq!(found(rule, "app", &format!("[dev-dependencies]\n{features}"))?, 0);
        let passed = "[features]\nserver = [\"danbe-vault/testing\"]\n";
        assert_eq!(found(rule, "house", passed)?, 1);
        Ok(())
    }

    #[test]
    fn a_crate_without_the_lints_is_found() -> Outcome {
        assert_eq!(found(house_lints, "house", "[package]\nname = \"a\"\n")?, 1);
        assert_eq!(found(house_lints, "house", "[lints]\nworkspace = true\n")?, 0);
        Ok(())
    }
}
