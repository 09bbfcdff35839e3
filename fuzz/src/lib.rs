//! What every target does with bytes: reads records of one format, or of the format
//! that their content shows, and binds each to the shipped policy. Nothing may panic,
//! and nothing may take more memory than the limits allow.

use std::cell::RefCell;
use std::sync::OnceLock;

use mp1039::cli::EmbeddedWorld;
use mp1039::eval::decision::Verdict;
use mp1039::eval::law_day;
use mp1039::input::formats::{FORMATS, Input, Outcome, Records};
use mp1039::input::{Limits, Read, Stream, push, read_bytes};
use mp1039::ir::Batch;
use mp1039::pipeline::{Options, Policy};
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;

fn policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| {
        let start = Start::File("221-2019.pol".into());
        Policy::load(&EmbeddedWorld, start, &mut SourceMap::default()).expect("the shipped policy").policy
    })
}

/// Small, so that what swells is seen early.
fn limits() -> Limits {
    Limits { bytes: 1 << 20, lines: 2_000, depth: 64, values: 200_000 }
}

fn bind(outcome: Outcome) {
    let options = Options { limits: limits(), ..Options::default() };
    if let Ok(record) = outcome {
        let _ = policy().read(&record, &options);
    }
}

/// Reads bytes as a format, whatever they look like.
pub fn read(format: &str, bytes: &[u8]) {
    let mut sources = SourceMap::default();
    let source = sources.add("fuzz", "");
    let format = FORMATS.iter().find(|f| f.name == format).expect("a format of the table");
    let input = Input { bytes, source, charset: None, limits: &limits() };
    for outcome in format.read(&input, &mut sources).into_iter().flatten() {
        bind(outcome);
    }
}

/// Reads bytes as what their content shows.
pub fn any(bytes: &[u8]) {
    let mut sources = SourceMap::default();
    let source = sources.add("fuzz", "");
    let opened = Records::open(Box::new(bytes), source, &mut sources, (None, &limits()));
    let Ok(mut records) = opened else { return };
    while let Some(outcome) = records.next(&mut sources) {
        bind(outcome);
    }
}

/// Reads bytes as one record of a stream: what is read fast is what the plain reader reads,
/// and of that it says nothing.
pub fn lines(bytes: &[u8]) {
    thread_local! {
        static STREAM: RefCell<Option<Stream>> = const { RefCell::new(None) };
    }
    let (schema, layout) = (policy().schema(), policy().layout());
    let mut fast = Batch::new(&layout);
    let read = STREAM.with_borrow_mut(|stream| {
        let stream = stream.get_or_insert_with(|| Stream::new(schema, &layout, &limits()));
        stream.push(bytes, None, &mut fast)
    });
    let mut plain = Batch::new(&layout);
    if read != Read::Plain {
        let source = SourceMap::default().add("fuzz", "");
        let declaration = read_bytes(source, bytes, &[], schema, &limits()).expect("a declaration");
        assert_eq!(read == Read::Warned, !declaration.warnings.is_empty(), "{:?}", declaration.warnings);
        push(&mut plain, &layout, &declaration, law_day(schema, &declaration, None));
    }
    assert_eq!(fast, plain);
}

/// Reads bytes as one declaration: where the compiled law decides it, so does the reference.
pub fn verdicts(bytes: &[u8]) {
    let options = Options { limits: Limits { lines: 40, ..limits() }, ..Options::default() };
    let source = SourceMap::default().add("fuzz", "");
    let Ok(declaration) = read_bytes(source, bytes, &[], policy().schema(), &options.limits) else { return };
    let ruling = policy().ruling(&declaration, &options).map(|ruling| ruling.outcome);
    let ruling = ruling.filter(|outcome| outcome.verdict != Verdict::Undecided);
    let settled = policy().settled(&declaration, &options);
    if ruling.is_some() || settled.is_some() {
        let decision = policy().decide_by_reference(&declaration, &options).expect("law that compiles");
        ruling.into_iter().for_each(|outcome| assert_eq!(outcome.verdict, decision.verdict));
        settled.into_iter().for_each(|settled| assert_eq!(settled, decision));
    }
}
