//! Sums over slices, in four lanes.

/// What is added at a time.
pub const LANES: usize = 4;

/// Σ x_i y_i.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    let (x4, x_rest) = x.as_chunks::<LANES>();
    let (y4, y_rest) = y.as_chunks::<LANES>();
    let mut sum = [0.0; LANES];
    for (x, y) in x4.iter().zip(y4) {
        for lane in 0..LANES {
            sum[lane] += x[lane] * y[lane];
        }
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(x, y)| x * y).sum();
    total(sum) + rest
}

/// y ← y + a x.
pub fn add_scaled(y: &mut [f64], a: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// The sum of the lanes.
pub fn total(sum: [f64; LANES]) -> f64 {
    (sum[0] + sum[2]) + (sum[1] + sum[3])
}
