//! OGC `SensorThings` API 1.1 (18-088) as a pure library.
