//! Pictures with axes, and matrices, from data made by hand.

use noise_prune::params::Rule;
use noise_prune::pictures::boxes::{self, Spread};
use noise_prune::pictures::dynamics;
use noise_prune::pictures::errors;
use noise_prune::pictures::importance;
use noise_prune::pictures::kit::chart::Chart;
use noise_prune::pictures::kit::ink::Pen;
use noise_prune::pictures::kit::lines::{self, Line};
use noise_prune::pictures::kit::matrix::{self, Matrix, Ramp};
use noise_prune::pictures::kit::palette::Mark;
use noise_prune::pictures::kit::scatter::{self, Scatter};
use noise_prune::pictures::kit::svg::svg;
use noise_prune::pictures::kit::{PictureError, Role, Shown, Style, Theme};
use noise_prune::pictures::limit::{self, Points};
use noise_prune::pictures::spectrum::plane::{self, Plane};
use noise_prune::pictures::spectrum::rates::{self, Rates};
use noise_prune::pictures::traces;
use noise_prune::pictures::{convergence, probabilities};
use noise_prune::rule::fate::Fate;

use crate::document::{circles, everywhere, jitter, labels};

/// Frame and data in one layer.
fn whole(
    pen: &mut Pen,
    chart: impl FnOnce((f64, f64), &Style) -> Chart,
    data: impl FnOnce(&mut Pen, &Chart) -> Result<Shown, PictureError>,
) -> Result<Shown, PictureError> {
    let chart = chart(pen.size(), pen.style);
    chart.draw_frame(pen)?;
    data(pen, &chart)
}

fn rates(original: &[f64], noise: &[f64], weight: &[f64]) -> Rates {
    let pruned = vec![(Role::By(Rule::Noise), noise.to_vec()), (Role::By(Rule::Weight), weight.to_vec())];
    Rates { original: original.to_vec(), pruned, tolerance: 1e-9 }
}

fn rates_everywhere(rates: &Rates) -> (String, Shown) {
    let titles = [
        "Spectrum",
        "slow ← original rate of decay −λ → fast",
        "rate of decay after pruning −λ′",
        "λ′ ≥ 0: does not decay",
        "noise",
        "weight",
    ];
    everywhere(&titles, |pen| {
        whole(
            pen,
            |size, style| rates::chart("Spectrum", rates, &mut None, size, style),
            |pen, chart| rates::draw(pen, chart, rates),
        )
    })
}

#[test]
fn the_spectrum_has_one_mark_an_eigenvalue_and_rule() {
    let original: Vec<f64> = (0..140).map(|k| -1.5 + f64::from(k) / 140.0 * 1.49).collect();
    let noise: Vec<f64> = original.iter().enumerate().map(|(k, v)| v * (0.8 + 0.4 * jitter(k))).collect();
    let mut weight: Vec<f64> =
        original.iter().enumerate().map(|(k, v)| v * (0.7 + 0.6 * jitter(k))).collect();
    weight[138] = 3e-15;
    weight[139] = 0.2;
    let (document, shown) = rates_everywhere(&rates(&original, &noise, &weight));
    assert_eq!(shown, Shown { drawn: 280, left_out: 0 });
    // Discs are the noise rule's, one of them in the legend; closed diamonds have six points.
    assert_eq!(circles(&document), 141);
    let diamond = |line: &&str| line.contains("<polyline") && line.matches(',').count() == 6;
    assert_eq!(document.lines().filter(diamond).count(), 141);
}

#[test]
fn what_does_not_decay_lies_in_the_band() {
    let style = Style::new(Theme::Light, 10.0);
    let rates = rates(&[-1.0, -0.1, 0.0], &[-1.0, 1e-14, 0.3], &[-1.0; 3]);
    let chart = rates::chart("", &rates, &mut None, (400.0, 300.0), &style);
    let (x, y) = chart.point(0.0, 0.0);
    assert!(x < chart.plot.left && y > chart.plot.bottom);
    assert_eq!(chart.point(0.0, -0.3), (x, y));
    let inside = chart.point(0.1, 1.0);
    assert!(inside.0 >= chart.plot.left && inside.1 <= chart.plot.bottom);
}

#[test]
fn a_spectrum_without_numbers_is_an_empty_picture() {
    assert_eq!(rates_everywhere(&rates(&[], &[], &[])).1, Shown::default());
    assert_eq!(rates_everywhere(&rates(&[-1.0], &[-1.1], &[0.0])).1.drawn, 2);
    let bad = rates(&[f64::NAN, -1.0, -2.0], &[-1.0, f64::INFINITY, -2.0], &[-1.0; 3]);
    assert_eq!(rates_everywhere(&bad).1, Shown { drawn: 3, left_out: 3 });
}

#[test]
fn the_axes_of_a_spectrum_hold_what_they_held() {
    let style = Style::new(Theme::Light, 10.0);
    let (size, mut floor) = ((400.0, 300.0), None);
    let wide = rates(&[-1.0, -0.001], &[-1.0, -0.001], &[-1.0; 2]);
    let before = rates::chart("", &wide, &mut floor, size, &style);
    let narrow = rates(&[-1.0, -0.5], &[-1.0, -0.5], &[-1.0; 2]);
    let after = rates::chart("", &narrow, &mut floor, size, &style);
    assert_eq!((before.content.x.min, before.content.x.max), (after.content.x.min, after.content.x.max));
}

fn boxes_everywhere(titles: &[&str], after: &[(Rule, &[f64])], before: &[f64]) -> (String, Shown) {
    let spreads: Vec<_> =
        after.iter().filter_map(|(rule, after)| Spread::new(*rule, before, after)).collect();
    everywhere(titles, |pen| {
        whole(
            pen,
            |size, style| boxes::chart("Boxes", &spreads, &mut None, size, style),
            |pen, chart| boxes::draw(pen, chart, &spreads),
        )
    })
}

#[test]
fn boxes_have_marks_beyond_their_whiskers_and_count_what_cannot_be_told_apart() {
    // 101 eigenvalues whose λ'/λ − 1 goes evenly from −0.5 to 0.5: one lies beyond each whisker.
    let before = vec![-1.0; 101];
    let even: Vec<f64> = (0..=100).map(|k| -0.5 - f64::from(k) / 100.0).collect();
    let mut lost = even.clone();
    (lost[0], lost[1]) = (1e-14, -3.5);
    let after = [(Rule::Noise, &even[..]), (Rule::Strongest, &lost)];
    let titles = ["Boxes", "noise", "weight", "1 never decay", "1 beyond →"];
    let (document, shown) = boxes_everywhere(&titles, &after, &before);
    assert_eq!(shown, Shown { drawn: 4, left_out: 0 });
    // Discs are the noise rule's.
    assert_eq!(circles(&document), 2);
    assert_eq!(labels(&document).iter().filter(|label| label.text.contains("beyond")).count(), 1);
}

#[test]
fn boxes_without_numbers_are_empty_rows() {
    assert_eq!(Spread::new(Rule::Noise, &[], &[]), None);
    assert_eq!(Spread::new(Rule::Noise, &[0.0, f64::NAN], &[0.0, 1.0]), None);
    assert_eq!(boxes_everywhere(&["Boxes", "noise"], &[], &[]).1, Shown::default());
    // One eigenvalue is its own box; two are their own marks.
    let after: [(Rule, &[f64]); 2] = [(Rule::Noise, &[-1.5]), (Rule::Weight, &[-1e300, 1e300])];
    assert_eq!(boxes_everywhere(&["Boxes"], &after[..1], &[-1.0]).1.drawn, 0);
    let titles = ["Boxes", "← 1 beyond, 1 never decay", "1 beyond →"];
    assert_eq!(boxes_everywhere(&titles, &after[1..], &[-1.0, -2.0]).1.drawn, 2);
}

#[test]
fn a_cloud_of_marks_is_as_heavy_as_what_is_seen_of_it() {
    let values: Vec<(f64, f64)> = (0..20_000).map(|k| (0.5 + 1e-3 * jitter(k), 0.5)).collect();
    let style = Style::new(Theme::Light, 10.0);
    let chart = probabilities::chart("p", (400.0, 300.0), &style);
    let few: Vec<_> = (0..20).map(|k| (0.05 * f64::from(k), 0.5)).collect();
    for (values, most) in [(&values, 4), (&few, 20)] {
        let mut shown = Shown::default();
        let document = svg((400, 300), Theme::Light, |backend, style| {
            let ink = style.palette.ink;
            shown = chart.draw_marks(&mut Pen::new(backend, style), values, Mark::Disc, 2.0, ink)?;
            Ok(())
        });
        assert_eq!(shown, Shown { drawn: values.len(), left_out: 0 });
        let drawn = circles(&document.unwrap());
        assert!((most - 2..=most).contains(&drawn), "{drawn} of {most}");
    }
}

#[test]
fn the_complex_plane_joins_partners() {
    let original: Vec<(f64, f64)> = (0..40).map(|k| (-0.1 - jitter(k), jitter(k + 50) - 0.5)).collect();
    let mut pruned: Vec<(f64, f64)> = original.iter().map(|(re, im)| (re + 0.05, im - 0.02)).collect();
    pruned[7] = (f64::NAN, 0.0);
    let plane = Plane { rule: Role::By(Rule::Noise), original: &original, pruned: &pruned };
    let titles = ["Plane", "real part", "imaginary part", "stable", "original", "noise"];
    let (document, shown) = everywhere(&titles, |pen| {
        whole(
            pen,
            |size, style| plane::chart("Plane", &plane, size, style),
            |pen, chart| plane::draw(pen, chart, &plane),
        )
    });
    assert_eq!(shown, Shown { drawn: 39, left_out: 1 });
    assert_eq!(circles(&document), 2 * 39 + 2);
}

fn line(rule: Role, x: &[f64], y: &[f64]) -> Line {
    Line { rule, values: x.iter().copied().zip(y.iter().copied()).collect() }
}

fn error_lines(noise: &[f64], weight: &[f64], uniform: &[f64], x: &[f64]) -> (String, Shown) {
    let all = [
        line(Role::By(Rule::Noise), x, noise),
        line(Role::By(Rule::Weight), x, weight),
        line(Role::By(Rule::Uniform), x, uniform),
    ];
    everywhere(&["Error", "fraction of the run", "mean error"], |pen| {
        whole(
            pen,
            |size, style| errors::chart("Error", errors::range("mean error", &all, 0.0), &all, size, style),
            |pen, chart| lines::draw(pen, chart, &all),
        )
    })
}

#[test]
fn error_lines_are_named_at_their_ends() {
    let x: Vec<f64> = (0..=100).map(|k| f64::from(k) / 100.0).collect();
    let y: Vec<f64> = x.iter().map(|x| 0.2 * x).collect();
    // All three lines end at the same place: their names must still keep apart.
    let (document, shown) = error_lines(&y, &y, &y, &x);
    assert_eq!(shown.drawn, 303);
    for name in ["noise", "weight", "uniform"] {
        assert_eq!(labels(&document).iter().filter(|label| label.text == name).count(), 1);
    }
}

#[test]
fn errors_begin_with_nothing_and_break_at_gaps() {
    assert_eq!(error_lines(&[], &[], &[], &[]).1, Shown::default());
    assert_eq!(error_lines(&[0.0], &[0.0], &[0.0], &[0.0]).1.drawn, 3);
    assert_eq!(error_lines(&[0.0, 0.1], &[0.0, 0.3], &[0.0, 1e9], &[0.0, 0.01]).1.drawn, 6);
    let gap = [0.1, f64::NAN, 0.3];
    let lines = error_lines(&gap, &[0.0; 3], &[f64::INFINITY; 3], &[0.0, 0.5, 1.0]);
    assert_eq!(lines.1, Shown { drawn: 5, left_out: 4 });
}

#[test]
fn the_largest_error_is_inside() {
    let lines = [line(Role::By(Rule::Weight), &[0.0, 1.0], &[0.0, 0.97])];
    let axis = errors::range("e", &lines, 0.0);
    assert!(axis.min == 0.0 && axis.max >= 0.97 && axis.max <= 1.2, "{axis:?}");
    assert_eq!(errors::range("e", &lines, 3.0).max, 3.0);
}

#[test]
fn lists_that_do_not_fit_are_named() {
    let rates = rates(&[-1.0, -2.0], &[-1.0], &[-1.0, -2.0]);
    let refused = svg((100, 100), Theme::Light, |backend, style| {
        let pen = &mut Pen::new(backend, style);
        let chart = rates::chart("", &rates, &mut None, pen.size(), style);
        rates::draw(pen, &chart, &rates).map(drop)
    });
    assert!(refused.unwrap_err().to_string().contains("pruned eigenvalues: 1 values where 2 belong"));
}

#[test]
fn matrices_of_any_size_have_a_title_and_a_scale() {
    for (n, ramp) in
        [(0, Ramp::Sequential), (1, Ramp::Diverging), (12, Ramp::Sequential), (300, Ramp::Diverging)]
    {
        let mut values: Vec<f64> = (0..n * n).map(|k| jitter(k) - 0.5).collect();
        if n == 12 {
            values[5] = f64::NAN;
        }
        let matrix = Matrix { title: "C", n, values: &values, ramp, limit: None };
        let (_, shown) = everywhere(&["C"], |pen| matrix::draw(pen, &matrix));
        assert_eq!(shown.left_out, usize::from(n == 12));
        assert_eq!(shown.drawn + shown.left_out, n * n);
    }
}

#[test]
fn the_scatter_counts_what_a_logarithm_cannot_show() {
    let mut values: Vec<(f64, f64)> =
        (0..200).map(|k| ((jitter(k) - 0.3).abs(), jitter(k + 7).powi(3) + 1e-9)).collect();
    (values[0].1, values[1].1) = (0.0, f64::NAN);
    let fate: Vec<Fate> = (0..200).map(|k| if k % 2 == 0 { Fate::Cut } else { Fate::Undecided }).collect();
    let titles = ["Scatter", "weight |a|", "importance s", "undecided", "cut", "kept", "weak but important"];
    for count in [200, 0, 1] {
        let scatter = Scatter { values: values[..count].to_vec(), fate: fate[..count].to_vec() };
        let (_, shown) = everywhere(&titles, |pen| {
            whole(
                pen,
                |size, style| importance::chart("Scatter", &scatter, size, style),
                |pen, chart| scatter::draw(pen, chart, &scatter),
            )
        });
        assert_eq!(shown, Shown { drawn: count - count.min(2), left_out: count.min(2) });
    }
}

#[test]
fn the_pointer_finds_the_nearest_mark() {
    let values: Vec<(f64, f64)> = (0..200).map(|k| (jitter(k), jitter(k + 300))).collect();
    let scatter = Scatter { fate: vec![Fate::Undecided; 200], values };
    let style = Style::new(Theme::Light, 10.0);
    let log = importance::chart("", &scatter, (400.0, 300.0), &style);
    for chart in [log, probabilities::chart("p", (400.0, 300.0), &style)] {
        for at in
            [(60.0, 60.0), (200.0, 150.0), (300.0, 200.0), (399.0, 150.0), (0.0, 0.0), (f64::NAN, 1e300)]
        {
            let far = |k: &usize| {
                let (x, y) = chart.point(scatter.values[*k].0, scatter.values[*k].1);
                (x - at.0).hypot(y - at.1)
            };
            let wanted = (0..200).filter(|k| far(k) <= 9.0).min_by(|x, y| far(x).total_cmp(&far(y)));
            assert_eq!(scatter::nearest(&chart, &scatter, 200, at), wanted, "{at:?}");
        }
    }
}

#[test]
fn probabilities_have_their_diagonal() {
    let p: Vec<(f64, f64)> = (0..50).map(|k| (jitter(k), jitter(k))).collect();
    let scatter = Scatter { fate: vec![Fate::Undecided; 50], values: p };
    let titles = ["p", "exact probability p", "measured probability"];
    everywhere(&titles, |pen| {
        whole(
            pen,
            |size, style| probabilities::chart("p", size, style),
            |pen, chart| scatter::draw(pen, chart, &scatter),
        )
    });
}

#[test]
fn traces_stand_above_each_other() {
    let times: Vec<f64> = (0..200).map(f64::from).collect();
    let original: Vec<f64> = times.iter().map(|t| (t / 9.0).sin()).collect();
    let noise: Vec<f64> = times.iter().map(|t| (t / 9.0).sin() + 0.1).collect();
    let mut away: Vec<f64> = times.iter().map(|t| (t / 20.0).exp()).collect();
    away[199] = f64::INFINITY;
    let networks = [vec![original.clone(), noise.clone()], vec![noise.clone(), original], vec![noise, away]];
    let titles = [
        "Traces",
        "time",
        "rates, each on its own scale",
        "original",
        "noise",
        "weight",
        "ADAL",
        "AVAR",
        "beyond: weight",
    ];
    let draw = |rates: &traces::Rates, titles: &[&str]| {
        everywhere(titles, |pen| {
            whole(
                pen,
                |size, style| traces::chart("Traces", rates, size, style),
                |pen, chart| traces::draw(pen, chart, rates),
            )
        })
        .1
    };
    let names = vec!["ADAL".into(), "AVAR".into()];
    let roles = [Role::Original, Role::By(Rule::Noise), Role::By(Rule::Weight)];
    let shown = roles.into_iter().zip(networks.iter().map(Vec::as_slice)).collect();
    let rates = traces::Rates { times: &times, until: 200, names, networks: shown };
    assert_eq!(draw(&rates, &titles), Shown { drawn: 1199, left_out: 1 });
    let none = traces::Rates { times: &[], until: 0, names: vec![], networks: vec![] };
    assert_eq!(draw(&none, &["Traces"]), Shown::default());
}

#[test]
fn the_error_over_time_is_logarithmic_where_a_network_runs_away() {
    let time: Vec<f64> = (0..60).map(f64::from).collect();
    for (share, left_out) in [(0.01, 0), (1.0, 2)] {
        let error: Vec<f64> = time.iter().map(|t| t * share).collect();
        let all = [line(Role::By(Rule::Noise), &time, &error), line(Role::By(Rule::Weight), &time, &error)];
        let (_, shown) = everywhere(&["time", "relative error", "noise", "weight"], |pen| {
            whole(
                pen,
                |size, style| dynamics::chart("Dynamics", &all, size, style),
                |pen, chart| lines::draw(pen, chart, &all),
            )
        });
        // A logarithm has no place for an error of 0.
        assert_eq!(shown.left_out, left_out);
    }
}

#[test]
fn the_limit_has_points_and_a_curve() {
    let points = |mark, label, values: &[(f64, f64)]| Points { mark, label, values: values.to_vec() };
    let n = [20.0, 80.0, 320.0];
    let full = limit::Data {
        points: vec![
            points(Mark::Disc, "complete", &[(20.0, 0.1), (80.0, 0.6), (320.0, 0.9)]),
            points(Mark::Diamond, "clustered", &[(20.0, 0.1), (80.0, 0.5), (320.0, f64::NAN)]),
        ],
        expected: n.iter().map(|&n| (n, 1.0 - 15.0 / n)).collect(),
    };
    let none = limit::Data { points: vec![], expected: vec![] };
    let titles = ["Limit", "neurons n", "fraction of synapses pruned", "expected"];
    for (data, shown) in [(full, Shown { drawn: 5, left_out: 1 }), (none, Shown::default())] {
        let (_, drawn) = everywhere(&titles, |pen| {
            whole(
                pen,
                |size, style| limit::chart("Limit", &data, size, style),
                |pen, chart| limit::draw(pen, chart, &data),
            )
        });
        assert_eq!(drawn, shown);
    }
}

#[test]
fn convergence_has_its_guide() {
    let pair = |k: i32| {
        let time = 1.5_f64.powi(k);
        (time, (0.3 + 0.1 * jitter(k as usize)) / time.sqrt())
    };
    let notes: Vec<(f64, f64)> = (0..24).map(pair).collect();
    for count in [24, 1, 0] {
        let titles = ["Listening", "observed time, τ", "relative error", "∝ 1/√time"];
        let titles = &titles[..if count == 24 { 4 } else { 3 }];
        let (_, shown) = everywhere(titles, |pen| {
            whole(
                pen,
                |size, style| {
                    convergence::chart("Listening", &convergence::SIMULATED, &notes[..count], size, style)
                },
                |pen, chart| convergence::draw(pen, chart, &notes[..count]),
            )
        });
        assert_eq!(shown.drawn, count);
    }
}
