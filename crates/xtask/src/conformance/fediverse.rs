//! A server of the fediverse that nobody here wrote, built and run on this machine: does it find a
//! town, follow it, and show what the town says, corrects and takes back?

use std::path::{Path, PathBuf};
use std::process::Command;

use super::refused;
use crate::XtaskError;
use crate::bench::Context;
use crate::run::{output, run};

/// The server, pinned; it comes through the Go module proxy.
const MODULE: &str = "github.com/superseriousbusiness/gotosocial@v0.19.2";
/// The compiler it was written for: later ones refuse names it takes from within the runtime.
const TOOLCHAIN: &str = "go1.24.4";

/// Builds the server and lets it follow a town.
///
/// # Errors
/// When Go is missing, something cannot be built, or the story does not come out.
pub fn fediverse() -> Result<(), XtaskError> {
    let context = Context::new();
    let home = build(&context)?;
    run(context
        .cargo()
        .args(["test", "--package", "mod-fediverse", "--lib", "a_server_that_others_wrote"])
        .env("RATHAUS_GOTOSOCIAL", home))
}

fn build(context: &Context) -> Result<PathBuf, XtaskError> {
    let home = context.external(&MODULE.replace(['/', '@'], "-"))?;
    let home = home.canonicalize().map_err(|cause| XtaskError::File { path: home, cause })?;
    if home.join("gotosocial").exists() {
        return Ok(home);
    }
    let told = output(Command::new("go").args(["mod", "download", "-json", MODULE]))?;
    let lies = folder_of(&told).ok_or_else(|| refused("go does not say where the module lies"))?;
    // What the proxy hands out is read-only.
    run(Command::new("cp").arg("-rT").arg(&lies).arg(&home))?;
    run(Command::new("chmod").args(["-R", "u+w"]).arg(&home))?;
    // The list of copied modules came along, the copies did not.
    drop(std::fs::remove_dir_all(home.join("vendor")));
    run(Command::new("go")
        .args(["build", "-mod=mod", "-o", "gotosocial", "./cmd/gotosocial"])
        .env("GOTOOLCHAIN", TOOLCHAIN)
        .current_dir(&home))?;
    Ok(home)
}

/// The folder in what `go mod download -json` says.
fn folder_of(told: &str) -> Option<PathBuf> {
    let (_, rest) = told.split_once("\"Dir\": \"")?;
    Some(Path::new(rest.split('"').next()?).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_module_is_read() {
        let told = "{\n\t\"Path\": \"x\",\n\t\"Dir\": \"/cache/x@v1\",\n\t\"Sum\": \"h1\"\n}";
        assert_eq!(folder_of(told), Some(PathBuf::from("/cache/x@v1")));
        assert_eq!(folder_of("{}"), None);
    }
}
