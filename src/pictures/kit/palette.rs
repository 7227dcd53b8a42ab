//! Every colour of the page, named once, for three themes.
//!
//! The rules are told apart by blue, vermillion and grey, which stay apart under deuteranopia and
//! protanopia (after Okabe and Ito's choice of hues), and always by a second cue as well: a dash and the
//! shape of a mark. Signs are teal and violet, which stay apart as well; an inhibitory synapse
//! that is kept also ends in a bullet. Everything that is text, or names a line, has a contrast of at least 4.5 on the paper
//! (WCAG 2.2 AA), every mark at least 3; the tests below hold the palettes to it.

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
    /// The noise rule.
    pub noise: Rgb,
    /// Pruning by weight.
    pub weight: Rgb,
    /// Pruning at random.
    pub uniform: Rgb,
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
    noise: Rgb(0, 103, 177),
    weight: Rgb(194, 74, 0),
    uniform: Rgb(106, 112, 120),
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
    noise: Rgb(86, 180, 233),
    weight: Rgb(255, 138, 61),
    uniform: Rgb(154, 163, 174),
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
    noise: Rgb(0, 78, 156),
    weight: Rgb(176, 58, 0),
    uniform: Rgb(86, 92, 100),
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
    pub fn css_vars(&self) -> Vec<(&'static str, String)> {
        [
            ("--color-paper", self.paper),
            ("--color-ink", self.ink),
            ("--color-muted", self.muted),
            ("--color-axis", self.axis),
            ("--color-grid", self.grid),
            ("--color-noise", self.noise),
            ("--color-weight", self.weight),
            ("--color-uniform", self.uniform),
            ("--color-excitatory", self.excitatory),
            ("--color-inhibitory", self.inhibitory),
            ("--color-cut", self.cut),
            ("--color-strengthened", self.strengthened),
        ]
        .map(|(name, colour)| (name, colour.hex()))
        .to_vec()
    }

    /// The colour of a network's lines and marks.
    pub fn role(&self, role: Role) -> Rgb {
        match role {
            Role::Original => self.ink,
            Role::Noise => self.noise,
            Role::Weight => self.weight,
            Role::Uniform => self.uniform,
        }
    }

    /// The colour of a synapse of this sign.
    pub fn sign(&self, negative: bool) -> Rgb {
        if negative { self.inhibitory } else { self.excitatory }
    }
}

/// Whose line or mark it is: the network before pruning, or after pruning by one of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Original,
    Noise,
    Weight,
    Uniform,
}

impl Role {
    /// The three rules, in the order of every legend.
    pub const RULES: [Role; 3] = [Role::Noise, Role::Weight, Role::Uniform];

    /// The name in a legend.
    pub fn label(self) -> &'static str {
        match self {
            Role::Original => "original",
            Role::Noise => "noise",
            Role::Weight => "weight",
            Role::Uniform => "uniform",
        }
    }

    /// The dash of the line, the second cue beside colour.
    pub fn dash(self) -> Dash {
        match self {
            Role::Original | Role::Noise => Dash::Solid,
            Role::Weight => Dash::Dashed,
            Role::Uniform => Dash::Dotted,
        }
    }

    /// The shape of the mark, the second cue beside colour.
    pub fn mark(self) -> Mark {
        match self {
            Role::Original => Mark::Ring,
            Role::Noise => Mark::Disc,
            Role::Weight => Mark::Diamond,
            Role::Uniform => Mark::Plus,
        }
    }
}

/// How a line is broken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    Solid,
    Dashed,
    Dotted,
}

impl Dash {
    /// Length of a dash and of the gap after it, in CSS pixels; `None` for a solid line.
    pub fn lengths(self) -> Option<(f64, f64)> {
        match self {
            Dash::Solid => None,
            Dash::Dashed => Some((7.0, 4.0)),
            Dash::Dotted => Some((2.0, 3.0)),
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
            for text in [p.ink, p.muted, p.noise, p.weight, p.uniform, p.excitatory, p.inhibitory, p.cut] {
                assert!(text.contrast(p.paper) >= 4.5, "{theme:?} {} {}", text.hex(), text.contrast(p.paper));
            }
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
            let pairs = [
                (p.noise, p.weight),
                (p.noise, p.uniform),
                (p.weight, p.uniform),
                (p.excitatory, p.inhibitory),
            ];
            for (one, other) in pairs {
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
        let mut names: Vec<_> = vars.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 12);
        assert!(vars.iter().all(|(_, value)| value.len() == 7 && value.starts_with('#')));
    }
}
