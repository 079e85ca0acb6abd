//! PostgreSQL over TLS, with an authority of our own: every `sslmode` does what its name says.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::Db;
use kernel::clock::Clock;
use kernel::db::Place;

/// A server of its own with TLS; stopped and gone with this value.
struct Server {
    folder: tempfile::TempDir,
    port: u16,
    programs: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        drop(
            as_postgres(&self.programs.join("pg_ctl"), self.folder.path())
                .arg("stop")
                .arg("--pgdata")
                .arg(data)
                .args(["--mode", "immediate"])
                .output(),
        );
    }
}

/// PostgreSQL refuses to run as root; then the user of its package runs it.
fn as_postgres(program: &Path, at: &Path) -> Command {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    let mut command = if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(at);
    command
}

fn must(command: &mut Command) {
    let out = command.output().expect("it starts");
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
}

fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|e| Some(e.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    let has_openssl = Command::new("openssl").arg("version").output().is_ok();
    found.pop().filter(|_| has_openssl)
}

/// An authority, and a certificate of it for the name `localhost` only.
fn certificates(at: &Path) {
    let openssl = |arguments: &str| {
        must(Command::new("openssl").current_dir(at).args(arguments.split(' ')));
    };
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem",
    );
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stranger -keyout other.key -out other.pem",
    );
    openssl("req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr");
    fs::write(at.join("name.txt"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
        .expect("the name");
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile name.txt -out server.pem",
    );
}

impl Server {
    fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        certificates(at);
        fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("its mode");
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = free.local_addr().expect("its address").port();
        drop(free);
        let data = at.join("data");
        fs::create_dir(&data).expect("a folder");
        let owner = fs::metadata("/var/lib/postgresql").map(|m| {
            use std::os::unix::fs::MetadataExt;
            (m.uid(), m.gid())
        });
        if let Ok((user, group)) = owner {
            for part in ["data", "server.key", "server.pem"] {
                // Where tests do not run as root everything is ours already.
                drop(std::os::unix::fs::chown(at.join(part), Some(user), Some(group)));
            }
        }
        fs::set_permissions(at.join("server.key"), fs::Permissions::from_mode(0o600))
            .expect("mode");
        must(as_postgres(&programs.join("initdb"), at).arg("--pgdata").arg(&data).args([
            "--username=postgres",
            "--auth=trust",
            "--no-sync",
            "--locale=C.UTF-8",
        ]));
        let config = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nfsync = off\n\
             ssl = on\nssl_cert_file = '{0}/server.pem'\nssl_key_file = '{0}/server.key'\n",
            at.display()
        );
        let mut settings = fs::read_to_string(data.join("postgresql.conf")).expect("its settings");
        settings.push_str(&config);
        fs::write(data.join("postgresql.conf"), settings).expect("its settings");
        // Without TLS nobody comes in.
        fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n").expect("doors");
        let server = Self { folder, port, programs };
        let log = server.folder.path().join("data/server.log");
        must(
            as_postgres(&server.programs.join("pg_ctl"), server.folder.path())
                .arg("start")
                .arg("--pgdata")
                .arg(&data)
                .args(["--wait", "--timeout=60", "--log"])
                .arg(log),
        );
        Some(server)
    }

    async fn open(&self, host: &str, rest: &str) -> Result<(), String> {
        let rest = rest.replace("AT", &self.folder.path().display().to_string());
        let url = format!(
            "host={host} hostaddr=127.0.0.1 port={} user=postgres dbname=postgres {rest}",
            self.port
        );
        let db = Db::open(&Place::Postgres(url), Clock::system()).await;
        db.map(drop).map_err(|e| e.to_string())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sslmode_does_what_its_name_says() {
    let Some(server) = Server::start() else {
        eprintln!("SKIPPED: PostgreSQL or openssl is missing");
        return;
    };
    let authority = "sslrootcert=AT/ca.pem";
    for (host, rest) in [
        ("localhost", String::new()),
        ("localhost", "sslmode=prefer".to_owned()),
        ("db.example", "sslmode=require".to_owned()),
        ("localhost", format!("sslmode=verify-full {authority}")),
        ("db.example", format!("sslmode=verify-ca {authority}")),
        ("db.example", format!("sslmode=require {authority}")),
    ] {
        let opened = server.open(host, &rest).await;
        assert!(opened.is_ok(), "{host} {rest}: {opened:?}");
    }
    for (host, rest, said) in [
        ("localhost", "sslmode=disable".to_owned(), "no encryption"),
        ("db.example", format!("sslmode=verify-full {authority}"), "not valid for name"),
        ("localhost", "sslmode=verify-full sslrootcert=AT/other.pem".to_owned(), "certificate"),
        ("localhost", "sslmode=verify-ca sslrootcert=AT/other.pem".to_owned(), "certificate"),
        ("localhost", "sslmode=verify-full".to_owned(), "sslrootcert=FILE"),
    ] {
        let error = server.open(host, &rest).await.expect_err(&rest);
        assert!(error.contains(said), "{host} {rest}: {error}");
    }
}
