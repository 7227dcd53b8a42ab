//! A host for matrices that is not the page's.

use std::thread;
use std::time::Duration;

use noise_prune::network::read::MAX_BYTES;
use noise_prune_kit::server::{Answer, Server};

/// The file of [`Host::small`], as a link has it.
pub const MATRIX: &str = "-2,1,0.5,0;1,-3,0.25,1;0.5,0.25,-1,0.125;0,1,0.125,-2";

/// The path of a matrix that every page may read. It has letters that mean something in links.
const SMALL: &str = "small.csv?a=1&b";

/// More than the page reads of a file, in bytes.
const HUGE: usize = MAX_BYTES + (1 << 20);

/// How long the slow file keeps everybody waiting.
const SLOW: Duration = Duration::from_secs(1);

pub struct Host {
    /// Its address, ending in a slash.
    pub address: String,
    _server: Server,
}

impl Host {
    pub fn start() -> Host {
        let server = Server::start(answer).unwrap();
        Host { address: server.url.clone(), _server: server }
    }

    /// The address of a matrix that every page may read.
    pub fn small(&self) -> String {
        format!("{}{SMALL}", self.address)
    }

    /// The same as the value of a link's key.
    pub fn small_in_link(&self) -> String {
        self.small().replace('&', "%26")
    }
}

fn answer(target: &str) -> Answer {
    match &target[1..] {
        SMALL => Answer::file("text/csv", MATRIX.replace(';', "\n")),
        "slow.csv" => {
            thread::sleep(SLOW);
            Answer::file("text/csv", MATRIX.replace(';', "\n"))
        }
        "silent.csv" => {
            thread::sleep(Duration::from_secs(10));
            Answer::missing()
        }
        "script.js" => Answer::file("text/javascript", "window.intruder = 1"),
        "private.csv" => Answer::file("text/csv", "-1,1\n1,-1\n").private(),
        "moved.csv" => Answer::moved("http://localhost:9/small.csv"),
        "huge.csv" => Answer::file("text/csv", vec![b'1'; HUGE]),
        "unannounced.csv" => Answer::file("text/csv", vec![b'1'; HUGE]).announced(None),
        "broken.csv" => Answer::file("text/csv", "-1,1\n").announced(Some(1000)),
        _ => Answer::missing(),
    }
}
