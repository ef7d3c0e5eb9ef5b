//! `cargo xtask package`: the Debian package, from the files of `packaging/` and the release binary.
//!
//! `dpkg-deb` alone puts it together: nothing to install, every file of it can be read in `packaging/`. The version
//! carries the number of commits, so that a later commit is a later package.

use crate::shell::{self, Outcome, cargo, command, run as finish};
use clap::Args as ClapArgs;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to package.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// A binary built elsewhere; built here when absent
    #[arg(long)]
    bin: Option<PathBuf>,
    /// Its version; from the commits when absent
    #[arg(long)]
    version: Option<String>,
    /// Where the package goes
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Where each file of `packaging/` goes, and whether it can be run.
const FILES: [(&str, &str, u32); 5] = [
    ("danbe.service", "usr/lib/systemd/system/danbe.service", 0o644),
    ("danbe.sysusers", "usr/lib/sysusers.d/danbe.conf", 0o644),
    ("danbe.default", "etc/default/danbe", 0o644),
    ("danbe-release", "usr/sbin/danbe-release", 0o755),
    ("danbe-pull", "usr/share/danbe/danbe-pull", 0o755),
];

/// Builds the package; prints its path.
///
/// # Errors
/// The build fails, or `dpkg-deb` is missing.
pub(crate) fn run(args: &Args) -> Outcome {
    let bin = match &args.bin {
        Some(bin) => bin.clone(),
        None => {
            finish(&mut cargo(&["build", "--release", "-p", "danbe-app", "--bin", "danbe"]))?;
            shell::target().join("release/danbe")
        }
    };
    let version = args.version.clone().map_or_else(|| version(&shell::root()), Ok)?;
    let out = args.out.clone().unwrap_or_else(|| shell::target().join("package"));
    let package = build(&shell::root(), &bin, &version, &out)?;
    println!("{}", package.display());
    Ok(())
}

/// What tries the packages of two commits in a clean Debian: both are built as they are released, the commit before in
/// a tree of its own, without the typesetter. `DANBE_BEFORE` names another commit than the one before.
///
/// # Errors
/// Something does not build, or this is not the superuser.
pub(crate) fn proof() -> Outcome<Command> {
    if !shell::is_root() {
        return Err("a clean Debian is made by the superuser alone".into());
    }
    let (here, out) = (shell::root(), shell::target().join("packages"));
    let tree = shell::target().join("before");
    let before = std::env::var("DANBE_BEFORE").unwrap_or_else(|_| "HEAD~1".to_owned());
    let place = tree.display().to_string();
    if tree.exists() {
        finish(&mut command("git", &["worktree", "remove", "--force", &place]))?;
    }
    finish(&mut command("git", &["worktree", "add", "--detach", &place, &before]))?;
    let before = released(&tree, &out.join("before"));
    finish(&mut command("git", &["worktree", "remove", "--force", &place]))?;
    let after = released(&here, &out.join("after"))?;
    let mut prove = command("packaging/prove", &[]);
    prove.args([before?, after]);
    Ok(prove)
}

/// The package of a tree, with its own pane inside.
fn released(tree: &Path, out: &Path) -> Outcome<PathBuf> {
    let within = |args: &[&str]| {
        let mut cargo = cargo(args);
        cargo.current_dir(tree).env("CARGO_TARGET_DIR", shell::target());
        cargo
    };
    finish(&mut within(&["run", "-p", "danbe-xtask", "--", "wasm"]))?;
    finish(&mut within(&["build", "--release", "-p", "danbe-app", "--bin", "danbe"]))?;
    build(tree, &shell::target().join("release/danbe"), &version(tree)?, out)
}

/// `0.1.0+312.0a1b2c3`: the workspace's version, the number of commits, the commit.
fn version(tree: &Path) -> Outcome<String> {
    let git = |args: &[&str]| shell::output(command("git", args).current_dir(tree));
    let count = git(&["rev-list", "--count", "HEAD"])?;
    let hash = git(&["rev-parse", "--short=7", "HEAD"])?;
    Ok(format!("{}+{}.{}", env!("CARGO_PKG_VERSION"), count.trim(), hash.trim()))
}

fn build(root: &Path, bin: &Path, version: &str, out: &Path) -> Outcome<PathBuf> {
    let tree = out.join("tree");
    if tree.exists() {
        fs::remove_dir_all(&tree)?;
    }
    let from = root.join("packaging");
    put(bin, &tree.join("usr/bin/danbe"), 0o755)?;
    for (name, to, mode) in FILES {
        put(&from.join(name), &tree.join(to), mode)?;
    }
    let doc = tree.join("usr/share/doc/danbe");
    put(&root.join("docs/exploitation.md"), &doc.join("exploitation.md"), 0o644)?;
    put(&root.join("CHANGELOG.md"), &doc.join("changelog"), 0o644)?;
    put(&root.join("LICENSE"), &doc.join("copyright"), 0o644)?;
    for script in ["postinst", "prerm"] {
        put(&from.join(script), &tree.join("DEBIAN").join(script), 0o755)?;
    }
    fs::write(tree.join("DEBIAN/conffiles"), "/etc/default/danbe\n")?;
    fs::write(tree.join("DEBIAN/control"), control(version, architecture()?.trim()))?;
    let package = out.join(format!("danbe_{version}_{}.deb", architecture()?.trim()));
    let made = package.display().to_string();
    let tree = tree.display().to_string();
    finish(&mut command("dpkg-deb", &["--root-owner-group", "--build", &tree, &made]))?;
    Ok(package)
}

fn architecture() -> Outcome<String> {
    shell::output(&mut command("dpkg", &["--print-architecture"]))
}

/// Only the C library of Debian 12: SQLite and TLS are inside the program.
fn control(version: &str, architecture: &str) -> String {
    format!(
        "Package: danbe\nVersion: {version}\nArchitecture: {architecture}\nSection: web\nPriority: optional\n\
         Depends: libc6 (>= 2.36), libgcc-s1\nRecommends: systemd, ca-certificates\n\
         Maintainer: Danbé <root@localhost>\n\
         Description: registre de la réponse nationale à la traite des personnes\n \
         Les noms et les récits sont scellés sur l'appareil avant de voyager ; la machine\n \
         qui garde les dossiers ne reçoit jamais un nom.\n"
    )
}

fn put(from: &Path, to: &Path, mode: u32) -> Outcome {
    let folder = to.parent().ok_or("no folder")?;
    fs::create_dir_all(folder)?;
    fs::copy(from, to).map_err(|error| format!("{}: {error}", from.display()))?;
    Ok(fs::set_permissions(to, fs::Permissions::from_mode(mode))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole package around a program that only exists: what dpkg will read, and how far the unit is shut in.
    #[test]
    fn the_package_holds_what_dpkg_and_systemd_need() -> Outcome {
        let out = std::env::temp_dir().join(format!("danbe-package-{}", std::process::id()));
        fs::create_dir_all(&out)?;
        let bin = out.join("danbe");
        fs::write(&bin, "#!/bin/sh\n")?;
        let package = build(&shell::root(), &bin, "0.1.0+1.abc", &out)?;
        let listed =
            shell::output(&mut command("dpkg-deb", &["--contents", &package.display().to_string()]))?;
        let field = |name: &str| {
            shell::output(&mut command("dpkg-deb", &["--field", &package.display().to_string(), name]))
        };
        let version = field("Version")?;
        let depends = field("Depends")?;
        for (_, to, _) in FILES {
            assert!(listed.contains(&format!("./{to}")), "{to}: {listed}");
        }
        assert!(listed.contains("-rwxr-xr-x root/root") && listed.contains("./usr/bin/danbe"), "{listed}");
        assert_eq!(version.trim(), "0.1.0+1.abc");
        assert!(!depends.contains("ssl") && !depends.contains("sqlite"), "{depends}");
        fs::remove_dir_all(&out)?;
        let unit = fs::read_to_string(shell::root().join("packaging/danbe.service"))?;
        for line in [
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "User=danbe",
            "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
        ] {
            assert!(unit.lines().any(|it| it == line), "{line}");
        }
        Ok(())
    }
}
