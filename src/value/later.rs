//! A value that stays as bytes until it is asked for.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

/// Bytes, and how they are read.
type Kept<T> = (&'static [u8], fn(&'static [u8]) -> Option<T>);

/// A value, or bytes that become one when it is first looked at.
///
/// Whoever keeps bytes knows already that they are sound; where they are not, the value is
/// an empty one.
///
/// ```
/// use mp1039::value::Later;
/// let two = Later::of(b"2", |bytes| std::str::from_utf8(bytes).ok()?.parse::<u32>().ok());
/// assert_eq!((*two, two), (2, Later::from(2)));
/// ```
pub struct Later<T> {
    value: OnceLock<T>,
    kept: Option<Kept<T>>,
}

impl<T> Later<T> {
    /// A value that is read of bytes when it is looked at.
    pub fn of(bytes: &'static [u8], read: fn(&'static [u8]) -> Option<T>) -> Later<T> {
        Later { value: OnceLock::new(), kept: Some((bytes, read)) }
    }
}

impl<T: Default> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| self.kept.and_then(|(bytes, read)| read(bytes)).unwrap_or_default())
    }
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Later<T> {
        Later { value: OnceLock::from(value), kept: None }
    }
}

impl<T> Default for Later<T> {
    fn default() -> Later<T> {
        Later { value: OnceLock::new(), kept: None }
    }
}

impl<T: Clone> Clone for Later<T> {
    fn clone(&self) -> Later<T> {
        Later { value: self.value.clone(), kept: self.kept }
    }
}

impl<T: Default + fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default + PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Later<T>) -> bool {
        **self == **other
    }
}

impl<T: Default + Eq> Eq for Later<T> {}

impl<T: Default + Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}
