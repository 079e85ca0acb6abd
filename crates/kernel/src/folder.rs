//! Folders of a town: made where they are missing, and found out at the start, not by a citizen,
//! when they cannot be written.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::error::AppError;
use crate::value::Id;

/// Makes a folder where it is missing and looks whether it can be written. A full disk is no
/// reason not to start: reading works.
///
/// # Errors
/// [`AppError::Unavailable`] with the path and what to do.
pub fn make(folder: &Path) -> Result<(), AppError> {
    fs::create_dir_all(folder).map_err(|e| {
        AppError::Unavailable(format!("cannot make the folder {}: {e}", folder.display()))
    })?;
    let probe = folder.join(format!(".{}.probe", Id::<()>::new()));
    let made = fs::File::create(&probe);
    drop(fs::remove_file(&probe));
    match made {
        Err(e)
            if matches!(e.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            Err(AppError::Unavailable(format!(
                "the folder {} cannot be written ({e}): give it to the user of the service, who alone may write there",
                folder.display()
            )))
        }
        _ => Ok(()),
    }
}
