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

#[cfg(test)]
mod tests {
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

    #[test]
    fn masks() {
        assert_eq!((mask(0), mask(1), mask(16), mask(40)), (0, 0xff, u128::MAX, u128::MAX));
    }
}
