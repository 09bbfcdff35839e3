//! Syntax: text → [`ast`].

pub mod ast;
