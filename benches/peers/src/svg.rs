//! Curves on two logarithmic scales, as plain SVG with captions in both languages.

use std::fmt::Write;

use crate::growth::Figure;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
/// Left, right, top, bottom; the right holds the names.
const MARGIN: (f64, f64, f64, f64) = (90.0, 190.0, 54.0, 52.0);
/// Colours that can be told apart in print and by the colour-blind; the floor is black and
/// mp1039 blue in every figure.
const COLOURS: [&str; 6] = ["#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#777777"];

/// A scale from values to places.
struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Whole powers of ten around these values.
    fn new(values: impl Iterator<Item = f64>, start: f64, end: f64) -> Scale {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|v| *v > 0.0) {
            (low, high) = (low.min(value.log10()), high.max(value.log10()));
        }
        let (from, to) = (low.floor(), high.ceil());
        Scale { from, to: if to > from { to } else { from + 1.0 }, start, end }
    }

    fn at(&self, value: f64) -> f64 {
        self.start + (value.log10() - self.from) / (self.to - self.from) * (self.end - self.start)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        (self.from as i32..=self.to as i32).map(|power| 10f64.powi(power))
    }
}

/// The figure as a file.
pub fn draw(figure: &Figure) -> String {
    let points = || figure.curves.iter().flat_map(|curve| &curve.points);
    let x = Scale::new(points().map(|p| p.0), MARGIN.0, WIDTH - MARGIN.1);
    let y = Scale::new(points().map(|p| p.1), HEIGHT - MARGIN.3, MARGIN.2);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>{} · {}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
        figure.title.0, figure.title.1
    );
    text(&mut out, (MARGIN.0, 20.0), "start", &format!("{} · {}", figure.title.0, figure.title.1));
    text(&mut out, (MARGIN.0, 40.0), "start", &format!("{} · {}", figure.y.0, figure.y.1));
    let middle = (MARGIN.0 + WIDTH - MARGIN.1) / 2.0;
    text(&mut out, (middle, HEIGHT - 12.0), "middle", &format!("{} · {}", figure.x.0, figure.x.1));
    axes(&mut out, &x, &y);
    curves(&mut out, figure, &x, &y);
    out.push_str("</svg>\n");
    out
}

fn axes(out: &mut String, x: &Scale, y: &Scale) {
    for tick in x.ticks() {
        let at = x.at(tick);
        line(out, (at, y.start), (at, y.end));
        text(out, (at, y.start + 18.0), "middle", &short(tick));
    }
    for tick in y.ticks() {
        let at = y.at(tick);
        line(out, (x.start, at), (x.end, at));
        text(out, (x.start - 8.0, at + 4.0), "end", &short(tick));
    }
}

fn colour(figure: &Figure, index: usize) -> &'static str {
    match figure.curves[index].name.as_str() {
        "floor" => "#000000",
        "mp1039" => "#0072b2",
        _ => COLOURS[index % COLOURS.len()],
    }
}

fn curves(out: &mut String, figure: &Figure, x: &Scale, y: &Scale) {
    let mut ends: Vec<(f64, usize)> = Vec::new();
    for (index, curve) in figure.curves.iter().enumerate() {
        let colour = colour(figure, index);
        let places: Vec<(f64, f64)> = curve.points.iter().map(|p| (x.at(p.0), y.at(p.1))).collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let path = path.join(" ");
        let _ = writeln!(
            out,
            "<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        );
        for (x, y) in &places {
            let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
        ends.extend(places.last().map(|last| (last.1, index)));
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = 0.0f64;
    for (at, index) in ends {
        free = at.max(free + 15.0);
        let (colour, name) = (colour(figure, index), &figure.curves[index].name);
        let left = x.end + 10.0;
        let _ = writeln!(out, "<text x=\"{left}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>", free + 4.0);
    }
}

fn line(out: &mut String, from: (f64, f64), to: (f64, f64)) {
    let ((a, b), (c, d)) = (from, to);
    let _ =
        writeln!(out, "<line x1=\"{a:.1}\" y1=\"{b:.1}\" x2=\"{c:.1}\" y2=\"{d:.1}\" stroke=\"#dddddd\"/>");
}

fn text(out: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>");
}

/// `1,000`, `0.1`.
fn short(value: f64) -> String {
    if value < 1.0 {
        return format!("{value}");
    }
    crate::page::thousands(value)
}
