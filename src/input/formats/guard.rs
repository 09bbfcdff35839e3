//! Calls into libraries that may panic on hostile bytes: a panic becomes an answer, and
//! the hook that ends the process on a panic leaves such a call alone.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is expected and caught. A panic hook that ends the
/// process or prints something asks this first.
pub fn is_guarded() -> bool {
    GUARDED.with(Cell::get)
}

/// Calls `call`; `None` where it panicked. What it was working on is to be dropped then.
pub(super) fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.with(|guarded| guarded.replace(true));
    let answer = catch_unwind(AssertUnwindSafe(call)).ok();
    GUARDED.with(|guarded| guarded.set(before));
    answer
}
