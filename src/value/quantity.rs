//! Quantities with a unit of a closed table.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Number, decimal};

/// What a unit measures; only like is compared with like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Weight; base unit gram.
    Mass,
    /// Length; base unit millimetre.
    Length,
    /// Area; base unit square metre.
    Area,
    /// Volume; base unit millilitre.
    Volume,
    /// Density; base unit gram per cubic centimetre.
    Density,
    /// Time; base unit second.
    Time,
    /// Power; base unit watt.
    Power,
    /// Voltage; base unit volt.
    Voltage,
    /// Energy; base unit watt-hour.
    Energy,
    /// Pressure and strength; base unit pascal.
    Pressure,
    /// Frequency; base unit hertz.
    Frequency,
    /// Pieces; base unit one piece.
    Pieces,
}

/// Symbol, dimension, and its size in base units as a decimal.
const UNITS: &[(&str, Dimension, &str)] = &[
    ("mg", Dimension::Mass, "0.001"),
    ("g", Dimension::Mass, "1"),
    ("kg", Dimension::Mass, "1000"),
    ("t", Dimension::Mass, "1000000"),
    ("um", Dimension::Length, "0.001"),
    ("mm", Dimension::Length, "1"),
    ("cm", Dimension::Length, "10"),
    ("m", Dimension::Length, "1000"),
    ("km", Dimension::Length, "1000000"),
    ("m2", Dimension::Area, "1"),
    ("ml", Dimension::Volume, "1"),
    ("l", Dimension::Volume, "1000"),
    ("m3", Dimension::Volume, "1000000"),
    ("g/cm3", Dimension::Density, "1"),
    ("kg/m3", Dimension::Density, "0.001"),
    ("s", Dimension::Time, "1"),
    ("min", Dimension::Time, "60"),
    ("h", Dimension::Time, "3600"),
    ("W", Dimension::Power, "1"),
    ("kW", Dimension::Power, "1000"),
    ("V", Dimension::Voltage, "1"),
    ("kV", Dimension::Voltage, "1000"),
    ("Wh", Dimension::Energy, "1"),
    ("kWh", Dimension::Energy, "1000"),
    ("Pa", Dimension::Pressure, "1"),
    ("kPa", Dimension::Pressure, "1000"),
    ("MPa", Dimension::Pressure, "1000000"),
    ("GPa", Dimension::Pressure, "1000000000"),
    ("Hz", Dimension::Frequency, "1"),
    ("kHz", Dimension::Frequency, "1000"),
    ("MHz", Dimension::Frequency, "1000000"),
    ("GHz", Dimension::Frequency, "1000000000"),
    ("pcs", Dimension::Pieces, "1"),
];

/// A unit of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    symbol: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    size: &'static str,
}

impl Unit {
    /// Looks a unit up by its symbol, case by case.
    ///
    /// ```
    /// use mp1039::value::Unit;
    /// assert!(Unit::parse("g/cm3").is_some());
    /// assert!(Unit::parse("furlong").is_none());
    /// ```
    pub fn parse(symbol: &str) -> Option<Unit> {
        let row = UNITS.iter().find(|(s, _, _)| *s == symbol)?;
        Some(Unit { symbol: row.0, dimension: row.1, size: row.2 })
    }

    /// Every symbol, in the order of the table.
    pub fn symbols() -> impl Iterator<Item = &'static str> {
        UNITS.iter().map(|(symbol, _, _)| *symbol)
    }

    /// The symbol as written.
    pub fn symbol(&self) -> &'static str {
        self.symbol
    }

    /// How many base units one of it is.
    pub fn size(&self) -> Number {
        decimal::parse(self.size).map_or_else(|_| Number::from(1i64), Number::from)
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol)
    }
}

/// An amount with its unit, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Quantity {
    /// How many of the unit.
    pub amount: Number,
    /// The unit.
    pub unit: Unit,
}

impl Quantity {
    /// The amount in base units of its dimension.
    pub fn in_base(&self) -> Number {
        self.amount.times(&self.unit.size())
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount.to_text(0), self.unit.symbol)
    }
}
