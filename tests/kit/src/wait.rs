//! Waiting for what takes its time.

use std::thread;
use std::time::{Duration, Instant};

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks until something holds, and says whether it did within `patience`. An error ends the waiting.
pub fn until<E>(patience: Duration, mut holds: impl FnMut() -> Result<bool, E>) -> Result<bool, E> {
    let start = Instant::now();
    while !holds()? {
        if start.elapsed() > patience {
            return Ok(false);
        }
        thread::sleep(PAUSE);
    }
    Ok(true)
}
