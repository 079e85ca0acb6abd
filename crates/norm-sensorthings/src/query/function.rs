//! The functions of the query language.

use crate::geometry::SpatialRelation;

/// A function of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// `substringof(needle, haystack)`
    SubstringOf,
    /// `contains(haystack, needle)`
    Contains,
    /// `endswith(text, end)`
    EndsWith,
    /// `startswith(text, start)`
    StartsWith,
    /// `length(text)` in characters
    Length,
    /// `indexof(text, part)` from 0; -1 when absent
    IndexOf,
    /// `substring(text, from[, length])` from 0
    Substring,
    /// `tolower(text)`
    ToLower,
    /// `toupper(text)`
    ToUpper,
    /// `trim(text)`
    Trim,
    /// `concat(a, b)`
    Concat,
    /// `year(time[, zone])`
    Year,
    /// `month(time[, zone])`
    Month,
    /// `day(time[, zone])`
    Day,
    /// `hour(time[, zone])`
    Hour,
    /// `minute(time[, zone])`
    Minute,
    /// `second(time[, zone])`, whole
    Second,
    /// `fractionalseconds(time)`: at least 0, less than 1
    FractionalSeconds,
    /// `date(time[, zone])`
    Date,
    /// `time(time[, zone])`
    Time,
    /// `totaloffsetminutes(time)`
    TotalOffsetMinutes,
    /// `now()`
    Now,
    /// `mindatetime()`
    MinDateTime,
    /// `maxdatetime()`
    MaxDateTime,
    /// `round(number)`: half away from zero
    Round,
    /// `floor(number)`
    Floor,
    /// `ceiling(number)`
    Ceiling,
    /// `geo.distance(a, b)` in degrees
    GeoDistance,
    /// `geo.length(line)` in degrees
    GeoLength,
    /// `geo.intersects(a, b)`
    GeoIntersects,
    /// `st_equals(a, b)`
    StEquals,
    /// `st_disjoint(a, b)`
    StDisjoint,
    /// `st_touches(a, b)`
    StTouches,
    /// `st_within(a, b)`
    StWithin,
    /// `st_overlaps(a, b)`
    StOverlaps,
    /// `st_crosses(a, b)`
    StCrosses,
    /// `st_intersects(a, b)`
    StIntersects,
    /// `st_contains(a, b)`
    StContains,
    /// `st_relate(a, b, mask)`
    StRelate,
    /// `before(a, b)`
    Before,
    /// `after(a, b)`
    After,
    /// `meets(a, b)`
    Meets,
    /// `during(a, interval)`
    During,
    /// `overlaps(a, b)`
    Overlaps,
    /// `starts(a, b)`
    Starts,
    /// `finishes(a, b)`
    Finishes,
}

/// Every function with its name and the least and largest number of arguments.
const TABLE: [(Function, &str, usize, usize); 46] = [
    (Function::SubstringOf, "substringof", 2, 2),
    (Function::Contains, "contains", 2, 2),
    (Function::EndsWith, "endswith", 2, 2),
    (Function::StartsWith, "startswith", 2, 2),
    (Function::Length, "length", 1, 1),
    (Function::IndexOf, "indexof", 2, 2),
    (Function::Substring, "substring", 2, 3),
    (Function::ToLower, "tolower", 1, 1),
    (Function::ToUpper, "toupper", 1, 1),
    (Function::Trim, "trim", 1, 1),
    (Function::Concat, "concat", 2, 2),
    (Function::Year, "year", 1, 2),
    (Function::Month, "month", 1, 2),
    (Function::Day, "day", 1, 2),
    (Function::Hour, "hour", 1, 2),
    (Function::Minute, "minute", 1, 2),
    (Function::Second, "second", 1, 2),
    (Function::FractionalSeconds, "fractionalseconds", 1, 1),
    (Function::Date, "date", 1, 2),
    (Function::Time, "time", 1, 2),
    (Function::TotalOffsetMinutes, "totaloffsetminutes", 1, 1),
    (Function::Now, "now", 0, 0),
    (Function::MinDateTime, "mindatetime", 0, 0),
    (Function::MaxDateTime, "maxdatetime", 0, 0),
    (Function::Round, "round", 1, 1),
    (Function::Floor, "floor", 1, 1),
    (Function::Ceiling, "ceiling", 1, 1),
    (Function::GeoDistance, "geo.distance", 2, 2),
    (Function::GeoLength, "geo.length", 1, 1),
    (Function::GeoIntersects, "geo.intersects", 2, 2),
    (Function::StEquals, "st_equals", 2, 2),
    (Function::StDisjoint, "st_disjoint", 2, 2),
    (Function::StTouches, "st_touches", 2, 2),
    (Function::StWithin, "st_within", 2, 2),
    (Function::StOverlaps, "st_overlaps", 2, 2),
    (Function::StCrosses, "st_crosses", 2, 2),
    (Function::StIntersects, "st_intersects", 2, 2),
    (Function::StContains, "st_contains", 2, 2),
    (Function::StRelate, "st_relate", 3, 3),
    (Function::Before, "before", 2, 2),
    (Function::After, "after", 2, 2),
    (Function::Meets, "meets", 2, 2),
    (Function::During, "during", 2, 2),
    (Function::Overlaps, "overlaps", 2, 2),
    (Function::Starts, "starts", 2, 2),
    (Function::Finishes, "finishes", 2, 2),
];

impl Function {
    /// All functions.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(function, ..)| *function)
    }

    /// The function of this name. Case counts.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, n, ..)| *n == name).map(|(function, ..)| *function)
    }

    fn row(self) -> (&'static str, usize, usize) {
        let row = TABLE.iter().find(|(function, ..)| *function == self);
        row.map_or(("", 0, 0), |(_, name, least, most)| (name, *least, *most))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Least and largest number of arguments.
    pub fn arguments(self) -> (usize, usize) {
        let (_, least, most) = self.row();
        (least, most)
    }

    /// The relation that a spatial function asks for.
    pub const fn spatial_relation(self) -> Option<SpatialRelation> {
        Some(match self {
            Self::StEquals => SpatialRelation::Equals,
            Self::StDisjoint => SpatialRelation::Disjoint,
            Self::StTouches => SpatialRelation::Touches,
            Self::StWithin => SpatialRelation::Within,
            Self::StOverlaps => SpatialRelation::Overlaps,
            Self::StCrosses => SpatialRelation::Crosses,
            Self::StIntersects | Self::GeoIntersects => SpatialRelation::Intersects,
            Self::StContains => SpatialRelation::Contains,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Function;

    #[test]
    fn every_function_is_found_by_its_name() {
        assert_eq!(Function::all().count(), 46);
        for function in Function::all() {
            assert_eq!(Function::named(function.name()), Some(function));
            let (least, most) = function.arguments();
            assert!(least <= most);
        }
        assert_eq!(Function::named("CONCAT"), None);
    }
}
