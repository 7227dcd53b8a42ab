//! A packed matrix of a link, whatever its letters.
#![no_main]

#[path = "../../tests/hostile/oracle.rs"]
#[allow(dead_code, unused_imports, reason = "each fuzzer asks one of its questions")]
mod oracle;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oracle::packed(bytes));
