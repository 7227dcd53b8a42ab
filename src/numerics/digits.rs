//! Numbers as text, in one place: short for a label, with all digits in two parts for a table, exact for a file.

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

/// A number with `decimals` digits after the point and a true minus sign; never "−0".
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let zero = text.bytes().all(|digit| digit == b'0' || digit == b'.');
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// A number short enough for a label: three significant digits, plain between 0.001 and 100,000, as a
/// multiple of a power of ten beyond; a dash for what is not finite.
pub fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".into() } else { "—".into() };
    }
    let exponent = libm::floor(libm::log10(value.abs())) as i32;
    if (-3..5).contains(&exponent) {
        let text = fixed(value, (2 - exponent).max(0) as usize);
        if !text.contains('.') {
            return text;
        }
        return text.trim_end_matches('0').trim_end_matches('.').to_string();
    }
    format!("{}·{}", fixed(value / libm::pow(10.0, f64::from(exponent)), 1), power_of_ten(exponent))
}

/// `10` with the exponent raised, as on logarithmic axes.
pub fn power_of_ten(exponent: i32) -> String {
    let raised = |digit: char| match digit {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        _ => char::from_u32('⁰' as u32 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
    };
    format!("10{}", exponent.to_string().chars().map(raised).collect::<String>())
}

/// The shortest text that reads back to the same bits, with an exponent where that is shorter: what files hold.
pub fn exact(value: f64) -> String {
    match value == 0.0 || (1e-5..1e15).contains(&value.abs()) {
        true => value.to_string(),
        false => format!("{value:e}"),
    }
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
    // Strategy: numbers at the edges of each form, as a reader expects to see them; what is exact is read again.
    use super::*;

    #[test]
    fn labels_read_well() {
        assert_eq!((fixed(-0.5, 1), fixed(-0.04, 1)), ("−0.5".into(), "0.0".into()));
        let shorts = [(0.0, "0"), (0.25, "0.25"), (1234.0, "1234"), (-3.0, "−3"), (2.5e-7, "2.5·10⁻⁷")];
        for (value, text) in shorts {
            assert_eq!(short(value), text);
        }
        assert_eq!(short(f64::NAN), "—");
        assert_eq!((power_of_ten(-12), power_of_ten(3)), ("10⁻¹²".into(), "10³".into()));
    }

    #[test]
    fn exact_numbers_read_back_to_the_same_bits() {
        for x in [0.0, -0.0, -1.5, 1e300, -5e-324, f64::MAX, 0.1 + 0.2, 123456.0, 1e15, 9.999e-6] {
            assert_eq!(exact(x).parse::<f64>().unwrap().to_bits(), x.to_bits(), "{x}");
        }
        assert_eq!((exact(1e-30), exact(0.001)), ("1e-30".into(), "0.001".into()));
    }

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
