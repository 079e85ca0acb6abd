//! The binary as a process: broken configuration, wrong key, a folder that cannot be written, a
//! port that is taken, a disk that fills up while people use it.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// How long a start may take on a busy machine.
const START: Duration = Duration::from_mins(1);

/// A machine with a configuration and a data folder.
pub struct Machine {
    folder: tempfile::TempDir,
    port: u16,
}

/// A port nobody listens on, below those that the system gives to connections of its own choice:
/// between this answer and its use nobody else takes it.
fn port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 8_000).expect("below 8000");
    loop {
        let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Machine {
    /// With a key and a sound configuration.
    pub fn new() -> Self {
        let machine = Self::bare();
        machine.write(&machine.sound());
        let made = machine.run(&["key"]);
        assert!(made.status.success(), "{}", words(&made));
        machine
    }

    fn bare() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, port: port() }
    }

    fn sound(&self) -> String {
        let at = self.folder.path().display();
        let port = self.port;
        format!(
            "listen = \"127.0.0.1:{port}\"\ndata = \"{at}/data\"\nkey_file = \"{at}/root.key\"\n\n\
             [[town]]\nkey = \"a\"\nhosts = [\"town.test\"]\nbase_url = \"http://127.0.0.1:{port}\"\n"
        )
    }

    fn write(&self, config: &str) {
        fs::write(self.config(), config).expect("the configuration");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a secret that only its owner may read.
    pub fn secret(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a secret");
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).expect("its mode");
    }

    /// Gives the town an address and makes a unit competent, as its pages would.
    pub fn furnish(&self) {
        let path = self.config();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let config = rathaus::config::Config::read(&path).expect("the configuration");
            let house = rathaus::house(config.post().expect("a post"));
            let plan = config.plan(None).expect("the town");
            let root = config.root_key().expect("the key");
            rathaus::command::upgrade(&plan, &house, &root).await.expect("migrations");
            let town = rathaus::config::open(plan, house, &root).await.expect("it opens");
            town.write(kernel::Actor::system("test"), |tx| {
                let profile = kernel::town::Profile {
                    name: "Stadt Teststadt".into(),
                    email: "post@town.test".into(),
                    ..Default::default()
                };
                kernel::settings::set(tx, &profile)?;
                Ok(kernel::Audit::of("test.furnished", "town").done())
            })
            .await
            .expect("a profile");
        });
    }

    fn config(&self) -> PathBuf {
        self.path("rathaus.toml")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rathaus"));
        command.arg("--config").arg(self.config()).env("RATHAUS_LOG", "warn");
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().expect("the program starts")
    }
}

/// What a command said on both channels.
pub fn words(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// It failed, said all these words, and shows no inner life.
#[track_caller]
pub fn refuses(output: &Output, all: &[&str]) {
    let said = words(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in all {
        assert!(said.contains(part), "{part:?} is missing in: {said}");
    }
    for inner in ["panicked", "RUST_BACKTRACE", "Os {", "kind: "] {
        assert!(!said.contains(inner), "{inner} in: {said}");
    }
}

#[test]
fn a_broken_configuration_is_named_with_file_line_and_remedy() {
    let machine = Machine::bare();
    let said = |config: &str| {
        machine.write(config);
        machine.run(&["serve"])
    };
    let file = machine.config().display().to_string();
    let sound = machine.sound();
    let advice = "rathaus config explain";
    refuses(&said(&sound.replace("listen", "lisen")), &[&file, "line 1", "lisen", advice]);
    refuses(&said(&sound.replace("[[town]]", "[[town]")), &[&file, "line 5", advice]);
    refuses(&said(&sound.replace("key = \"a\"", "key = 7")), &[&file, "line 6", "string"]);
    let upper = sound.replace("key = \"a\"", "key = \"A B\"");
    refuses(&said(&upper), &[&file, "line 6", "town[0].key", "lower-case"]);
    let plain = sound.replace("base_url = \"http://127.0.0.1", "base_url = \"http://a.example");
    refuses(&said(&plain), &[&file, "line 8", "town[0].base_url", "https://"]);
    let nowhere = sound.replace("listen = \"127.0.0.1", "listen = \"here");
    refuses(&said(&nowhere), &[&file, "line 1", "listen", "127.0.0.1:8080"]);
    refuses(&said(""), &[&file, "[[town]]"]);
    refuses(&said("\u{0}\u{1}"), &[&file, "line 1"]);
    fs::write(machine.config(), [0xff, 0xfe, 0x00]).expect("the configuration");
    refuses(&machine.run(&["serve"]), &[&file, "UTF-8"]);
    fs::remove_file(machine.config()).expect("it was there");
    refuses(&machine.run(&["serve"]), &[&file, "--config"]);
}

#[test]
fn keys_that_are_missing_open_or_foreign_are_refused() {
    let machine = Machine::new();
    let key = machine.path("root.key");
    refuses(&machine.run(&["key"]), &["exists already"]);
    assert!(machine.run(&["migrate"]).status.success());
    assert_eq!(machine.run(&["check"]).status.code().map(|c| c <= 2), Some(true));
    let right = fs::read_to_string(&key).expect("the key");

    fs::write(&key, "08".repeat(32)).expect("another key");
    refuses(&machine.run(&["check"]), &["does not belong to this town"]);
    refuses(&machine.run(&["serve"]), &["does not belong to this town"]);
    fs::write(&key, "not a key").expect("no key");
    refuses(&machine.run(&["serve"]), &["root.key", "64"]);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("its mode");
    refuses(&machine.run(&["serve"]), &["root.key", "chmod 600"]);
    fs::remove_file(&key).expect("it was there");
    refuses(&machine.run(&["serve"]), &["root.key", "rathaus key"]);

    fs::write(&key, right).expect("the right key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("its mode");
    let checked = machine.run(&["check"]);
    assert!(words(&checked).contains("audit/chain"), "nothing was changed: {}", words(&checked));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let machine = Machine::new();
    let held = TcpListener::bind(("127.0.0.1", machine.port)).expect("the port");
    refuses(&machine.run(&["serve"]), &["cannot listen", &machine.port.to_string()]);
    drop(held);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let machine = Machine::new();
    let data = machine.path("data");
    fs::write(&data, "a file where the folder should be").expect("a file");
    refuses(&machine.run(&["migrate"]), &["cannot make the folder", "data"]);
    fs::remove_file(&data).expect("it was there");
    assert!(machine.run(&["migrate"]).status.success());
    // Root may write everywhere: the program runs as somebody else, with its own copy.
    let program = machine.path("rathaus");
    fs::copy(env!("CARGO_BIN_EXE_rathaus"), &program).expect("a copy");
    let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    open(machine.folder.path(), 0o755).expect("its mode");
    let Some(mut nobody) = as_nobody(&program) else { return };
    for entry in ["data/a/town.sqlite", "root.key", "rathaus.toml"] {
        std::os::unix::fs::chown(machine.path(entry), Some(NOBODY), Some(NOBODY)).expect("chown");
    }
    open(&machine.path("data/a"), 0o555).expect("its mode");
    let out = nobody.arg("--config").arg(machine.config()).arg("serve").output().expect("it runs");
    open(&machine.path("data/a"), 0o755).expect("its mode");
    refuses(&out, &["data/a", "may write"]);
}

/// User and group of nobody in particular.
const NOBODY: u32 = 65_534;

/// The program as a user who owns nothing; none where tests may not change who they are.
fn as_nobody(program: &Path) -> Option<Command> {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(program);
    command.uid(NOBODY).gid(NOBODY);
    let mut probe = Command::new(program);
    probe.uid(NOBODY).gid(NOBODY).arg("version").stdout(Stdio::null());
    if probe.status().is_ok_and(|s| s.success()) {
        return Some(command);
    }
    eprintln!("SKIPPED: only root can run the program as somebody else");
    None
}

/// A running service with its address; ends with the test.
struct Service {
    child: Child,
    port: u16,
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Service {
    /// Starts it so that files that may not grow are an error and not the end.
    fn start(machine: &Machine) -> Self {
        Self::start_with(machine, &[])
    }

    fn start_with(machine: &Machine, environment: &[(&str, String)]) -> Self {
        let child = Command::new("sh")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .args(["-c", "trap '' XFSZ; exec \"$0\" --config \"$1\" serve"])
            .arg(env!("CARGO_BIN_EXE_rathaus"))
            .arg(machine.config())
            .env("RATHAUS_LOG", "error")
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let service = Self { child, port: machine.port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", machine.port)).is_err() {
            assert!(started.elapsed() < START, "the service does not start");
            std::thread::park_timeout(Duration::from_millis(50));
        }
        service
    }

    /// Files may grow up to this many bytes, or without end.
    fn limit(&self, bytes: &str) -> bool {
        let id = self.child.id().to_string();
        let set = Command::new("prlimit")
            .args(["--pid", &id, &format!("--fsize={bytes}:unlimited")])
            .status();
        set.is_ok_and(|s| s.success())
    }

    fn ask(&self, request: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let head = format!(
            "{request}\r\nAccept: text/html\r\nConnection: close\r\nHost: 127.0.0.1:{}\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("the head");
        // A refusal may come before the whole body was read.
        drop(stream.write_all(body));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok());
        (status.unwrap_or_else(|| panic!("no answer: {text:?}")), text)
    }

    fn get(&self, path: &str, cookie: &str) -> (u16, String) {
        self.ask(&format!("GET {path} HTTP/1.1\r\nCookie: {cookie}"), b"")
    }

    fn post(&self, path: &str, cookie: &str, body: &str) -> (u16, String) {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        self.ask(&format!("POST {path} HTTP/1.1\r\n{kind}\r\nCookie: {cookie}"), body.as_bytes())
    }
}

fn value(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    let tag = page[at..].split('>').next().unwrap_or_default();
    let value = tag.split("value=\"").nth(1).and_then(|v| v.split('"').next());
    value.unwrap_or_default().to_owned()
}

#[test]
fn a_disk_that_fills_up_under_a_running_service_costs_nothing() {
    let machine = Machine::new();
    machine.furnish();
    let service = Service::start(&machine);
    let (_, page) = service.get("/kontakt", "");
    let text = "Es+ist+tief.".repeat(300);
    let form = format!(
        "csrf={}&nummer={}&betreff=Loch&nachricht={text}",
        value(&page, "csrf"),
        value(&page, "nummer")
    );
    if !service.limit("1024") {
        eprintln!("SKIPPED: prlimit is missing");
        return;
    }
    let (status, page) = service.post("/kontakt", "", &form);
    assert_eq!(status, 503, "{page}");
    assert!(page.contains("Noch einmal senden") && page.contains("Es ist tief."), "{page}");
    assert!(!page.contains("SQLite") && !page.contains("I/O"), "{page}");
    assert_eq!(service.get("/", "").0, 200, "reading goes on");
    let (status, ready) = service.get("/healthz/ready", "");
    assert_eq!(status, 503, "the machine is told: {ready}");
    assert!(service.limit("unlimited"));
    let (status, page) = service.post("/kontakt", "", &form);
    assert_eq!(status, 303, "{page}");
    assert_eq!(service.get("/healthz/ready", "").0, 200);
    drop(service);
    let checked = words(&machine.run(&["check"]));
    assert!(checked.contains("ok    database/integrity"), "{checked}");
    assert!(checked.contains("ok    audit/chain"), "{checked}");
}

#[test]
fn the_service_manager_hears_of_the_opening_of_life_and_of_the_end() {
    let machine = Machine::new();
    let path = machine.path("manager");
    let manager = UnixDatagram::bind(&path).expect("a socket");
    manager.set_read_timeout(Some(START)).expect("a limit");
    let environment =
        [("NOTIFY_SOCKET", path.display().to_string()), ("WATCHDOG_USEC", "4000000".to_owned())];
    let mut service = Service::start_with(&machine, &environment);
    let hear = || {
        let mut said = [0; 200];
        let length = manager.recv(&mut said).expect("something is said");
        String::from_utf8_lossy(&said[..length]).into_owned()
    };
    assert_eq!(hear(), "READY=1");
    assert_eq!(service.get("/healthz/live", "").0, 200, "ready means ready");
    assert_eq!(hear(), "WATCHDOG=1");
    assert_eq!(hear(), "WATCHDOG=1");
    let id = service.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().is_ok_and(|s| s.success()));
    let last = std::iter::repeat_with(hear).find(|said| said != "WATCHDOG=1");
    assert_eq!(last.as_deref(), Some("STOPPING=1"));
    assert!(service.child.wait().expect("its end").success());
}

#[test]
fn a_service_told_to_stop_ends_in_peace() {
    let machine = Machine::new();
    let mut service = Service::start(&machine);
    let id = service.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().is_ok_and(|s| s.success()));
    let status = service.child.wait().expect("its end");
    assert!(status.success(), "{status}");
}
