//! Sensors: the house beside FROST-Server, the same requests at both, at two sizes.

mod client;
mod frost;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use client::{Client, Root};
use frost::Frost;

use super::process::Memory;
use super::report::{median, p99, shown, table, three_digits};
use super::{Bench, Context, refused};
use crate::conformance::start;
use crate::run::XtaskError;

/// The sensors of the town.
pub const BENCH: Bench = Bench { name: "sensors", title: "Sensors", run: measure };

/// Things, each with as many streams as [`STREAMS`] says.
const THINGS: i64 = 100;
/// Streams of a Thing.
const STREAMS: i64 = 10;
/// Values of all streams together at each size.
const SIZES: [i64; 2] = [100_000, 10_000_000];
/// Values of one request where many come together.
const ROWS: i64 = 1_000;
/// Who sends values at the same time.
const CLIENTS: usize = 8;
/// How long single values are sent.
const SENDING: Duration = Duration::from_secs(10);
/// How long the soak run lasts, at the larger size.
const SOAK: Duration = Duration::from_mins(1);
/// Repeated questions.
const ASKED: usize = 20;
/// Seconds since 1970 of the first value: 2020-01-01.
const FIRST: i64 = 1_577_836_800;

/// Aims, as the issue of the sensors names them.
const AIM_TIMES: f64 = 10.0;
const AIM_MEMORY: f64 = 0.1;
const AIM_NEWEST_MS: f64 = 10.0;
const AIM_MAP_MS: f64 = 20.0;

/// Paths whose answers are timed: what they are, and how they are asked.
const QUESTIONS: [(&str, &str); 3] = [
    (
        "The 1,000 newest of a stream",
        "/Datastreams({})/Observations?$top=1000&$orderby=phenomenonTime%20desc",
    ),
    (
        "Map: all Things, places, latest values",
        "/Things?$top=100&$expand=Locations,Datastreams($expand=Observations($top=1;$orderby=phenomenonTime%20desc))",
    ),
    ("Count of all values", "/Observations?$count=true&$top=1"),
];

/// A server that is measured.
struct Server {
    root: Root,
    /// Ids of its streams.
    streams: Vec<i64>,
    /// Values that each stream has.
    depth: i64,
}

/// What was measured of a server at one size.
struct Figures {
    posts: f64,
    rows: f64,
    answers: Vec<(Duration, Duration)>,
    memory: Memory,
}

fn body_of(thing: i64) -> String {
    let streams: Vec<String> = (0..STREAMS)
        .map(|n| {
            format!(
                r#"{{"name":"Stream {n}","description":"d","observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement","unitOfMeasurement":{{"name":"cm","symbol":"cm","definition":"d"}},"ObservedProperty":{{"name":"o","definition":"http://example.org/o","description":"d"}},"Sensor":{{"name":"s","description":"d","encodingType":"text/html","metadata":"m"}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"name":"Thing {thing}","description":"d","Locations":[{{"name":"l","description":"d","encodingType":"application/geo+json","location":{{"type":"Point","coordinates":[7.{thing:03},51.2]}}}}],"Datastreams":[{}]}}"#,
        streams.join(",")
    )
}

/// A moment as requests have it; one a minute.
fn moment(n: i64) -> Result<String, XtaskError> {
    let at = jiff::Timestamp::from_second(FIRST + n * 60);
    at.map(|at| at.to_string()).map_err(|e| refused(e.to_string()))
}

impl Server {
    /// Makes Things and streams by the interface; each stream gets one value, so that its feature
    /// is there.
    fn prepare(root: Root) -> Result<Self, XtaskError> {
        let mut client = Client::open(&root)?;
        let mut streams = Vec::new();
        for thing in 0..THINGS {
            let made = client.ask("POST", "/Things", &body_of(thing))?;
            let id = made.id().ok_or_else(|| refused("a Thing without an address"))?;
            let list =
                client.ask("GET", &format!("/Things({id})/Datastreams?$top=100&$select=id"), "")?;
            let list: serde_json::Value = serde_json::from_slice(&list.body)
                .map_err(|e| refused(format!("a list that is no JSON: {e}")))?;
            let ids = list["value"].as_array().into_iter().flatten();
            streams.extend(ids.filter_map(|s| s["@iot.id"].as_i64()));
        }
        if i64::try_from(streams.len()).unwrap_or(0) != THINGS * STREAMS {
            return Err(refused(format!("{} streams were made", streams.len())));
        }
        for stream in &streams {
            let body = format!(r#"{{"phenomenonTime":"{}","result":1}}"#, moment(0)?);
            client.ask("POST", &format!("/Datastreams({stream})/Observations"), &body)?;
        }
        Ok(Self { root, streams, depth: 1 })
    }

    fn stream(&self, n: usize) -> i64 {
        self.streams.get(n % self.streams.len().max(1)).copied().unwrap_or_default()
    }

    /// One request of many values for one stream, from a moment on.
    fn many(stream: i64, first: i64, count: i64) -> Result<String, XtaskError> {
        let rows =
            (first..first + count).map(|n| Ok(format!(r#"["{}",{}]"#, moment(n)?, n % 1_000)));
        let rows: Vec<String> = rows.collect::<Result<_, XtaskError>>()?;
        Ok(format!(
            r#"[{{"Datastream":{{"@iot.id":{stream}}},"components":["phenomenonTime","result"],"dataArray@iot.count":{count},"dataArray":[{}]}}]"#,
            rows.join(",")
        ))
    }

    /// Fills all streams by the interface up to a depth.
    fn fill(&mut self, depth: i64) -> Result<(), XtaskError> {
        let mut client = Client::open(&self.root)?;
        while self.depth < depth {
            let count = ROWS.min(depth - self.depth);
            for stream in &self.streams {
                let body = Self::many(*stream, self.depth, count)?;
                client.ask("POST", "/CreateObservations", &body)?;
            }
            self.depth += count;
        }
        Ok(())
    }

    /// Single values a second, each acknowledged before the next of the same client.
    fn posts(&self, time: Duration) -> Result<f64, XtaskError> {
        let (sent, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let minute = AtomicI64::new(self.depth + ROWS * 1_000);
        let begun = Instant::now();
        let outcome: Result<(), XtaskError> = std::thread::scope(|scope| {
            let work = |n: usize| {
                let (sent, stop, minute) = (&sent, &stop, &minute);
                scope.spawn(move || {
                    let mut client = Client::open(&self.root)?;
                    while !stop.load(Ordering::Relaxed) && begun.elapsed() < time {
                        let at = minute.fetch_add(1, Ordering::Relaxed);
                        let stream = self.stream(sent.load(Ordering::Relaxed) * CLIENTS + n);
                        let body = format!(
                            r#"{{"phenomenonTime":"{}","result":{}}}"#,
                            moment(at)?,
                            at % 1_000
                        );
                        let done = client.ask(
                            "POST",
                            &format!("/Datastreams({stream})/Observations"),
                            &body,
                        );
                        if let Err(error) = done {
                            stop.store(true, Ordering::Relaxed);
                            return Err(error);
                        }
                        sent.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            };
            let all: Vec<_> = (0..CLIENTS).map(work).collect();
            all.into_iter()
                .try_for_each(|one| one.join().unwrap_or_else(|_| Err(refused("a client ended"))))
        });
        outcome?;
        Ok(number(sent.into_inner()) / begun.elapsed().as_secs_f64())
    }

    /// Values a second that come by the thousand, from one client.
    fn rows(&self) -> Result<f64, XtaskError> {
        let mut client = Client::open(&self.root)?;
        let begun = Instant::now();
        let mut requests = 0;
        while begun.elapsed() < SENDING {
            let first = self.depth + ROWS * (10_000 + i64::try_from(requests).unwrap_or(0));
            let body = Self::many(self.stream(requests * 7), first, ROWS)?;
            client.ask("POST", "/CreateObservations", &body)?;
            requests += 1;
        }
        Ok(number(requests * usize::try_from(ROWS).unwrap_or(0)) / begun.elapsed().as_secs_f64())
    }

    /// The middle and the slowest of a question.
    fn ask(&self, path: &str) -> Result<(Duration, Duration), XtaskError> {
        let mut client = Client::open(&self.root)?;
        let mut times = Vec::new();
        let begun = Instant::now();
        for n in 0..=ASKED {
            let path = path.replace("{}", &self.stream(n * 13).to_string());
            let time = client.time(&path)?;
            // The first one warms up; who needs minutes is asked less often.
            if n > 0 || begun.elapsed() > SENDING {
                times.push(time);
            }
            if begun.elapsed() > SENDING * 6 {
                break;
            }
        }
        Ok((median(&times), p99(&times)))
    }

    fn figures(
        &self,
        memory: impl Fn() -> Result<Memory, XtaskError>,
    ) -> Result<Figures, XtaskError> {
        let answers = QUESTIONS.iter().map(|(_, path)| self.ask(path)).collect::<Result<_, _>>()?;
        let (posts, rows) = (self.posts(SENDING)?, self.rows()?);
        Ok(Figures { posts, rows, answers, memory: memory()? })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}

fn measure(context: &Context) -> Result<String, XtaskError> {
    let binary = context.house()?.binary;
    let folder = context.temp()?;
    let frost = Frost::start(context)?;
    let town = start(&binary, &folder.path().join("town"), "1")?;
    let root = Root {
        port: town.port(),
        path: "/sensorthings/v1.1".into(),
        key: Some(town.key().to_owned()),
    };
    let mut ours = Server::prepare(root)?;
    let mut theirs = Server::prepare(frost.root.clone())?;
    let mut text = String::new();
    for size in SIZES {
        let depth = size / (THINGS * STREAMS);
        ours.fill(depth)?;
        frost.fill(theirs.depth, depth - theirs.depth)?;
        theirs.depth = depth;
        let house = ours.figures(|| town.memory())?;
        let peer = theirs.figures(|| frost.memory())?;
        text.push_str(&section(size, &house, &peer));
    }
    let before = town.memory()?;
    let rate = ours.posts(SOAK)?;
    let after = town.memory()?;
    text.push_str(&soak(rate, before, after));
    Ok(text)
}

fn judged(is_met: bool, aim: &str) -> String {
    format!("({aim}: {})", if is_met { "met" } else { "missed" })
}

fn section(size: i64, ours: &Figures, theirs: &Figures) -> String {
    let rate = |what: &str, ours: f64, theirs: f64| {
        let times = ours / theirs;
        let verdict = judged(times >= AIM_TIMES, "aim 10");
        vec![
            what.to_owned(),
            three_digits(ours),
            three_digits(theirs),
            format!("{} {verdict}", three_digits(times)),
        ]
    };
    let mut rows = vec![
        rate("Single values a second, 8 clients", ours.posts, theirs.posts),
        rate("Values a second by the thousand", ours.rows, theirs.rows),
    ];
    let aims = [Some(AIM_NEWEST_MS), Some(AIM_MAP_MS), None];
    for (((what, _), aim), (mine, peer)) in
        QUESTIONS.iter().zip(aims).zip(ours.answers.iter().zip(&theirs.answers))
    {
        let millis = mine.0.as_secs_f64() * 1e3;
        let aim = aim.map(|aim| judged(millis <= aim, &format!("aim {aim} ms")));
        let times = peer.0.as_secs_f64() / mine.0.as_secs_f64();
        rows.push(vec![
            (*what).to_owned(),
            format!("{} {}", shown(mine.0), aim.unwrap_or_default()).trim_end().to_owned(),
            shown(peer.0),
            three_digits(times),
        ]);
    }
    let part = ours.memory.own / theirs.memory.own;
    rows.push(vec![
        "Memory of their own, MiB".into(),
        three_digits(ours.memory.own),
        three_digits(theirs.memory.own),
        format!("{} {}", three_digits(part), judged(part <= AIM_MEMORY, "aim 0.1")),
    ]);
    let size =
        if size >= 1_000_000 { format!("{} million", size / 1_000_000) } else { "100,000".into() };
    format!(
        "### With {size} values in 1,000 streams\n\n{}\n",
        table(&["", "House", "FROST-Server", "Times"], &rows)
    )
}

fn soak(rate: f64, before: Memory, after: Memory) -> String {
    format!(
        "The house stores every value durably before it answers, FROST-Server {} as PostgreSQL does by\n\
         default. Both are asked the same over kept connections; times are the middle of {ASKED}\n\
         answers. FROST-Server comes as its libraries from Maven's registry behind Jetty; its ten million\n\
         values are filled in by SQL.\n\n\
         Soak: {} single values a second for {} s; memory of the house's own {} MiB before and {} MiB\n\
         after.\n",
        frost::VERSION,
        three_digits(rate),
        SOAK.as_secs(),
        three_digits(before.own),
        three_digits(after.own)
    )
}
