//! The types that parameters have: how each is read from text, kept in its range, and written.

/// Least and greatest value of a number.
pub type Range = (f64, f64);

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// One of several words, each with its label.
    Choice(&'static [(&'static str, &'static str)]),
    /// Any of several words, separated by commas.
    Several(&'static [(&'static str, &'static str)]),
    /// Whole numbers in the range, separated by commas.
    Numbers(Range),
    /// A whole number in the range.
    Integer(Range),
    /// A finite number in the range.
    Real(Range),
    /// Yes, if it is there.
    Flag,
}

/// Why a text was not taken as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It is out of range; the nearest value in range is taken.
    Clamped,
    /// This part of it cannot be read; the rest is taken, or the old value stays.
    Unreadable(String),
}

/// A type that parameters have.
pub trait Value: Sized {
    /// What may be written for it; only numbers have a range.
    fn kind(range: Range) -> Kind;

    /// The value as a link has it; what is empty is written as its key alone.
    fn text(&self) -> String;

    /// Takes the value that `text` stands for. After a fault, it is the nearest value in range, or as it was.
    fn take(&mut self, text: &str, range: Range) -> Result<(), Fault>;
}

/// The number in `text`; infinite ones are beyond every range, so they can be clamped.
fn number(text: &str) -> Result<f64, Fault> {
    let number = text.trim().parse::<f64>().ok().filter(|x| !x.is_nan());
    number.ok_or_else(|| Fault::Unreadable(text.into()))
}

fn unless_clamped(given: f64, used: f64) -> Result<(), Fault> {
    if used == given { Ok(()) } else { Err(Fault::Clamped) }
}

impl Value for f64 {
    fn kind(range: Range) -> Kind {
        Kind::Real(range)
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn take(&mut self, text: &str, (min, max): Range) -> Result<(), Fault> {
        let given = number(text)?;
        *self = given.clamp(min, max);
        unless_clamped(given, *self)
    }
}

macro_rules! whole_numbers {
    ($($type:ty),+) => { $(
        impl Value for $type {
            fn kind(range: Range) -> Kind {
                Kind::Integer(range)
            }

            fn text(&self) -> String {
                self.to_string()
            }

            fn take(&mut self, text: &str, (min, max): Range) -> Result<(), Fault> {
                let given = number(text)?;
                let used = given.round().clamp(min, max);
                *self = used as $type;
                unless_clamped(given, used)
            }
        }
    )+ };
}
whole_numbers!(usize, u32);

impl Value for bool {
    fn kind(_: Range) -> Kind {
        Kind::Flag
    }

    fn text(&self) -> String {
        if *self { String::new() } else { "0".into() }
    }

    fn take(&mut self, text: &str, _: Range) -> Result<(), Fault> {
        *self = text != "0" && text != "false";
        Ok(())
    }
}

/// A value that may be missing; one that is out of range is not taken.
impl<T: Value + Default> Value for Option<T> {
    fn kind(range: Range) -> Kind {
        T::kind(range)
    }

    fn text(&self) -> String {
        self.as_ref().map_or_else(String::new, T::text)
    }

    fn take(&mut self, text: &str, range: Range) -> Result<(), Fault> {
        let mut value = T::default();
        value.take(text, range).map_err(|_| Fault::Unreadable(text.into()))?;
        *self = Some(value);
        Ok(())
    }
}

/// A list in which each value stands once.
impl<T: Value + Default + PartialEq> Value for Vec<T> {
    fn kind(range: Range) -> Kind {
        match T::kind(range) {
            Kind::Choice(words) => Kind::Several(words),
            kind => kind,
        }
    }

    fn text(&self) -> String {
        self.iter().map(T::text).collect::<Vec<_>>().join(",")
    }

    fn take(&mut self, text: &str, range: Range) -> Result<(), Fault> {
        self.clear();
        let mut taken = Ok(());
        for word in text.split(',').filter(|word| !word.is_empty()) {
            let mut value = T::default();
            match value.take(word, range) {
                Ok(()) if !self.contains(&value) => self.push(value),
                Ok(()) => {}
                fault => taken = fault,
            }
        }
        taken
    }
}
