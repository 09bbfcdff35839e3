//! Evaluation: an edition and a declaration → a [`decision::Decision`].

pub mod decision;
