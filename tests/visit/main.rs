//! Strategy: whole visits, without a browser. Each fault that was ever found by hand is played again, event by event;
//! then any events in any order, after each of which what is shown, saved and linked must agree, and at whose end a
//! fresh visit to the link must show the same.

mod faults;
mod history;
mod host;
mod inspector;
mod live;
mod losses;
mod opening;
mod own;
mod play;
mod played;
mod study;
mod world;
