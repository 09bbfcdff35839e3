//! Some bytes at once.

/// The lowest so many bytes of a chunk; all from 16 on.
#[inline(always)]
pub(super) fn mask(bytes: usize) -> u128 {
    match bytes {
        16.. => u128::MAX,
        _ => (1 << (bytes * 8)) - 1,
    }
}

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Marks quotation marks, backslashes and control characters by the highest bit of their
/// byte, the first byte's lowest. Only the lowest mark counts; above it others may be wrong.
#[inline(always)]
pub(super) fn special(chunk: u64) -> u64 {
    let below = |chunk: u64, least: u8| chunk.wrapping_sub(ONES * u64::from(least)) & !chunk;
    let is = |byte: u8| below(chunk ^ (ONES * u64::from(byte)), 1);
    (is(b'"') | is(b'\\') | below(chunk, b' ')) & HIGH
}

/// Marks bytes that are not ASCII, before a mark; all of them where there is none.
#[inline(always)]
pub(super) fn wide(chunk: u64, special: u64) -> u64 {
    chunk & HIGH & (special & special.wrapping_neg()).wrapping_sub(1)
}

/// Marks bytes that are no digits, among eight that had the digit nought taken away.
#[inline(always)]
fn no_digits(digits: u64) -> u64 {
    // Above nine, a half more carries into the upper half of the byte.
    (digits | (digits & !HIGH).wrapping_add(ONES * 0x76)) & HIGH
}

/// The number of eight digits, each a byte, the first lowest.
#[inline(always)]
fn eight(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let high = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let low = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    high.wrapping_add(low) >> 32
}

/// Sixteen noughts.
const NOUGHTS: u128 = u128::from_le_bytes([b'0'; 16]);

/// How many bytes from the first are digits, and the bytes with the digit nought taken away.
#[inline(always)]
fn digits(chunk: u128) -> (usize, u128) {
    let digits = chunk ^ NOUGHTS;
    let (low, high) = (no_digits(digits as u64), no_digits((digits >> 64) as u64));
    let marks = u128::from(low) | u128::from(high) << 64;
    (marks.trailing_zeros() as usize / 8, digits)
}

/// The number of the first so many bytes, which are digits, each as its value.
#[inline(always)]
fn number(digits: u128, count: usize) -> u64 {
    let all = digits << ((8 * (16 - count.min(16))) % 128);
    eight(all as u64).wrapping_mul(100_000_000).wrapping_add(eight((all >> 64) as u64))
}

/// A decimal that a quotation mark ends, where the first sixteen bytes hold it and a
/// digit stands before and behind its point: its digits as one number, how many bytes it
/// takes, and its places.
#[inline(always)]
pub(super) fn decimal(chunk: u128) -> Option<(u64, usize, usize)> {
    match short_decimal(chunk as u64) {
        None => long_decimal(chunk),
        found => found,
    }
}

/// The same of the first eight bytes.
#[inline(always)]
fn short_decimal(chunk: u64) -> Option<(u64, usize, usize)> {
    let run = |chunk: u64| {
        let digits = chunk ^ NOUGHTS as u64;
        (no_digits(digits).trailing_zeros() as usize / 8, digits)
    };
    let number = |digits: u64, count: usize| eight(digits << ((8 * (8 - count.min(8))) % 64));
    let end = |chunk: u64, count: usize| (chunk >> ((8 * count) % 64)) as u8;
    let (whole, digits) = run(chunk);
    if whole == 0 || whole > 7 {
        return None;
    }
    if end(chunk, whole) == b'"' {
        return Some((number(digits, whole), whole, 0));
    }
    // Without its point.
    let before = (1 << (8 * whole)) - 1;
    let without = chunk & before | chunk >> 8 & !before;
    let (count, digits) = run(without);
    let closed = end(without, count) == b'"' && end(chunk, whole) == b'.';
    (closed && count > whole).then(|| (number(digits, count), count + 1, count - whole))
}

#[inline(never)]
fn long_decimal(chunk: u128) -> Option<(u64, usize, usize)> {
    let (whole, digits) = self::digits(chunk);
    let end = |count: usize| (chunk >> ((8 * count) % 128)) as u8;
    if whole == 0 || whole > 15 {
        return None;
    }
    if end(whole) == b'"' {
        return Some((number(digits, whole), whole, 0));
    }
    // Without its point.
    let before = mask(whole);
    let chunk = chunk & before | chunk >> 8 & !before;
    let (count, digits) = self::digits(chunk);
    let closed = count < 15 && (chunk >> (8 * count)) as u8 == b'"';
    (closed && end(whole) == b'.' && count > whole).then(|| (number(digits, count), count + 1, count - whole))
}

/// The number of the first ten bytes, where these are digits.
#[inline(always)]
pub(super) fn ten(chunk: u128) -> Option<u64> {
    let (count, digits) = digits(chunk);
    (count == 10).then(|| number(digits, 10))
}

/// The number of the first eight digits of some bytes, where they are that.
#[inline(always)]
pub(super) fn eight_digits(bytes: u64) -> Option<u64> {
    let digits = bytes ^ NOUGHTS as u64;
    (no_digits(digits) == 0).then(|| eight(digits))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn the_first_mark_is_right() {
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        for first in 0..=u8::MAX {
            for other in 0..=u8::MAX {
                for at in 0..7 {
                    let mut bytes = *b"abcdefgh";
                    bytes[at] = first;
                    bytes[at + 1] = other;
                    let marks = special(u64::from_le_bytes(bytes));
                    let count = bytes.iter().position(is_special).unwrap_or(8);
                    assert_eq!(marks.trailing_zeros() as usize / 8, count, "{bytes:?}");
                    let is_wide = bytes[..count].iter().any(|byte| *byte >= 0x80);
                    assert_eq!(wide(u64::from_le_bytes(bytes), marks) != 0, is_wide, "{bytes:?}");
                }
            }
        }
    }

    fn chunk(text: &str) -> u128 {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(16, 0);
        u128::from_le_bytes(bytes.try_into().unwrap())
    }

    #[test]
    fn decimals() {
        for (text, found) in [
            ("1\"", Some((1, 1, 0))),
            ("0\",", Some((0, 1, 0))),
            ("1234.56\"", Some((123_456, 7, 2))),
            ("9.40\",\"x\":1.2", Some((940, 4, 2))),
            ("123456789012345\"", Some((123_456_789_012_345, 15, 0))),
            ("12345678.901234\"", Some((12_345_678_901_234, 15, 6))),
            ("1.\"", None),
            (".5\"", None),
            ("1.2.3\"", None),
            ("-1\"", None),
            ("1", None),
            ("12 \"", None),
            ("12:4\"", None),
            ("\"", None),
        ] {
            assert_eq!(decimal(chunk(text)), found, "{text}");
            assert_eq!(long_decimal(chunk(text)), found, "{text}");
        }
        assert_eq!(ten(chunk("9503001000\"")), Some(9_503_001_000));
        assert_eq!((ten(chunk("95030010001")), ten(chunk("950300100x"))), (None, None));
        for byte in 0..=u8::MAX {
            for at in 0..16 {
                let mut bytes = *b"1234567890123456";
                bytes[at] = byte;
                let count = bytes.iter().position(|b| !b.is_ascii_digit()).unwrap_or(16);
                assert_eq!(digits(u128::from_le_bytes(bytes)).0, count, "{byte} at {at}");
            }
        }
        for number in (0..100_000_000u64).step_by(7_919) {
            let text = format!("{number:08}");
            let bytes = u64::from_le_bytes(text.as_bytes().try_into().unwrap());
            assert_eq!(eight_digits(bytes), Some(number));
        }
    }

    #[test]
    fn masks() {
        assert_eq!((mask(0), mask(1), mask(16), mask(40)), (0, 0xff, u128::MAX, u128::MAX));
    }
}
