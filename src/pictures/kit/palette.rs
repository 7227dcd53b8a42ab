//! Every colour of the page, named once, for three themes.
//!
//! The rules are told apart by blue, vermillion, grey, crimson and olive, which stay apart under deuteranopia and
//! protanopia (the first after Okabe and Ito's choice of hues), and always by a second cue as well: a dash and the
//! shape of a mark. Signs are teal and violet, which stay apart as well; an inhibitory synapse
//! that is kept also ends in a bullet. Everything that is text, or names a line, has a contrast of at least 4.5 on the paper
//! (WCAG 2.2 AA), every mark at least 3; the tests below hold the palettes to it.

use crate::network::kinds;
use crate::params::Rule;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// This colour laid over `under` with opacity `alpha` in 0..=1, as an opaque colour: a picture looks
    /// the same whether a backend joins lines of one colour into one stroke or draws them one by one.
    pub fn over(self, under: Rgb, alpha: f64) -> Rgb {
        let alpha = alpha.clamp(0.0, 1.0);
        let mix =
            |top: u8, low: u8| (f64::from(low) + alpha * (f64::from(top) - f64::from(low))).round() as u8;
        Rgb(mix(self.0, under.0), mix(self.1, under.1), mix(self.2, under.2))
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it.
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio with `other`, 1 to 21, as WCAG 2.2 defines it.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// What a colour is for, on a paper that is light, dark, or thrown at a wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    /// For a lecture hall: darker colours, heavier lines, larger text.
    Projector,
}

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The ground everything stands on.
    pub paper: Rgb,
    /// Text, and the network as it was.
    pub ink: Rgb,
    /// Text of lesser rank: ticks, hints.
    pub muted: Rgb,
    /// Axes, outlines.
    pub axis: Rgb,
    /// Grid lines, areas set apart.
    pub grid: Rgb,
    /// A network pruned by each rule, in the order of [`Rule::ALL`].
    pub rules: [Rgb; Rule::ALL.len()],
    /// Neurons of each kind (drawn as rings), where there are kinds.
    pub kinds: [Rgb; kinds::MOST],
    /// Synapses of positive weight.
    pub excitatory: Rgb,
    /// Synapses of negative weight.
    pub inhibitory: Rgb,
    /// A synapse that has just been cut (drawn dashed, with a cross).
    pub cut: Rgb,
    /// The glow around a synapse that has just been strengthened.
    pub strengthened: Rgb,
}

const LIGHT: Palette = Palette {
    paper: Rgb(255, 255, 255),
    ink: Rgb(27, 31, 39),
    muted: Rgb(88, 96, 112),
    axis: Rgb(133, 141, 154),
    grid: Rgb(229, 232, 237),
    rules: [Rgb(0, 103, 177), Rgb(194, 74, 0), Rgb(106, 112, 120), Rgb(130, 0, 100), Rgb(80, 68, 0)],
    kinds: [Rgb(24, 64, 160), Rgb(200, 112, 0), Rgb(70, 150, 90), Rgb(120, 20, 60)],
    excitatory: Rgb(0, 126, 112),
    inhibitory: Rgb(124, 32, 160),
    cut: Rgb(27, 31, 39),
    strengthened: Rgb(250, 190, 40),
};

const DARK: Palette = Palette {
    paper: Rgb(18, 21, 27),
    ink: Rgb(233, 236, 242),
    muted: Rgb(163, 171, 185),
    axis: Rgb(112, 121, 136),
    grid: Rgb(40, 45, 55),
    rules: [Rgb(86, 180, 233), Rgb(255, 138, 61), Rgb(154, 163, 174), Rgb(242, 61, 115), Rgb(245, 235, 110)],
    kinds: [Rgb(120, 160, 255), Rgb(255, 180, 60), Rgb(90, 170, 110), Rgb(255, 190, 215)],
    excitatory: Rgb(63, 200, 178),
    inhibitory: Rgb(186, 138, 255),
    cut: Rgb(244, 246, 250),
    strengthened: Rgb(214, 158, 20),
};

const PROJECTOR: Palette = Palette {
    paper: Rgb(255, 255, 255),
    ink: Rgb(0, 0, 0),
    muted: Rgb(52, 58, 70),
    axis: Rgb(84, 92, 106),
    grid: Rgb(218, 222, 229),
    rules: [Rgb(0, 78, 156), Rgb(176, 58, 0), Rgb(86, 92, 100), Rgb(110, 0, 84), Rgb(64, 52, 0)],
    kinds: [Rgb(16, 48, 140), Rgb(190, 100, 0), Rgb(50, 130, 80), Rgb(100, 10, 50)],
    excitatory: Rgb(0, 104, 92),
    inhibitory: Rgb(104, 12, 144),
    cut: Rgb(0, 0, 0),
    strengthened: Rgb(250, 178, 0),
};

impl Palette {
    /// The palette of a theme.
    pub fn of(theme: Theme) -> Palette {
        match theme {
            Theme::Light => LIGHT,
            Theme::Dark => DARK,
            Theme::Projector => PROJECTOR,
        }
    }

    /// The palette as CSS custom properties and their values, so that the page's own legend and controls
    /// use the pictures' colours.
    pub fn css_vars(&self) -> Vec<(String, String)> {
        let named = [
            ("--color-paper", self.paper),
            ("--color-ink", self.ink),
            ("--color-muted", self.muted),
            ("--color-axis", self.axis),
            ("--color-grid", self.grid),
            ("--color-excitatory", self.excitatory),
            ("--color-inhibitory", self.inhibitory),
            ("--color-cut", self.cut),
            ("--color-strengthened", self.strengthened),
        ];
        let named = named.map(|(name, colour)| (name.into(), colour.hex()));
        let rules = Rule::ALL.iter().zip(self.rules);
        let rules = rules.map(|(rule, colour)| (format!("--color-{}", rule.word()), colour.hex()));
        named.into_iter().chain(rules).collect()
    }

    /// The colour of what the noise rule makes.
    pub fn noise(&self) -> Rgb {
        self.role(Role::By(Rule::Noise))
    }

    /// The colour of a network's lines and marks.
    pub fn role(&self, role: Role) -> Rgb {
        match role {
            Role::Original => self.ink,
            Role::By(rule) => self.rules[rule as usize],
        }
    }

    /// The colour of a synapse of this sign.
    pub fn sign(&self, negative: bool) -> Rgb {
        if negative { self.inhibitory } else { self.excitatory }
    }
}

/// Whose line or mark it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The network before pruning.
    Original,
    /// The network pruned by a rule.
    By(Rule),
}

impl Role {
    /// The name in a legend.
    pub fn label(self) -> &'static str {
        match self {
            Role::Original => "original",
            Role::By(rule) => rule.label(),
        }
    }

    /// The dash of the line, the second cue beside colour.
    pub fn dash(self) -> Dash {
        match self {
            Role::Original | Role::By(Rule::Noise) => Dash::Solid,
            Role::By(Rule::Weight) => Dash::Dashed,
            Role::By(Rule::Uniform) => Dash::Dotted,
            Role::By(Rule::Strongest) => Dash::LongDashed,
            Role::By(Rule::Covariance) => Dash::ShortDashed,
        }
    }

    /// The shape of the mark, the second cue beside colour.
    pub fn mark(self) -> Mark {
        match self {
            Role::Original => Mark::Ring,
            Role::By(Rule::Noise) => Mark::Disc,
            Role::By(Rule::Weight) => Mark::Diamond,
            Role::By(Rule::Uniform) => Mark::Plus,
            Role::By(Rule::Strongest) => Mark::Square,
            Role::By(Rule::Covariance) => Mark::Triangle,
        }
    }
}

/// How a line is broken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    Solid,
    Dashed,
    Dotted,
    LongDashed,
    ShortDashed,
}

impl Dash {
    /// Length of a dash and of the gap after it, in CSS pixels; `None` for a solid line.
    pub fn lengths(self) -> Option<(f64, f64)> {
        match self {
            Dash::Solid => None,
            Dash::Dashed => Some((7.0, 4.0)),
            Dash::Dotted => Some((2.0, 3.0)),
            Dash::LongDashed => Some((14.0, 4.0)),
            Dash::ShortDashed => Some((4.0, 2.5)),
        }
    }
}

/// The shape of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A filled circle.
    Disc,
    /// An open circle.
    Ring,
    /// An open diamond.
    Diamond,
    /// An open square.
    Square,
    /// An open triangle.
    Triangle,
    /// An upright cross.
    Plus,
    /// A slanting cross.
    Cross,
}

#[cfg(test)]
mod tests {
    // Strategy: the promises on contrast and on colour-blindness are computed, for every theme.
    use super::*;

    const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Projector];

    #[test]
    fn text_and_marks_keep_their_contrast() {
        for theme in THEMES {
            let p = Palette::of(theme);
            for text in [p.ink, p.muted, p.excitatory, p.inhibitory, p.cut].into_iter().chain(p.rules) {
                assert!(text.contrast(p.paper) >= 4.5, "{theme:?} {} {}", text.hex(), text.contrast(p.paper));
            }
            assert!(p.kinds.iter().all(|kind| kind.contrast(p.paper) >= 3.0), "{theme:?}");
            assert!(p.axis.contrast(p.paper) >= 3.0, "{theme:?} axis {}", p.axis.contrast(p.paper));
        }
    }

    /// A colour as someone sees it who lacks the middle (`deutan`) or long cones: Viénot, Brettel and
    /// Mollon, Color Res. Appl. 24 (1999), in linear light.
    fn seen(colour: Rgb, deutan: bool) -> [f64; 3] {
        let lin = [colour.0, colour.1, colour.2].map(|c| libm::pow(f64::from(c) / 255.0, 2.2));
        let (a, b) = if deutan { (0.29275, 0.70725) } else { (0.11238, 0.88762) };
        let (c, d) = if deutan { (-0.02234, 0.02234) } else { (0.00401, -0.00401) };
        let yellow = a * lin[0] + b * lin[1];
        let blue = c * lin[0] + d * lin[1] + lin[2];
        [yellow, yellow, blue.max(0.0)].map(|v| libm::pow(v, 1.0 / 2.2))
    }

    #[test]
    fn hues_that_must_be_told_apart_differ_without_red_or_green_cones() {
        for theme in THEMES {
            let p = Palette::of(theme);
            let pairs = |list: &[Rgb]| -> Vec<(Rgb, Rgb)> {
                let each = list.iter().enumerate();
                each.flat_map(|(k, one)| list[..k].iter().map(move |other| (*one, *other))).collect()
            };
            let signs = [(p.excitatory, p.inhibitory)];
            for (one, other) in [pairs(&p.rules), pairs(&p.kinds)].concat().into_iter().chain(signs) {
                for deutan in [true, false] {
                    let (a, b) = (seen(one, deutan), seen(other, deutan));
                    let apart: f64 = a.iter().zip(b).map(|(u, v)| (u - v) * (u - v)).sum();
                    assert!(
                        apart.sqrt() > 0.15,
                        "{theme:?} {} {} deutan {deutan}: {}",
                        one.hex(),
                        other.hex(),
                        apart.sqrt()
                    );
                }
            }
        }
    }

    #[test]
    fn css_has_every_colour_once() {
        let vars = Palette::of(Theme::Dark).css_vars();
        let mut names: Vec<_> = vars.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 9 + Rule::ALL.len());
        assert!(vars.iter().all(|(_, value)| value.len() == 7 && value.starts_with('#')));
    }
}
