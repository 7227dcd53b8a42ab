//! Connected pieces.

/// The pieces of a network whose neurons are joined one pair after another.
pub struct Pieces {
    /// Each neuron points to another of its piece, and one of each piece to itself.
    towards: Vec<usize>,
    count: usize,
}

impl Pieces {
    /// `n` neurons, none of them joined.
    pub fn new(n: usize) -> Pieces {
        Pieces { towards: (0..n).collect(), count: n }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Joins two neurons. Returns whether they were in different pieces.
    pub fn join(&mut self, i: usize, j: usize) -> bool {
        let (one, other) = (self.end(i), self.end(j));
        let apart = one != other;
        if apart {
            self.towards[one] = other;
            self.count -= 1;
        }
        apart
    }

    /// The piece of each neuron: a neuron of that piece, for all of it the same.
    pub fn of_each(mut self) -> Vec<usize> {
        (0..self.towards.len()).map(|i| self.end(i)).collect()
    }

    /// The neuron to which the way from `i` leads. The way is halved, so that none becomes long.
    fn end(&mut self, mut i: usize) -> usize {
        let towards = &mut self.towards;
        while towards[i] != i {
            towards[i] = towards[towards[i]];
            i = towards[i];
        }
        i
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neurons_are_joined_once() {
        let mut pieces = Pieces::new(6);
        assert!(pieces.join(0, 3) && pieces.join(5, 3) && pieces.join(1, 2));
        assert!(!pieces.join(0, 5));
        assert_eq!(pieces.count(), 3);
        let of_each = pieces.of_each();
        assert!(of_each[0] == of_each[3] && of_each[3] == of_each[5] && of_each[1] == of_each[2]);
        assert!(of_each[0] != of_each[1] && of_each[4] == 4);
    }
}
