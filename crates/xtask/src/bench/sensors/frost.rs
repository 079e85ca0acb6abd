//! FROST-Server behind Jetty, with a PostgreSQL of its own that keeps what it has acknowledged.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::{Client, Root};
use crate::bench::process::{Memory, memory_of};
use crate::bench::{Context, free_port, refused};
use crate::run::{XtaskError, is_there, output, run, write};

/// Its version, as Maven's registry has it.
pub(super) const VERSION: &str = "2.0.0";
const POM: &str = include_str!("../frost/pom.xml");
const HOST: &str = include_str!("../frost/src/main/java/Host.java");
/// How long it may take to open.
const PATIENCE: Duration = Duration::from_mins(2);
/// What it needs of Debian.
const PACKAGES: [&str; 4] =
    ["postgresql", "postgresql-15-postgis-3", "default-jre-headless", "maven"];

/// The server and its database; both end with this.
pub(super) struct Frost {
    java: Child,
    data: PathBuf,
    port: u16,
    /// Where it is asked.
    pub root: Root,
}

impl Drop for Frost {
    fn drop(&mut self) {
        drop(self.java.kill());
        drop(self.java.wait());
        let data = self.data.join("data");
        let mut stop = as_postgres("pg_ctl");
        stop.args(["stop", "--mode=immediate", "--pgdata"]).arg(data);
        drop(stop.stdout(Stdio::null()).stderr(Stdio::null()).status());
        drop(std::fs::remove_dir_all(&self.data));
    }
}

fn tools() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    found.sort();
    found.pop().unwrap_or_default()
}

/// A program of PostgreSQL, which refuses to be run by root.
fn as_postgres(program: &str) -> Command {
    let path = tools().join(program);
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let mut command = if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir("/");
    command
}

fn install() -> Result<(), XtaskError> {
    let has_postgis = Path::new("/usr/share/postgresql/15/extension/postgis.control").exists();
    if is_there("java") && is_there("mvn") && has_postgis {
        return Ok(());
    }
    run(Command::new("apt-get").args(["install", "--yes", "--quiet"]).args(PACKAGES))
}

/// Its libraries and the layer that serves them.
fn build(context: &Context) -> Result<PathBuf, XtaskError> {
    let home = context.external(&format!("frost-{VERSION}"))?;
    let home = home.canonicalize().map_err(|cause| XtaskError::File { path: home, cause })?;
    let sources = home.join("src/main/java");
    std::fs::create_dir_all(&sources)
        .map_err(|cause| XtaskError::File { path: sources.clone(), cause })?;
    write(&home.join("pom.xml"), POM)?;
    write(&sources.join("Host.java"), HOST)?;
    let mut maven = Command::new("mvn");
    maven.current_dir(&home).args(["-q", "-B", "compile", "dependency:copy-dependencies"]);
    run(maven.arg("-DoutputDirectory=target/lib"))?;
    Ok(home)
}

impl Frost {
    /// Starts both.
    pub fn start(context: &Context) -> Result<Self, XtaskError> {
        install()?;
        let home = build(context)?;
        // Not below the target folder: PostgreSQL's own user may not enter it.
        let data = std::env::temp_dir().join(format!("rathaus-frost-{}", std::process::id()));
        std::fs::create_dir_all(&data)
            .map_err(|cause| XtaskError::File { path: data.clone(), cause })?;
        run(Command::new("chmod").arg("755").arg(&data))?;
        // Where somebody else runs this, the folder is theirs already.
        drop(Command::new("chown").arg("postgres").arg(&data).status());
        let port = free_port()?;
        let mut initdb = as_postgres("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        run(initdb
            .arg("--locale=C.UTF-8")
            .arg("--pgdata")
            .arg(data.join("data"))
            .stdout(Stdio::null()))?;
        let mut start = as_postgres("pg_ctl");
        start
            .args(["start", "--wait", "--log"])
            .arg(data.join("log"))
            .arg("--pgdata")
            .arg(data.join("data"));
        start.arg("--options").arg(format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_wal_size=4GB"));
        run(start.stdout(Stdio::null()))?;
        sql(port, "postgres", "CREATE DATABASE frost")?;
        sql(port, "frost", "CREATE EXTENSION postgis")?;
        let http = free_port()?;
        let java = Command::new("java")
            .current_dir(&home)
            .args(["-cp", "target/classes:target/lib/*", "Host", &http.to_string()])
            .arg(format!("jdbc:postgresql://127.0.0.1:{port}/frost"))
            .arg("postgres")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| XtaskError::Missing { program: "java".into(), cause })?;
        let root = Root { port: http, path: "/FROST-Server/v1.1".into(), key: None };
        let frost = Self { java, data, port, root };
        let begun = Instant::now();
        // Its first answer makes the tables.
        while Client::open(&frost.root).and_then(|mut c| c.ask("GET", "/Things", "")).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err(refused("FROST-Server does not open"));
            }
            std::thread::sleep(Duration::from_millis(500));
        }
        Ok(frost)
    }

    /// Memory of everything that runs for it: Java and all processes of its database.
    pub fn memory(&self) -> Result<Memory, XtaskError> {
        let path = self.data.join("data/postmaster.pid");
        let pid = output(Command::new("head").arg("-n1").arg(&path))?;
        let children = output(Command::new("pgrep").args(["-P", pid.trim()]))?;
        let mut all = vec![memory_of(self.java.id())?];
        for process in children.lines().chain([pid.trim()]) {
            // A process of the database may end meanwhile.
            all.extend(process.trim().parse().ok().and_then(|pid| memory_of(pid).ok()));
        }
        Ok(all.into_iter().sum())
    }

    /// Fills its table of values directly: each stream with so many, one a minute. By its interface
    /// ten million would take hours.
    pub fn fill(&self, first: i64, count: i64) -> Result<(), XtaskError> {
        let statement = format!(
            "BEGIN; ALTER TABLE \"OBSERVATIONS\" DISABLE TRIGGER USER;
             INSERT INTO \"OBSERVATIONS\" (\"PHENOMENON_TIME_START\", \"PHENOMENON_TIME_END\", \"RESULT_TYPE\",
                 \"RESULT_NUMBER\", \"RESULT_STRING\", \"DATASTREAM_ID\", \"FEATURE_ID\")
             SELECT timestamptz '2020-01-01T00:00:00Z' + n * interval '1 minute',
                    timestamptz '2020-01-01T00:00:00Z' + n * interval '1 minute', 0,
                    n % 1000, (n % 1000)::text, d.\"ID\", (SELECT MIN(\"ID\") FROM \"FEATURES\")
             FROM generate_series({first}, {}) n, \"DATASTREAMS\" d;
             ALTER TABLE \"OBSERVATIONS\" ENABLE TRIGGER USER; COMMIT;",
            first + count - 1
        );
        sql(self.port, "frost", &statement)?;
        sql(self.port, "frost", "VACUUM ANALYZE")
    }
}

fn sql(port: u16, database: &str, statement: &str) -> Result<(), XtaskError> {
    let mut psql = Command::new(tools().join("psql"));
    psql.args(["-h", "127.0.0.1", "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-p"]);
    run(psql.arg(port.to_string()).arg("-d").arg(database).args(["-c", statement]))
}
