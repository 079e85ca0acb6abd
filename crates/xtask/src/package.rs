//! `package`: from one release binary to something an IT department installs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::root;
use crate::run::{XtaskError, cargo, copy, is_there, output, read, run, set_mode, write};

/// Documents that travel with the package.
const DOCUMENTS: [&str; 7] = [
    "README.md",
    "docs/operating/install.md",
    "docs/operating/configuration.md",
    "docs/operating/backup.md",
    "docs/operating/upgrade.md",
    "docs/operating/stuck.md",
    "docs/operating/security.md",
];

/// Where packages are put.
fn folder(name: &str) -> Result<PathBuf, XtaskError> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = target.join("package").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(|cause| XtaskError::File { path: folder.clone(), cause })?;
    }
    fs::create_dir_all(&folder)
        .map_err(|cause| XtaskError::File { path: folder.clone(), cause })?;
    Ok(folder)
}

/// The binary to pack: the one given, or a fresh one of the profile for towns.
fn binary(given: Option<PathBuf>) -> Result<PathBuf, XtaskError> {
    if let Some(path) = given {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(XtaskError::Refused(format!("{} is no file", path.display())))
        };
    }
    run(&mut Command::new(root().join("crates/web/ui/build")))?;
    run(cargo().current_dir(root()).args(["build", "--profile", "dist", "--package", "rathaus"]))?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok(target.join("dist/rathaus"))
}

fn packaging(name: &str) -> PathBuf {
    root().join("packaging").join(name)
}

/// The version of the workspace.
fn version() -> Result<String, XtaskError> {
    let manifest = read(&root().join("Cargo.toml"))?;
    manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| XtaskError::Refused("Cargo.toml names no version".into()))
}

/// A folder with the files of the service, as they lie in the file system.
///
/// # Errors
/// What the disk says.
pub fn systemd() -> Result<PathBuf, XtaskError> {
    let folder = folder("systemd")?;
    service_files(&folder)?;
    Ok(folder)
}

fn service_files(tree: &Path) -> Result<(), XtaskError> {
    let files = [
        ("rathaus.service", "usr/lib/systemd/system/rathaus.service", 0o644),
        ("sysusers.conf", "usr/lib/sysusers.d/rathaus.conf", 0o644),
        ("rathaus.toml", "etc/rathaus/rathaus.toml", 0o640),
        ("encrypted-key.conf", "usr/share/doc/rathaus/encrypted-key.conf", 0o644),
    ];
    for (from, to, mode) in files {
        let to = tree.join(to);
        copy(&packaging(from), &to)?;
        set_mode(&to, mode)?;
    }
    Ok(())
}

/// A Debian package.
///
/// # Errors
/// What the build, `dpkg-deb` or the disk say.
pub fn deb(given: Option<PathBuf>) -> Result<PathBuf, XtaskError> {
    let binary = binary(given)?;
    let work = folder("deb")?;
    let tree = work.join("tree");
    service_files(&tree)?;
    let program = tree.join("usr/bin/rathaus");
    copy(&binary, &program)?;
    run(Command::new("strip").arg("--strip-unneeded").arg(&program))?;
    set_mode(&program, 0o755)?;
    for document in DOCUMENTS {
        let name = document.rsplit('/').next().unwrap_or(document);
        let to = tree.join("usr/share/doc/rathaus").join(name);
        copy(&root().join(document), &to)?;
        set_mode(&to, 0o644)?;
    }
    let licence = tree.join("usr/share/doc/rathaus/copyright");
    copy(&root().join("LICENSE"), &licence)?;
    set_mode(&licence, 0o644)?;

    for script in ["postinst", "prerm", "postrm"] {
        let to = tree.join("DEBIAN").join(script);
        copy(&packaging(script), &to)?;
        set_mode(&to, 0o755)?;
    }
    write(&tree.join("DEBIAN/conffiles"), "/etc/rathaus/rathaus.toml\n")?;
    let architecture = output(Command::new("dpkg").arg("--print-architecture"))?;
    let version = version()?;
    let depends = libraries(&work, &program)?;
    let size_kib = fs::metadata(&program)
        .map_err(|cause| XtaskError::File { path: program.clone(), cause })?
        .len()
        / 1024;
    let control = format!(
        "Package: rathaus\n\
         Version: {version}\n\
         Architecture: {architecture}\n\
         Maintainer: The maintainers of Rathaus <maintainers@rathaus.invalid>\n\
         Installed-Size: {size_kib}\n\
         Depends: {depends}, systemd | systemd-standalone-sysusers\n\
         Recommends: nginx | apache2\n\
         Suggests: postgresql\n\
         Section: web\n\
         Priority: optional\n\
         Description: town's whole digital operation in one program\n \
         Website, online services, case work, notices and administration of a\n \
         municipality, for one or many towns, on SQLite or PostgreSQL.\n"
    );
    write(&tree.join("DEBIAN/control"), &control)?;
    let package = work.join(format!("rathaus_{version}_{architecture}.deb"));
    run(Command::new("dpkg-deb")
        .args(["--root-owner-group", "-Zxz", "--build"])
        .arg(&tree)
        .arg(&package)
        .stdout(std::process::Stdio::null()))?;
    Ok(package)
}

/// The packages whose libraries the binary needs, as `dpkg-shlibdeps` finds them.
fn libraries(work: &Path, program: &Path) -> Result<String, XtaskError> {
    // It insists on a source package around it.
    write(
        &work.join("debian/control"),
        "Source: rathaus\n\nPackage: rathaus\nArchitecture: any\n",
    )?;
    let found = output(Command::new("dpkg-shlibdeps").current_dir(work).arg("-O").arg(program))?;
    found
        .lines()
        .find_map(|line| line.strip_prefix("shlibs:Depends="))
        .map(str::to_owned)
        .ok_or_else(|| XtaskError::Refused("dpkg-shlibdeps found no libraries".into()))
}

/// A container image named `rathaus`, by Podman or Docker; where neither works, the folder to build
/// it from, with the command.
///
/// # Errors
/// What the build, the container tool or the disk say.
pub fn container(given: Option<PathBuf>) -> Result<PathBuf, XtaskError> {
    let binary = binary(given)?;
    let folder = folder("container")?;
    copy(&packaging("Containerfile"), &folder.join("Containerfile"))?;
    let program = folder.join("rathaus");
    copy(&binary, &program)?;
    run(Command::new("strip").arg("--strip-unneeded").arg(&program))?;
    set_mode(&program, 0o755)?;
    let tag = format!("rathaus:{}", version()?);
    match ["podman", "docker"].into_iter().find(|tool| is_there(tool)) {
        Some(tool) => {
            run(Command::new(tool).current_dir(&folder).args([
                "build",
                "--file",
                "Containerfile",
                "--tag",
                &tag,
                ".",
            ]))?;
            println!("{tag}");
        }
        None => eprintln!(
            "Neither Podman nor Docker is here. Elsewhere: podman build --file Containerfile --tag {tag} ."
        ),
    }
    Ok(folder)
}
