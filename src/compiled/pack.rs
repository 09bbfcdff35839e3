//! Values as bytes and back: whole numbers in groups of seven bits, a text once, what is
//! shared once.
//!
//! What is read is never trusted: every number is held against what is left, and a value
//! that cannot be is `None`, and so is all that holds it.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::value::Later;

/// A value that can be written as bytes and read again.
pub trait Pack: Sized {
    /// Writes it.
    fn put(&self, to: &mut Writer);

    /// Reads it; `None` for bytes that are none.
    fn take(from: &mut Reader) -> Option<Self>;
}

/// Where values are written.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    texts: HashMap<String, usize>,
    /// What is shared, by where it is.
    shared: HashMap<usize, usize>,
    failed: bool,
}

impl Writer {
    /// What was written; `None` where a value had no form.
    pub fn finish(self) -> Option<Vec<u8>> {
        (!self.failed).then_some(self.bytes)
    }

    /// Says that a value has no form as bytes.
    pub fn fail(&mut self) {
        self.failed = true;
    }

    /// A whole number.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// A text: the place of one that was written before, or nought and its letters.
    pub fn text(&mut self, text: &str) {
        if let Some(at) = self.texts.get(text).copied() {
            return self.number(at as u64 + 1);
        }
        self.texts.insert(text.to_owned(), self.texts.len());
        self.number(0);
        self.number(text.len() as u64);
        self.bytes.extend(text.as_bytes());
    }

    /// Bytes that are read by themselves.
    pub fn part(&mut self, part: Writer) {
        self.failed |= part.failed;
        self.number(part.bytes.len() as u64);
        self.bytes.extend(part.bytes);
    }
}

/// Where values are read.
#[derive(Debug)]
pub struct Reader {
    bytes: &'static [u8],
    texts: Vec<&'static str>,
    shared: Vec<Box<dyn Any>>,
}

impl Reader {
    /// A whole number.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        match self.bytes.split_first() {
            Some((byte, rest)) if *byte < 0x80 => {
                self.bytes = rest;
                Some(u64::from(*byte))
            }
            _ => self.long_number(),
        }
    }

    #[inline(never)]
    fn long_number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                return None;
            }
            number |= part << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// How many parts follow; none is smaller than a byte.
    pub fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.bytes.len()).then_some(count)
    }

    /// Bytes that are read by themselves.
    pub fn part(&mut self) -> Option<&'static [u8]> {
        let length = self.count()?;
        let (own, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(own)
    }

    /// So many bytes.
    pub fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (own, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*own)
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'static str> {
        match usize::try_from(self.number()?).ok()?.checked_sub(1) {
            Some(at) => self.texts.get(at).copied(),
            None => {
                let text = std::str::from_utf8(self.part()?).ok()?;
                self.texts.push(text);
                Some(text)
            }
        }
    }
}

/// Whole numbers that never fall, each as how far it is from the one before, in four bytes or,
/// where one is farther, in eight.
pub struct Rising;

impl Rising {
    /// Writes them.
    pub fn put(numbers: &[u64], to: &mut Writer) {
        let before = std::iter::once(&0).chain(numbers);
        let steps = numbers.iter().zip(before).map(|(own, before)| own.checked_sub(*before));
        let Some(steps) = steps.collect::<Option<Vec<u64>>>() else { return to.fail() };
        to.number(numbers.len() as u64);
        let far = steps.iter().any(|step| u32::try_from(*step).is_err());
        far.put(to);
        let width = if far { 8 } else { 4 };
        steps.iter().for_each(|step| to.bytes(step.to_le_bytes().get(..width).unwrap_or_default()));
    }

    /// Reads them.
    pub fn take(from: &mut Reader) -> Option<Vec<u64>> {
        let count = from.count()?;
        let mut before = 0u64;
        let mut next = |step: u64| {
            before = before.checked_add(step)?;
            Some(before)
        };
        if bool::take(from)? {
            (0..count).map(|_| next(u64::from_le_bytes(from.bytes()?))).collect()
        } else {
            (0..count).map(|_| next(u64::from(u32::from_le_bytes(from.bytes()?)))).collect()
        }
    }
}

/// The same, read when they are asked for.
pub struct RisingLater;

impl RisingLater {
    /// Writes them.
    pub fn put(numbers: &[u64], to: &mut Writer) {
        let mut part = Writer::default();
        Rising::put(numbers, &mut part);
        to.part(part);
    }

    /// Reads where they are.
    pub fn take(from: &mut Reader) -> Option<Later<Vec<u64>>> {
        from.part().map(|bytes| Later::of(bytes, |bytes| all_of(bytes, Rising::take)))
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Pack for $type {
            fn put(&self, to: &mut Writer) {
                to.number(*self as u64);
            }

            fn take(from: &mut Reader) -> Option<$type> {
                <$type>::try_from(from.number()?).ok()
            }
        }
    )*};
}

whole_numbers!(u8, u16, u32, u64, usize);

impl Pack for i64 {
    fn put(&self, to: &mut Writer) {
        // The sign last, so that a small number is short whichever it has.
        to.number(((self << 1) ^ (self >> 63)) as u64);
    }

    fn take(from: &mut Reader) -> Option<i64> {
        let number = from.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }
}

impl Pack for u128 {
    fn put(&self, to: &mut Writer) {
        to.number((self >> 64) as u64);
        to.number(*self as u64);
    }

    fn take(from: &mut Reader) -> Option<u128> {
        Some(u128::from(from.number()?) << 64 | u128::from(from.number()?))
    }
}

impl Pack for bool {
    fn put(&self, to: &mut Writer) {
        to.number(u64::from(*self));
    }

    fn take(from: &mut Reader) -> Option<bool> {
        match from.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Pack for char {
    fn put(&self, to: &mut Writer) {
        to.number(u64::from(*self));
    }

    fn take(from: &mut Reader) -> Option<char> {
        char::from_u32(u32::take(from)?)
    }
}

impl Pack for String {
    fn put(&self, to: &mut Writer) {
        to.text(self);
    }

    fn take(from: &mut Reader) -> Option<String> {
        from.text().map(str::to_owned)
    }
}

impl<T: Pack> Pack for Option<T> {
    fn put(&self, to: &mut Writer) {
        self.is_some().put(to);
        if let Some(own) = self {
            own.put(to);
        }
    }

    fn take(from: &mut Reader) -> Option<Option<T>> {
        if bool::take(from)? { T::take(from).map(Some) } else { Some(None) }
    }
}

impl<T: Pack> Pack for Box<T> {
    fn put(&self, to: &mut Writer) {
        (**self).put(to);
    }

    fn take(from: &mut Reader) -> Option<Box<T>> {
        T::take(from).map(Box::new)
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn put(&self, to: &mut Writer) {
        to.number(self.len() as u64);
        self.iter().for_each(|own| own.put(to));
    }

    fn take(from: &mut Reader) -> Option<Vec<T>> {
        let count = from.count()?;
        // A count that cannot be has to cost nothing before it is found out.
        let mut all = Vec::with_capacity(count.min(1 << 14));
        for _ in 0..count {
            all.push(T::take(from)?);
        }
        Some(all)
    }
}

impl<K: Pack + Ord, V: Pack> Pack for BTreeMap<K, V> {
    fn put(&self, to: &mut Writer) {
        to.number(self.len() as u64);
        self.iter().for_each(|(key, value)| {
            key.put(to);
            value.put(to);
        });
    }

    fn take(from: &mut Reader) -> Option<BTreeMap<K, V>> {
        let count = from.count()?;
        (0..count).map(|_| Some((K::take(from)?, V::take(from)?))).collect()
    }
}

impl<T: Pack, const N: usize> Pack for [T; N] {
    fn put(&self, to: &mut Writer) {
        self.iter().for_each(|own| own.put(to));
    }

    fn take(from: &mut Reader) -> Option<[T; N]> {
        let all: Vec<T> = (0..N).map(|_| T::take(from)).collect::<Option<_>>()?;
        all.try_into().ok()
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn put(&self, to: &mut Writer) {
        self.0.put(to);
        self.1.put(to);
    }

    fn take(from: &mut Reader) -> Option<(A, B)> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl<A: Pack, B: Pack, C: Pack> Pack for (A, B, C) {
    fn put(&self, to: &mut Writer) {
        self.0.put(to);
        self.1.put(to);
        self.2.put(to);
    }

    fn take(from: &mut Reader) -> Option<(A, B, C)> {
        Some((A::take(from)?, B::take(from)?, C::take(from)?))
    }
}

/// What is shared is written where it is met first, and is shared again when it is read.
impl<T: Pack + Any> Pack for Arc<T> {
    fn put(&self, to: &mut Writer) {
        let place = Arc::as_ptr(self) as usize;
        if let Some(at) = to.shared.get(&place).copied() {
            return to.number(at as u64 + 1);
        }
        to.number(0);
        (**self).put(to);
        // After its parts, as it is read.
        let next = to.shared.len();
        to.shared.insert(place, next);
    }

    fn take(from: &mut Reader) -> Option<Arc<T>> {
        match usize::try_from(from.number()?).ok()?.checked_sub(1) {
            Some(at) => from.shared.get(at)?.downcast_ref::<Arc<T>>().cloned(),
            None => {
                let own = Arc::new(T::take(from)?);
                from.shared.push(Box::new(own.clone()));
                Some(own)
            }
        }
    }
}

/// What may never be asked for is read when it is: its bytes stand by themselves.
impl<T: Pack + Default> Pack for Later<T> {
    fn put(&self, to: &mut Writer) {
        let mut part = Writer::default();
        (**self).put(&mut part);
        to.part(part);
    }

    fn take(from: &mut Reader) -> Option<Later<T>> {
        from.part().map(|bytes| Later::of(bytes, whole))
    }
}

/// A value that all of some bytes are.
pub fn whole<T: Pack>(bytes: &'static [u8]) -> Option<T> {
    all_of(bytes, T::take)
}

fn all_of<T>(bytes: &'static [u8], take: fn(&mut Reader) -> Option<T>) -> Option<T> {
    let mut from = Reader { bytes, texts: Vec::new(), shared: Vec::new() };
    let value = take(&mut from)?;
    from.bytes.is_empty().then_some(value)
}

/// Structs as their fields in order; `by` names another way to write one.
macro_rules! packed {
    ($($type:ty { $($field:ident $(by $how:ident)?),* $(,)? })*) => {$(
        impl $crate::compiled::pack::Pack for $type {
            fn put(&self, to: &mut $crate::compiled::pack::Writer) {
                // A field that is not named here does not compile.
                let Self { $($field),* } = self;
                $($crate::compiled::pack::put_field!(to, $field $(by $how)?);)*
            }

            fn take(from: &mut $crate::compiled::pack::Reader) -> Option<Self> {
                $(let $field = $crate::compiled::pack::take_field!(from $(by $how)?);)*
                Some(Self { $($field),* })
            }
        }
    )*};
}

macro_rules! put_field {
    ($to:ident, $field:ident) => {
        $crate::compiled::pack::Pack::put($field, $to)
    };
    ($to:ident, $field:ident by $how:ident) => {
        $how::put($field, $to)
    };
}

macro_rules! take_field {
    ($from:ident) => {
        $crate::compiled::pack::Pack::take($from)?
    };
    ($from:ident by $how:ident) => {
        $how::take($from)?
    };
}

/// Enums as the number of the variant, then its parts in order.
macro_rules! packed_enum {
    ($($type:ty { $($number:literal => $variant:ident $(($($part:ident),*))? $({$($field:ident),*})?),* $(,)? })*) => {$(
        impl $crate::compiled::pack::Pack for $type {
            fn put(&self, to: &mut $crate::compiled::pack::Writer) {
                match self {
                    $(Self::$variant $(($($part),*))? $({$($field),*})? => {
                        to.number($number);
                        $($($crate::compiled::pack::Pack::put($part, to);)*)?
                        $($($crate::compiled::pack::Pack::put($field, to);)*)?
                    })*
                }
            }

            fn take(from: &mut $crate::compiled::pack::Reader) -> Option<Self> {
                match from.number()? {
                    $($number => {
                        $($(let $part = $crate::compiled::pack::Pack::take(from)?;)*)?
                        $($(let $field = $crate::compiled::pack::Pack::take(from)?;)*)?
                        Some(Self::$variant $(($($part),*))? $({$($field),*})?)
                    })*
                    _ => None,
                }
            }
        }
    )*};
}

pub(super) use {packed, packed_enum, put_field, take_field};
