//! What the page's tests, screenshots and timings share: a browser's remote control, and a server. It knows nothing
//! of the page.

pub mod screen;
pub mod server;
pub mod site;
pub mod wait;
pub mod webdriver;
