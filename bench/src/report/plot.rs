//! Curves as SVG.

use plotters::coord::Shift;
use plotters::prelude::*;
use std::path::Path;

const COLOURS: [RGBColor; 8] = [
    RGBColor(0x1b, 0x6c, 0xa8),
    RGBColor(0xd1, 0x49, 0x5b),
    RGBColor(0x2e, 0x8b, 0x57),
    RGBColor(0xed, 0xae, 0x49),
    RGBColor(0x6a, 0x4c, 0x93),
    RGBColor(0x55, 0x55, 0x55),
    RGBColor(0x00, 0x8b, 0x8b),
    RGBColor(0xa0, 0x52, 0x2d),
];

/// Curves in one picture; both axes are logarithmic.
pub struct Plot {
    /// The name of the file.
    pub file: &'static str,
    /// What it shows.
    pub title: String,
    /// What its axes are.
    pub axes: [&'static str; 2],
    /// The curves.
    pub series: Vec<Series>,
}

/// A curve.
pub struct Series {
    /// What it is of.
    pub name: String,
    /// Its points.
    pub points: Vec<(f64, f64)>,
}

impl Plot {
    pub(super) fn draw(&self, folder: &Path) -> Result<(), String> {
        let path = folder.join(self.file);
        let area = SVGBackend::new(&path, (860, 480)).into_drawing_area();
        self.draw_on(&area).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn draw_on<B: DrawingBackend>(
        &self,
        area: &DrawingArea<B, Shift>,
    ) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
        area.fill(&WHITE)?;
        let points = || self.series.iter().flat_map(|series| series.points.iter().copied());
        let ends = |axis: fn((f64, f64)) -> f64, room: f64| {
            let values: Vec<f64> = points().map(axis).filter(|value| *value > 0.0).collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(0.0, f64::max);
            if values.is_empty() { 1.0..10.0 } else { low / room..high * room }
        };
        let (across, up) = (ends(|point| point.0, 1.1), ends(|point| point.1, 1.6));
        let mut chart = ChartBuilder::on(area)
            .caption(&self.title, ("sans-serif", 18))
            .margin(12)
            .margin_right(24)
            .x_label_area_size(42)
            .y_label_area_size(84)
            .build_cartesian_2d(across.log_scale(), up.log_scale())?;
        chart
            .configure_mesh()
            .x_desc(self.axes[0])
            .y_desc(self.axes[1])
            .x_label_formatter(&label)
            .y_label_formatter(&label)
            .light_line_style(WHITE)
            .draw()?;
        for (series, colour) in self.series.iter().zip(COLOURS.iter().cycle()) {
            let line = LineSeries::new(series.points.iter().copied(), colour.stroke_width(2));
            chart
                .draw_series(line)?
                .label(&series.name)
                .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
            chart.draw_series(series.points.iter().map(|&point| Circle::new(point, 3, colour.filled())))?;
        }
        chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK.mix(0.4)).draw()?;
        area.present()
    }
}

fn label(number: &f64) -> String {
    match *number {
        number if number >= 1e6 => format!("{} M", number / 1e6),
        number if number >= 1e3 => format!("{} k", number / 1e3),
        number => format!("{number}"),
    }
}
