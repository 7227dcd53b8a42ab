//! Every parameter, once: its row says its key, default, range, label and help, and what it changes.
//!
//! A key is one word and the same everywhere: the link, the control's `id` and `name`, the field
//! of [`Params`], the JSON of the command line. All text that a person or a link supplies goes
//! through [`Params::set`], which clamps what is out of range and says so in a [`Notice`].

mod choices;
pub mod link;
mod nets;
mod notice;
mod row;
mod rows;
mod rules;
mod sizes;
mod value;

pub(crate) use choices::choice;
pub use choices::{Act, Cov, Diagonal, Leak, Sampling, Sym, Way, Ways};
pub use nets::{Dataset, Net, NetSpec};
pub use notice::{Notice, quoted};
pub use row::{Changes, Place, Row, Slider, Spec};
pub use rows::{MOST_ROUNDS, Params};
pub use rules::Rule;
pub use sizes::Sizes;
pub use value::{Fault, Kind, Range, Value};

impl Default for Params {
    fn default() -> Self {
        Params::defaults(Net::Clustered)
    }
}

impl Params {
    /// The value of `key` as a link writes it; `None` for an unknown key.
    pub fn get(&self, key: &str) -> Option<String> {
        Params::row(key).map(|row| row.get(self))
    }

    /// Whether `key` means anything for `net`.
    pub fn matters(net: Net, key: &str) -> bool {
        Params::row(key).is_some_and(|row| (row.spec.matters)(&Params::defaults(net)))
    }

    /// Sets `key` from text. What cannot be done as asked comes back as a notice, and then the
    /// parameter holds the nearest allowed value, or stays as it was.
    ///
    /// Changing `net` moves every other parameter that stood at the old network's default to the
    /// new network's default, and the rest into the new network's ranges.
    pub fn set(&mut self, key: &str, text: &str) -> Option<Notice> {
        let Some(row) = Params::row(key) else {
            return Some(Notice::Unknown { key: quoted(key) });
        };
        if !(row.spec.matters)(self) {
            return Some(Notice::Idle { key: key.into(), net: self.net.word().into() });
        }
        let before = self.net;
        let notice = row.set(self, text);
        if self.net != before {
            self.follow_net(before);
        }
        notice
    }

    /// The first key whose value is out of its range; none for what went through [`Params::set`].
    pub fn out_of_range(&self) -> Option<&'static str> {
        let wrong = |row: &&Row<Params>| {
            (row.spec.matters)(self) && row.set(&mut self.clone(), &row.get(self)).is_some()
        };
        Params::ROWS.iter().find(wrong).map(|row| row.key)
    }

    /// What has to be made again when `key` changes; nothing for an unknown key or one that means nothing now.
    pub fn changes(&self, key: &str) -> Option<Changes> {
        let row = Params::row(key).filter(|row| (row.spec.matters)(self))?;
        Some((row.spec.changes)(self))
    }

    /// Whether a run with `other` has the same things up to `last` and including it: with
    /// [`Changes::Draws`], the same network and the same draws. A file's matrix is not part of the parameters: the
    /// caller has to compare that as well.
    pub fn same_up_to(&self, other: &Params, last: Changes) -> bool {
        let same = |row: &Row<Params>| {
            let idle = !(row.spec.matters)(self) && !(row.spec.matters)(other);
            let later = (row.spec.changes)(self).min((row.spec.changes)(other)) > last;
            idle || later || row.get(self) == row.get(other)
        };
        Params::ROWS.iter().all(same)
    }

    /// Moves the other parameters from the defaults and ranges of `before` to those of the new network.
    fn follow_net(&mut self, before: Net) {
        let (before, after) = (Params::defaults(before), Params::defaults(self.net));
        for row in Params::ROWS.iter().filter(|row| row.key != "net") {
            let now = row.get(self);
            // What means nothing for the network is not in its link, either.
            let follows = row.get(&before) == now || !(row.spec.matters)(&after);
            row.set(self, &if follows { row.get(&after) } else { now });
        }
    }
}

#[cfg(test)]
mod tests {
    // Strategy: each rule for all networks and keys; single sentences by example.
    use super::*;

    #[test]
    fn every_key_has_a_row_and_a_value_and_takes_its_own_value_back() {
        for &net in Net::ALL {
            let mut params = Params::defaults(net);
            for key in Params::KEYS {
                assert_eq!(Params::row(key).map(|row| row.key), Some(*key));
                let value = params.get(key).unwrap();
                let idle = matches!(params.set(key, &value), Some(Notice::Idle { .. }));
                assert_eq!(idle, !Params::matters(net, key), "{key} = {value}");
            }
            assert_eq!(params, Params::defaults(net));
        }
    }

    #[test]
    fn out_of_range_is_clamped_and_said() {
        let mut params = Params::default();
        let notice = params.set("keep", "7").unwrap();
        assert_eq!(notice.to_string(), "keep = 7 is out of range; 1 is used.");
        assert_eq!(params.keep, 1.0);
        assert!(matches!(params.set("keep", "NaN"), Some(Notice::Unreadable { .. })));
        assert!(matches!(params.set("n", "inf"), Some(Notice::Clamped { .. })));
        assert!(matches!(params.set("nosuch", "1"), Some(Notice::Unknown { .. })));
    }

    #[test]
    fn values_that_did_not_come_through_set_are_found() {
        for &net in Net::ALL {
            let good = Params::defaults(net);
            assert_eq!(good.out_of_range(), None, "{net:?}");
            assert_eq!(Params { keep: f64::NAN, ..good.clone() }.out_of_range(), Some("keep"));
            assert_eq!(Params { time: f64::INFINITY, ..good.clone() }.out_of_range(), Some("time"));
            let n = Params { n: usize::MAX, ..good }.out_of_range();
            assert_eq!(n, (net != Net::File).then_some("n"));
        }
    }

    #[test]
    fn changing_the_network_follows_its_defaults_but_keeps_what_was_chosen() {
        let mut params = Params::default();
        params.set("keep", "0.35");
        params.set("net", "worm-gap");
        assert_eq!((params.n, params.excess, params.keep), (253, 0.01, 0.35));
        assert!(matches!(params.set("n", "9"), Some(Notice::Fixed { .. })));
    }

    #[test]
    fn what_means_nothing_for_either_of_two_runs_does_not_tell_them_apart() {
        let clustered = Params::default();
        let near = clustered.near + 2;
        assert!(Params { near, ..clustered.clone() }.same_up_to(&clustered, Changes::Show));
        let ring = Params::defaults(Net::Ring);
        let near = ring.near + 2;
        assert!(!Params { near, ..ring.clone() }.same_up_to(&ring, Changes::Network));
        assert!(!ring.same_up_to(&clustered, Changes::Network));
    }

    #[test]
    fn what_stands_in_the_form_can_be_shown_there() {
        fn check<S>(rows: &[Row<S>], of: &S) {
            for row in rows.iter().filter(|row| row.spec.place != Place::Nowhere) {
                assert_ne!(row.spec.label, "", "{}", row.key);
                let kind = row.kind(of);
                assert!(!matches!(kind, Kind::Several(_)), "{}: a choice is one word", row.key);
                let number = matches!(kind, Kind::Integer(_) | Kind::Real(_));
                assert!(number || row.spec.slider.is_none(), "{}: only numbers slide", row.key);
            }
        }
        check(Params::ROWS, &Params::default());
        check(link::Presentation::ROWS, &link::Presentation::default());
    }
}
