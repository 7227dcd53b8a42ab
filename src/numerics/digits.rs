//! Numbers as text, in one place: short for a label, with a given number of digits, exact for a file.

use nalgebra::Complex;

/// Significant digits that tell every number from all others.
pub const ALL: usize = 17;

/// A number with `decimals` digits after the point and a true minus sign; never "−0".
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let zero = text.bytes().all(|digit| digit == b'0' || digit == b'.');
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// A number short enough for a label: three significant digits, plain between 0.001 and 100,000, as a
/// multiple of a power of ten, with two of them, beyond; a dash for what is not finite.
pub fn short(value: f64) -> String {
    if is_plain(value) { rounded(value, 3).0 } else { rounded(value, 2).0 }
}

/// Whether a number is written without a power of ten.
fn is_plain(value: f64) -> bool {
    value == 0.0 || (0.001..100_000.0).contains(&value.abs())
}

/// A number with `count` significant digits, without zeros at the end, and the number that this text says. In front of
/// the point all digits are there. As plain or a multiple of a power of ten as in [`short`]; a dash for what is not
/// finite.
pub fn rounded(value: f64, count: usize) -> (String, f64) {
    let (text, said) = significant(value, count);
    let Some((mantissa, power)) = text.split_once('·') else { return (without_zeros(&text).into(), said) };
    (format!("{}·{power}", without_zeros(mantissa)), said)
}

/// The same with the zeros at the end, for columns of numbers: every number says how finely it is known.
pub fn significant(value: f64, count: usize) -> (String, f64) {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { ("0".into(), 0.0) } else { ("—".into(), f64::NAN) };
    }
    // Rounded first, so that 9.996 has the exponent of 10.00.
    let scientific = format!("{:.*e}", count.max(1) - 1, value);
    let said: f64 = scientific.parse().unwrap_or(value);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if is_plain(said) {
        let text = fixed(value, (count as i32 - 1 - exponent).max(0) as usize);
        let said = text.replace('−', "-").parse().unwrap_or(said);
        return (text, said);
    }
    (format!("{}·{}", mantissa.replace('-', "−"), power_of_ten(exponent)), said)
}

/// A number in decimals without the zeros that say nothing.
fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
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
    fn digits_are_as_many_as_asked_for_and_the_text_says_the_number() {
        let cases = [
            (0.170123, 4, "0.1701", "0.1701"),
            (0.17, 4, "0.1700", "0.17"),
            (-8.0, 4, "−8.000", "−8"),
            (9.9996, 4, "10.00", "10"),
            (12345.67, 4, "12346", "12346"),
            (0.00099999, 3, "0.00100", "0.001"),
            (1.5e-15, 4, "1.500·10⁻¹⁵", "1.5·10⁻¹⁵"),
            (-2e17, 1, "−2·10¹⁷", "−2·10¹⁷"),
            (0.1 + 0.2, ALL, "0.30000000000000004", "0.30000000000000004"),
        ];
        for (value, count, long, brief) in cases {
            assert_eq!((&*significant(value, count).0, &*rounded(value, count).0), (long, brief));
            let said = rounded(value, count).1;
            assert_eq!(significant(said, count).0, long);
            assert!((said - value).abs() <= 0.5 * libm::pow(10.0, 1.0 - count as f64) * value.abs());
        }
        for value in [std::f64::consts::PI, -5e-324, f64::MAX, 1e5, 99999.99999999999] {
            assert_eq!(rounded(value, ALL).1.to_bits(), value.to_bits());
        }
    }
}
