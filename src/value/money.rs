//! Money: an exact amount that never forgets its currency.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Number;

/// A currency code of ISO 4217: three capital letters.
///
/// ```
/// use mp1039::value::Currency;
/// assert_eq!(Currency::parse("USD").unwrap().as_str(), "USD");
/// assert!(Currency::parse("usd").is_none());
/// assert!(Currency::parse("RMB").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency of China.
    pub const CNY: Currency = Currency(*b"CNY");

    /// A code of ISO 4217 in capital letters, or nothing.
    pub fn parse(text: &str) -> Option<Currency> {
        iso_currency::Currency::from_code(text)?;
        text.as_bytes().try_into().ok().map(Currency)
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// An amount in a currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    /// How much, exactly.
    pub amount: Number,
    /// Of what.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.amount.to_text(2))
    }
}
