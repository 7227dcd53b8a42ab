//! Work that parts of a matrix can wait for at the same time. The parts do not overlap, so that their order, and the number
//! of threads, change nothing.

/// Does the work for each part; natively on all processors, in a page one after another.
#[cfg(not(target_arch = "wasm32"))]
pub fn each<T: Send>(parts: Vec<T>, work: impl Fn(T) + Sync + Send) {
    use rayon::prelude::*;
    // One by one: the parts are large, and some take longer than others.
    parts.into_par_iter().with_max_len(1).for_each(work);
}

#[cfg(target_arch = "wasm32")]
pub fn each<T>(parts: Vec<T>, work: impl Fn(T)) {
    parts.into_iter().for_each(work);
}
