//! The files of the site.

use super::*;
use crate::{DEMO_SEED, town};

#[test]
fn every_file_can_be_read() {
    let mistakes = read(&town(DEMO_SEED)).err().unwrap_or_default();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}
