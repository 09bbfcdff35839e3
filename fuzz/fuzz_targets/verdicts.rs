#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mp1039_fuzz::verdicts(bytes));
