//! Numbers for people, with all their digits.

use nalgebra::Complex;

/// Digits that are set large; the rest follows small, so that a table can be read at a glance and
/// checked to the last place.
const HEAD: usize = 4;
/// Significant digits in all.
const ALL: usize = 13;

/// `value` with 13 significant digits, in two parts to be set one after the other: the leading ones
/// (with sign, and all up to the decimal point) and the rest (with the exponent, if there is one).
pub fn split(value: f64) -> (String, String) {
    if value == 0.0 {
        return ("0".into(), String::new());
    }
    if !value.is_finite() {
        return (value.to_string(), String::new());
    }
    let scientific = format!("{:.*e}", ALL - 1, value);
    let exponent: i32 = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    if !(-4..ALL as i32 - 1).contains(&exponent) {
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let (head, tail) = halves(mantissa, HEAD);
        return (head.into(), format!("{tail}e{exponent}"));
    }
    let text = format!("{:.*}", (ALL as i32 - 1 - exponent).max(0) as usize, value);
    let (head, tail) = halves(&text, HEAD.max(exponent.max(0) as usize + 1));
    (head.into(), tail.into())
}

/// Splits after `count` significant digits.
fn halves(text: &str, count: usize) -> (&str, &str) {
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() && (seen > 0 || c != '0') {
            seen += 1;
        }
        if seen == count {
            return text.split_at(at + 1);
        }
    }
    (text, "")
}

/// An eigenvalue in a sentence.
pub fn complex(value: Complex<f64>) -> String {
    match value.im == 0.0 {
        true => format!("{:.3e}", value.re),
        false => {
            format!("{:.3e} {} {:.3e} i", value.re, if value.im < 0.0 { '−' } else { '+' }, value.im.abs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_together_are_the_number() {
        for value in
            [0.0, 1.0, -0.170123456789012, 1234.5678901234, 1e-15, -2.5e17, 0.000123456789, 999999999999.0]
        {
            let (head, tail) = split(value);
            let back: f64 = format!("{head}{tail}").parse().unwrap();
            assert!((back - value).abs() <= 1e-12 * value.abs(), "{head}|{tail}");
        }
    }

    #[test]
    fn the_head_has_four_digits() {
        assert_eq!(split(0.170123456789012).0, "0.1701");
        assert_eq!(split(-12.0), ("-12.00".into(), "000000000".into()));
        assert_eq!(split(1.5e-15), ("1.500".into(), "000000000e-15".into()));
        assert_eq!(split(f64::NAN).0, "NaN");
    }
}
