//! The words of `WZDx` 4.2, as types.

use serde::{Deserialize, Serialize};

/// Makes an enumeration whose values have one word each.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$value_doc])* #[serde(rename = $word)] $value,)*
        }

        impl $name {
            /// All values in the order of the specification.
            pub const ALL: &[Self] = &[$(Self::$value),*];

            /// The word in feeds.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)*
                }
            }
        }
    };
}

words! {
    /// The way traffic goes on the road.
    Direction {
        /// To the north.
        Northbound = "northbound",
        /// To the east.
        Eastbound = "eastbound",
        /// To the south.
        Southbound = "southbound",
        /// To the west.
        Westbound = "westbound",
        /// A town street without a named direction: both.
        Undefined = "undefined",
        /// Not known.
        Unknown = "unknown",
        /// Inner ring.
        InnerLoop = "inner-loop",
        /// Outer ring.
        OuterLoop = "outer-loop",
    }
}
words! {
    /// How far the works have come.
    Status {
        /// Planned.
        Planned = "planned",
        /// About to begin.
        Pending = "pending",
        /// Going on.
        Active = "active",
        /// Done.
        Completed = "completed",
        /// Will not happen.
        Cancelled = "cancelled",
    }
}
words! {
    /// What traffic feels of it.
    Impact {
        /// The road is closed.
        AllLanesClosed = "all-lanes-closed",
        /// Part of the road is closed.
        SomeLanesClosed = "some-lanes-closed",
        /// Nothing is closed.
        AllLanesOpen = "all-lanes-open",
        /// One lane for both directions in turn.
        AlternatingOneWay = "alternating-one-way",
        /// Part closed, traffic moves to the left.
        MergeLeft = "some-lanes-closed-merge-left",
        /// Part closed, traffic moves to the right.
        MergeRight = "some-lanes-closed-merge-right",
        /// Lanes are led to the left.
        ShiftLeft = "all-lanes-open-shift-left",
        /// Lanes are led to the right.
        ShiftRight = "all-lanes-open-shift-right",
        /// Traffic passes on both sides.
        Split = "some-lanes-closed-split",
        /// Somebody directs traffic.
        Flagging = "flagging",
        /// A signal directs traffic.
        TemporarySignal = "temporary-traffic-signal",
        /// Not known.
        Unknown = "unknown",
    }
}
words! {
    /// How the ends of a place were found.
    LocationMethod {
        /// By the barriers.
        ChannelDevice = "channel-device-method",
        /// By the signs.
        Sign = "sign-method",
        /// By the next junctions.
        Junction = "junction-method",
        /// Otherwise.
        Other = "other",
        /// Not known.
        Unknown = "unknown",
    }
}
words! {
    /// What is done.
    WorkType {
        /// Upkeep.
        Maintenance = "maintenance",
        /// A small repair.
        MinorRepair = "minor-road-defect-repair",
        /// Beside the road.
        Roadside = "roadside-work",
        /// Above the road.
        Overhead = "overhead-work",
        /// Below the road: lines and ducts.
        BelowRoad = "below-road-work",
        /// Barriers.
        Barrier = "barrier-work",
        /// The surface.
        Surface = "surface-work",
        /// Markings.
        Painting = "painting",
        /// The road moves.
        Relocation = "roadway-relocation",
        /// A new road.
        Creation = "roadway-creation",
    }
}
words! {
    /// Whether the works stay in one place.
    ZoneType {
        /// They stay.
        Static = "static",
        /// They move.
        Moving = "moving",
        /// The area in which they will move.
        PlannedMovingArea = "planned-moving-area",
    }
}
words! {
    /// State of a lane.
    LaneStatus {
        /// Open.
        Open = "open",
        /// Closed.
        Closed = "closed",
        /// Led to the left.
        ShiftLeft = "shift-left",
        /// Led to the right.
        ShiftRight = "shift-right",
        /// Ends, traffic goes left.
        MergeLeft = "merge-left",
        /// Ends, traffic goes right.
        MergeRight = "merge-right",
        /// Both directions in turn.
        Alternating = "alternating-flow",
    }
}
words! {
    /// Kind of a lane.
    LaneType {
        /// For all.
        General = "general",
        /// Leads to an exit.
        ExitLane = "exit-lane",
        /// An exit.
        ExitRamp = "exit-ramp",
        /// Comes from an entrance.
        EntranceLane = "entrance-lane",
        /// An entrance.
        EntranceRamp = "entrance-ramp",
        /// Footway.
        Sidewalk = "sidewalk",
        /// Cycleway.
        BikeLane = "bike-lane",
        /// Shoulder.
        Shoulder = "shoulder",
        /// Parking.
        Parking = "parking",
        /// The strip in the middle.
        Median = "median",
        /// Turning lane for both directions.
        TwoWayTurn = "two-way-center-turn-lane",
        /// Turning lane in the middle.
        CenterTurn = "center-left-turn-lane",
    }
}
words! {
    /// What is restricted.
    RestrictionType {
        /// No lorries.
        NoTrucks = "no-trucks",
        /// Only at peak hours.
        PeakHours = "travel-peak-hours-only",
        /// Three persons in a car.
        Hov3 = "hov-3",
        /// Two persons in a car.
        Hov2 = "hov-2",
        /// No parking.
        NoParking = "no-parking",
        /// Less width.
        Width = "reduced-width",
        /// Less height.
        Height = "reduced-height",
        /// Less length.
        Length = "reduced-length",
        /// Less weight.
        Weight = "reduced-weight",
        /// Less load on an axle.
        AxleLoad = "axle-load-limit",
        /// Less weight altogether.
        GrossWeight = "gross-weight-limit",
        /// No trailers.
        NoTowing = "towing-prohibited",
        /// Nothing oversized, even with a permit.
        NoOversize = "permitted-oversize-loads-prohibited",
        /// Residents only.
        LocalAccess = "local-access-only",
        /// No overtaking.
        NoPassing = "no-passing",
    }
}
words! {
    /// Unit of a restriction.
    Unit {
        /// Feet.
        Feet = "feet",
        /// Inches.
        Inches = "inches",
        /// Centimetres.
        Centimeters = "centimeters",
        /// Pounds.
        Pounds = "pounds",
        /// Tons.
        Tons = "tons",
        /// Kilograms.
        Kilograms = "kilograms",
    }
}
words! {
    /// How two records belong together.
    RelatedType {
        /// The first of a sequence.
        FirstInSequence = "first-in-sequence",
        /// The next of a sequence.
        NextInSequence = "next-in-sequence",
        /// The first time.
        FirstOccurrence = "first-occurrence",
        /// The next time.
        NextOccurrence = "next-occurrence",
        /// Works to this detour.
        WorkZone = "related-work-zone",
        /// Detour to these works.
        Detour = "related-detour",
        /// The area of moving works.
        PlannedMoving = "planned-moving-operation",
        /// The moving works themselves.
        ActiveMoving = "active-moving-operation",
    }
}
words! {
    /// How it is known whether people work there.
    PresenceMethod {
        /// By camera.
        Camera = "camera-monitoring",
        /// By an arrow board.
        ArrowBoard = "arrow-board-present",
        /// By cones.
        Cones = "cones-present",
        /// By vehicles.
        Vehicle = "maintenance-vehicle-present",
        /// By devices on the body.
        Wearables = "wearables-present",
        /// By telephones.
        MobileDevice = "mobile-device-present",
        /// They signed in with a program.
        CheckInApp = "check-in-app",
        /// They said so.
        CheckInVerbal = "check-in-verbal",
        /// By plan.
        Scheduled = "scheduled",
    }
}
words! {
    /// How sure it is.
    Confidence {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}
words! {
    /// What counts as people at work.
    PresenceDefinition {
        /// People working.
        Working = "workers-in-work-zone-working",
        /// People not working.
        NotWorking = "workers-in-work-zone-not-working",
        /// Machines moving.
        MobileMoving = "mobile-equipment-in-work-zone-moving",
        /// Machines standing.
        MobileStanding = "mobile-equipment-in-work-zone-not-moving",
        /// Fixed machines.
        Fixed = "fixed-equipment-in-work-zone",
        /// People behind a barrier.
        BehindBarrier = "humans-behind-barrier",
        /// People on the road.
        RightOfWay = "humans-in-right-of-way",
    }
}
