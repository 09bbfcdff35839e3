//! After warm-up nothing is allocated for the verdict on a declaration that is admitted, nor
//! for reading its record into columns; but a specification that is taken apart is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use allocation_counter::measure;
use mp1039::eval::decision::Verdict;
use mp1039::pipeline::Options;
use mp1039::pipeline::columns::Columns;
use mp1039::source::SourceMap;

/// Fills columns and makes verdicts, twice to warm up, and gives how often the third time
/// something was allocated.
fn allocated(columns: &mut Columns, mut fill: impl FnMut(&mut Columns)) -> u64 {
    let mut round = || {
        columns.clear();
        fill(columns);
        columns.rule();
        assert!(columns.outcomes().iter().all(|own| own.unwrap().verdict == Verdict::Admit));
        assert_eq!(columns.violations().count(), 0);
    };
    round();
    round();
    measure(round).count_total
}

#[test]
fn an_admitted_declaration_takes_no_memory() {
    let policy = support::policy();
    let options = Options::default();
    let source = SourceMap::default().add("d.json", "");
    for name in ["toys", "one-toy"] {
        let mut sample = support::sample(name);
        let items = sample["items"].as_array_mut().unwrap().iter_mut();
        items.for_each(|item| drop(item.as_object_mut().unwrap().remove("spec")));
        let record = sample.to_string();
        let mut columns = policy.columns(&options);
        let read = |columns: &mut Columns| {
            (0..100).for_each(|_| columns.push_json(source, record.as_bytes()).unwrap());
        };
        assert_eq!(allocated(&mut columns, read), 0, "{name}");
    }
    // What is counted is counted.
    assert!(measure(|| drop(std::hint::black_box(vec![1]))).count_total > 0);
}
