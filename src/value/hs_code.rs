//! Tariff codes: two to ten digits, compared by stated length.

use std::fmt;

use serde::{Serialize, Serializer};

/// A code of the tariff, or the beginning of one: 2 to 10 digits.
///
/// ```
/// use mp1039::value::HsCode;
/// let heading = HsCode::parse("9404").unwrap();
/// let code = HsCode::parse("9404.2100.10").unwrap();
/// assert!(heading.covers(code));
/// assert_eq!(code.digits(), "9404210010");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HsCode {
    /// The digits as a number, padded with noughts to ten places.
    padded: u64,
    length: u8,
}

impl HsCode {
    /// Reads 2 to 10 digits; dots between them are dropped.
    pub fn parse(text: &str) -> Option<HsCode> {
        let digits: String = text.chars().filter(|c| *c != '.').collect();
        let all = digits.bytes().all(|b| b.is_ascii_digit());
        if !all || !(2..=10).contains(&digits.len()) || text.starts_with('.') || text.ends_with('.') {
            return None;
        }
        let length = u8::try_from(digits.len()).ok()?;
        let padded = format!("{digits:0<10}").parse().ok()?;
        Some(HsCode { padded, length })
    }

    /// A ten-digit code from its number, as tariff rows hold it.
    ///
    /// ```
    /// use mp1039::value::HsCode;
    /// assert_eq!(HsCode::of_ten(101_210_010).digits(), "0101210010");
    /// ```
    pub fn of_ten(number: u64) -> HsCode {
        HsCode { padded: number, length: 10 }
    }

    /// How many digits it has.
    pub fn len(self) -> usize {
        usize::from(self.length)
    }

    /// A code is never empty; here so that `len` has its companion.
    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    /// The digits, without dots.
    pub fn digits(self) -> String {
        let mut digits = format!("{:010}", self.padded);
        digits.truncate(self.len());
        digits
    }

    /// Whether `code` begins with this code.
    pub fn covers(self, code: HsCode) -> bool {
        self.length <= code.length && (self.first()..=self.last()).contains(&code.padded)
    }

    /// The first ten-digit number under it.
    pub fn first(self) -> u64 {
        self.padded
    }

    /// The last ten-digit number under it.
    pub fn last(self) -> u64 {
        self.padded + 10u64.pow(10 - u32::from(self.length)) - 1
    }

    /// Its first `length` digits; itself when it is not longer.
    pub fn prefix(self, length: u8) -> HsCode {
        if length >= self.length || length < 2 {
            return self;
        }
        let unit = 10u64.pow(10 - u32::from(length));
        HsCode { padded: self.padded / unit * unit, length }
    }
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, c) in self.digits().chars().enumerate() {
            if i == 4 || i == 8 {
                f.write_str(".")?;
            }
            write!(f, "{c}")?;
        }
        Ok(())
    }
}

impl Serialize for HsCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.digits())
    }
}
