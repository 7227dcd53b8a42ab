//! One row of a table of parameters: all that is known of a parameter, and how its field is reached.
//!
//! A table ([`table!`]) is a struct whose fields have a row each. Whatever goes through all parameters (links, the
//! form, the comparison of runs) goes through the rows, so that none can be forgotten there.

use super::notice::{Notice, quoted};
use super::value::{Fault, Kind, Range};

/// What has to be made again when a parameter changes, the deepest first: everything that stands below it has to be
/// made again as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changes {
    /// The network, its places, its covariance and its spectrum: O(n³).
    Network,
    /// u of each synapse and their order, and the noise that they hear.
    Draws,
    /// What the synapses hear of the noise.
    Listening,
    /// The synapses' probabilities, and what pruning makes of them.
    Scores,
    /// How the run is shown.
    Show,
}

/// Where the control of a parameter stands in the form. Those of one part stand by their numbers, those of one
/// number in the order of their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In its main row.
    Main(u8),
    /// Under "More settings".
    More(u8),
    /// It has no control there.
    Nowhere,
}

/// A slider in place of a field to type a number into.
pub struct Slider<S> {
    /// What it moves by.
    pub step: f64,
    /// The value as it stands beside it.
    pub shown: fn(&S) -> String,
}

/// What is said of a parameter. `S` is the struct that it is a field of.
pub struct Spec<S> {
    /// Name beside the control.
    pub label: &'static str,
    /// Unit or explanation after the name, in small letters; may be empty.
    pub note: &'static str,
    /// One sentence for somebody who has not read the paper; may be empty.
    pub help: &'static str,
    /// Where its control is.
    pub place: Place,
    /// Whether the control needs a line of its own on a phone.
    pub wide: bool,
    /// A slider, if that is the control of the number.
    pub slider: Option<Slider<S>>,
    /// Range of a number; the other values may decide it.
    pub range: fn(&S) -> Range,
    /// Whether it means anything beside the other values.
    pub matters: fn(&S) -> bool,
    /// What has to be made again when it changes; the other values may decide it.
    pub changes: fn(&S) -> Changes,
    /// What its key means in a link without a value.
    pub bare: &'static str,
}

impl<S> Spec<S> {
    /// A row that says nothing. Unless it says otherwise, a parameter changes the network: that is slow, but never
    /// wrong.
    pub const PLAIN: Spec<S> = Spec {
        label: "",
        note: "",
        help: "",
        place: Place::Nowhere,
        wide: false,
        slider: None,
        range: |_| (0.0, u32::MAX as f64),
        matters: |_| true,
        changes: |_| Changes::Network,
        bare: "",
    };
}

/// A row: a key, what is said of it, and its field of `S`.
pub struct Row<S> {
    /// The word in links and JSON, and the control's `id` and `name`.
    pub key: &'static str,
    /// What is said of it.
    pub spec: Spec<S>,
    pub(super) kind: fn(Range) -> Kind,
    pub(super) get: fn(&S) -> String,
    pub(super) take: fn(&mut S, &str, Range) -> Result<(), Fault>,
}

impl<S> Row<S> {
    /// The value in `of` as a link has it.
    pub fn get(&self, of: &S) -> String {
        (self.get)(of)
    }

    /// What may be written for it beside the other values of `of`.
    pub fn kind(&self, of: &S) -> Kind {
        (self.kind)((self.spec.range)(of))
    }

    /// Sets the value in `of` from text. After a notice, it is the nearest allowed value, or as it was.
    pub fn set(&self, of: &mut S, text: &str) -> Option<Notice> {
        let range = (self.spec.range)(of);
        let given = if text.is_empty() { self.spec.bare } else { text };
        let fault = (self.take)(of, given, range).err()?;
        let (key, used) = (self.key.into(), self.get(of));
        Some(match fault {
            Fault::Unreadable(part) => Notice::Unreadable { key, given: quoted(&part), used },
            Fault::Clamped if range.0 == range.1 => Notice::Fixed { key, given: quoted(text), used },
            Fault::Clamped => Notice::Clamped { key, given: quoted(text), used },
        })
    }
}

/// The pairs of a link in which `of` differs from `from`: each with its `&` before it.
pub(super) fn pairs<'a, S: 'a>(rows: impl Iterator<Item = &'a Row<S>>, of: &S, from: &S) -> String {
    let mut link = String::new();
    for row in rows {
        let value = row.get(of);
        if value == row.get(from) {
            continue;
        }
        link.push('&');
        link.push_str(row.key);
        if !value.is_empty() {
            link.push('=');
            link.push_str(&value);
        }
    }
    link
}

/// Makes a struct, its defaults (which may depend on one value) and its rows, from one entry a field:
/// `name: type = default => { what is said of it }`, where what is not said is as in [`Spec::PLAIN`].
macro_rules! table {
    (
        $(#[$docs:meta])*
        pub struct $name:ident $(for $given:ident: $Given:ty)?;
        $($(#[$doc:meta])* $key:ident: $type:ty = $default:expr => { $($said:ident: $what:expr),+ $(,)? })+
    ) => {
        $(#[$docs])*
        pub struct $name { $($(#[$doc])* pub $key: $type),+ }

        impl $name {
            /// The keys, in the order in which links and JSON list them.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];

            /// One row a field, in the order of [`Self::KEYS`].
            pub const ROWS: &'static [$crate::params::Row<$name>] = &[$($crate::params::Row {
                key: stringify!($key),
                spec: $crate::params::Spec { $($said: $what,)+ ..$crate::params::Spec::PLAIN },
                kind: <$type as $crate::params::Value>::kind,
                get: |of| $crate::params::Value::text(&of.$key),
                take: |of, text, range| $crate::params::Value::take(&mut of.$key, text, range),
            }),+];

            /// The row of `key`, if it is one of the table's.
            pub fn row(key: &str) -> Option<&'static $crate::params::Row<$name>> {
                Self::ROWS.iter().find(|row| row.key == key)
            }

            /// What holds where nothing else is said.
            pub fn defaults($($given: $Given)?) -> $name {
                $name { $($key: $default),+ }
            }
        }
    };
}
pub(super) use table;
