//! Packages, read back with the tools of the system they are made for.

use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::package;

fn said(program: &str, arguments: &[&str], path: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).arg(path).output().ok()?;
    let both = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&both).into_owned())
}

/// Any program will do to look at the package around it.
fn a_binary() -> PathBuf {
    std::env::current_exe().expect("a test runs from a file")
}

#[test]
fn the_service_is_shut_in() {
    let service = xtask::root().join("packaging/rathaus.service");
    let arguments = ["security", "--offline=yes", "--no-pager", "--threshold=15"];
    let Some(report) = said("systemd-analyze", &arguments, &service) else {
        eprintln!("SKIPPED: systemd-analyze is not installed");
        return;
    };
    let line = report.lines().find(|l| l.contains("Overall exposure")).unwrap_or(&report);
    let level: f64 = line
        .split_whitespace()
        .find_map(|word| word.parse().ok())
        .unwrap_or_else(|| panic!("no level in {report}"));
    assert!(level <= 1.5, "exposure {level}:\n{report}");
}

#[test]
fn a_debian_package_holds_binary_service_user_and_documents() {
    if said("dpkg-deb", &[], Path::new("--version")).is_none() {
        eprintln!("SKIPPED: dpkg-deb is not installed");
        return;
    }
    let package = package::deb(Some(a_binary())).unwrap();
    let control = said("dpkg-deb", &["--info"], &package).unwrap();
    for part in ["Package: rathaus", "libc6", "conffiles", "postinst", "prerm", "postrm"] {
        assert!(control.contains(part), "{part} is missing:\n{control}");
    }
    let contents = said("dpkg-deb", &["--contents"], &package).unwrap();
    for path in [
        "-rwxr-xr-x root/root",
        "./usr/bin/rathaus",
        "./usr/lib/systemd/system/rathaus.service",
        "./usr/lib/sysusers.d/rathaus.conf",
        "./etc/rathaus/rathaus.toml",
        "./usr/share/doc/rathaus/install.md",
        "./usr/share/doc/rathaus/copyright",
    ] {
        assert!(contents.contains(path), "{path} is missing:\n{contents}");
    }
}
