//! Decimals as they are written, read exactly or not at all.

use rust_decimal::Decimal;

/// Why a text is not a decimal that can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Not digits with at most one point and a sign.
    Malformed,
    /// More than 28 digits, or larger than a decimal can hold.
    TooLarge,
}

/// Reads a plain decimal: an optional minus, digits, optionally a point and
/// digits. No exponent, no thousands separator, no rounding.
///
/// ```
/// use mp1039::value::decimal::{parse, DecimalError};
/// assert_eq!(parse("150000.01").unwrap().to_string(), "150000.01");
/// assert_eq!(parse("1,000"), Err(DecimalError::Malformed));
/// assert_eq!(parse("12345678901234567890123456789"), Err(DecimalError::TooLarge));
/// ```
pub fn parse(text: &str) -> Result<Decimal, DecimalError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Err(DecimalError::Malformed);
    }
    let significant = whole.trim_start_matches('0').len() + fraction.trim_end_matches('0').len();
    if significant > 28 {
        return Err(DecimalError::TooLarge);
    }
    let fraction = fraction.trim_end_matches('0');
    let sign = if text.starts_with('-') { "-" } else { "" };
    let plain = match fraction {
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    };
    Decimal::from_str_exact(&plain).map_err(|_| DecimalError::TooLarge)
}

/// Reads a JSON number, exponent included, exactly: `1.5e3` is 1500.
///
/// ```
/// use mp1039::value::decimal::{parse_json_number, DecimalError};
/// assert_eq!(parse_json_number("1.5e3").unwrap().to_string(), "1500");
/// assert_eq!(parse_json_number("1e400"), Err(DecimalError::TooLarge));
/// ```
pub fn parse_json_number(text: &str) -> Result<Decimal, DecimalError> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return parse(text);
    };
    let exponent: i32 = exponent.parse().map_err(|_| DecimalError::TooLarge)?;
    if exponent.unsigned_abs() > 60 {
        return Err(DecimalError::TooLarge);
    }
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let zeros = "0".repeat(exponent.unsigned_abs() as usize);
    let (all, point) = if exponent < 0 {
        (format!("{zeros}{whole}{fraction}"), whole.len())
    } else {
        (format!("{whole}{fraction}{zeros}"), whole.len() + exponent.unsigned_abs() as usize)
    };
    let (whole, fraction) = all.split_at_checked(point).ok_or(DecimalError::Malformed)?;
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    parse(&format!("{sign}{whole}.{fraction}"))
}
