//! Feeds, calendars, site maps, warnings and structured data.
