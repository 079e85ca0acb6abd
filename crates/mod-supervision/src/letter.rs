//! What all letters of supervision begin with.

use kernel::paper::Sender;
use kernel::town::Profile;

/// The town as it signs.
pub(crate) fn sender(profile: &Profile) -> Sender {
    Sender {
        town: profile.name.clone(),
        authority: profile.authority.clone(),
        address: format!("{}, {}", profile.street, profile.postcode),
        colour: profile.colour.clone(),
        arms_svg: Some(profile.arms_svg.clone()).filter(|arms| !arms.is_empty()),
        ..Sender::default()
    }
}
