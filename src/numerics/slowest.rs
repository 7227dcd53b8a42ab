//! The smallest eigenvalues of a symmetric matrix of few entries, with their vectors: of −A, the slowest modes of a large
//! sparse network.
//!
//! Each connected piece is solved by itself, so that an eigenvalue is found as often as pieces have it: a small piece as a dense
//! matrix, a large one by the block Chebyshev–Davidson method (Y. Zhou, Y. Saad, SIAM J. Matrix Anal. Appl. 29, 2007, 954).
//! It keeps an orthonormal basis V of vectors in which small eigenvalues are strong, and goes round:
//!
//! 1. The eigenvectors of V'A V give the best approximations in V. Take the four slowest that are not good enough yet.
//! 2. Multiply them by a polynomial of A that is small on (cut, high), where the eigenvalues are that nobody asks for, and
//!    grows fast below: Chebyshev's, of the second kind. One product with A for each degree, four vectors at a time.
//! 3. Make them orthogonal to V, and add them to it. When V is large, keep its slowest part only.
//!
//! Four vectors at a time see an eigenvalue that a piece has up to four times. In the end random vectors are put in, until
//! they bring nothing new: what the first vectors were blind to, eigenvalues of a higher multiplicity among it.

use nalgebra::DMatrix;
use noise_prune_linalg::sparse::{self as kernels, Quad};

use super::edges::Edges;
use super::order;
use super::pieces::Pieces;
use super::random::{Random, Stream};
use super::sparse::Sparse;
use super::symmetric::{self, Modes};

/// Pieces of up to so many rows are solved as dense matrices.
const DENSE: usize = 128;
/// An eigenvalue is good enough when its error is estimated at this part of it, …
const TOLERANCE: f64 = 3e-8;
/// … or at this part of the largest one, times the same.
const NOTHING: f64 = 1e-9;
/// Two looks at an eigenvalue agree within this.
const SAME: f64 = 1e-7;
/// Eigenvalues beyond those asked for that the basis keeps: they are what is nearest to the cut.
const BEYOND: usize = 8;
/// Fours of vectors that are added to the basis before it is cut back: more, and it takes longer to be orthogonal to it.
const GROWTH: usize = 8;
/// The polynomial grows by e to this power from the cut to the slowest vector that is not good enough, …
const GAIN: f64 = 4.0;
/// … and by this for random vectors, in which an eigenvector's share is one over the root of n: e⁻⁶ in the
/// largest networks.
const RANDOM_GAIN: f64 = 10.0;
/// Degrees of the polynomial.
const DEGREES: (f64, f64) = (8.0, 150.0);
/// At the start, the cut lies at this part of the spectrum.
const FIRST_CUT: f64 = 0.2;
/// Products with four vectors times entries of the matrix, at most, which natively takes a quarter of a minute; what is not
/// good enough then is given with its error. Networks of clusters need a sixth of it at 10⁵ neurons and 40 synapses each; long
/// rings, whose slowest modes are all but equal, would need any number.
const MOST_WORK: f64 = 6e9;
/// And so many products.
const MOST_PRODUCTS: f64 = 20_000.0;
/// Numbers of random streams: after those of other probes of the same seed.
const ROUND: usize = 2 << 20;

/// An eigenvalue, the estimate of its error, and its unit vector on the members of its piece.
#[derive(Clone, Debug)]
struct Mode {
    value: f64,
    error: f64,
    members: Vec<u32>,
    vector: Vec<f64>,
}

/// The search for the smallest eigenvalues. It is complete when [`Slowest::step`] says so.
#[derive(Clone, Debug)]
pub struct Slowest {
    n: usize,
    count: usize,
    seed: u32,
    /// The members of the pieces that are still to be solved, the largest last.
    pieces: Vec<Vec<u32>>,
    search: Option<(Search, Vec<u32>)>,
    /// The slowest so far, ascending once it is complete.
    found: Vec<Mode>,
    products: usize,
}

/// In 64 bits, because wasm counts in 32.
fn cube(n: usize) -> u64 {
    (n as u64).saturating_pow(3)
}

impl Slowest {
    /// For the `count` smallest eigenvalues of `a`, from random vectors that `seed` decides. O(n + m).
    pub fn new(a: &Sparse, count: usize, seed: u32) -> Slowest {
        let pieces = if count > 0 { pieces(a) } else { Vec::new() };
        Slowest { n: a.n(), count, seed, pieces, search: None, found: Vec::new(), products: 0 }
    }

    /// All of it.
    pub fn whole(a: &Sparse, count: usize, seed: u32) -> Slowest {
        let mut slowest = Slowest::new(a, count, seed);
        while !slowest.step(a) {}
        slowest
    }

    /// A slice of the work: a few products with `a`, the matrix that it was made for, or as much. Returns whether that was
    /// the last one.
    pub fn step(&mut self, a: &Sparse) -> bool {
        if let Some((search, _)) = &mut self.search {
            if !search.step(a) {
                return false;
            }
            if let Some((search, members)) = self.search.take() {
                self.products += search.products;
                search.modes().into_iter().for_each(|(value, error, vector)| {
                    self.found.push(Mode { value, error, members: members.clone(), vector });
                });
            }
        }
        // Many small pieces in one slice.
        let mut work = 0;
        while let Some(members) =
            self.pieces.pop_if(|members| work == 0 || members.len() <= DENSE && work < cube(DENSE))
        {
            work += cube(members.len());
            if members.len() > DENSE {
                let own = (members.len() < self.n).then(|| part(a, &members));
                self.search = Some((Search::new(own, a, self.count, self.seed), members));
                return false;
            }
            let modes = symmetric::modes(&dense(a, &members));
            for (k, value) in modes.values.iter().enumerate().take(self.count) {
                let vector = modes.vectors.column(k).iter().copied().collect();
                self.found.push(Mode { value: *value, error: 0.0, members: members.clone(), vector });
            }
            self.keep_the_slowest();
        }
        self.keep_the_slowest();
        self.pieces.is_empty()
    }

    fn keep_the_slowest(&mut self) {
        let found = &mut self.found;
        found.sort_by(|x, y| x.value.total_cmp(&y.value));
        found.truncate(self.count);
    }

    /// How much of it is done, 0 to 1, roughly.
    pub fn progress(&self) -> f64 {
        match &self.search {
            Some((search, _)) => search.done.min(self.count) as f64 / self.count as f64,
            None if self.pieces.is_empty() => 1.0,
            None => 0.0,
        }
    }

    /// The smallest eigenvalues, ascending, `count` of them or as many as there are.
    pub fn values(&self) -> Vec<f64> {
        self.found.iter().map(|mode| mode.value).collect()
    }

    /// The unit eigenvector of each, n numbers.
    pub fn vectors(&self) -> Vec<Vec<f64>> {
        let whole = |mode: &Mode| {
            let mut vector = vec![0.0; self.n];
            mode.members.iter().zip(&mode.vector).for_each(|(i, x)| vector[*i as usize] = *x);
            vector
        };
        self.found.iter().map(whole).collect()
    }

    /// The largest of their errors, as it is estimated from what the vectors leave over, relative to the eigenvalue.
    pub fn error(&self) -> f64 {
        self.found.iter().fold(0.0, |most: f64, mode| most.max(mode.error))
    }

    /// Products with four vectors that the pieces have taken.
    pub fn products(&self) -> usize {
        self.products
    }
}

/// The rows of each piece, ascending; the largest piece last.
fn pieces(a: &Sparse) -> Vec<Vec<u32>> {
    let n = a.n();
    let mut joined = Pieces::new(n);
    for i in 0..n {
        a.row(i).0.iter().filter(|j| (**j as usize) < i).for_each(|j| {
            joined.join(i, *j as usize);
        });
    }
    let of_each = joined.of_each();
    let mut place = vec![usize::MAX; n];
    let mut pieces: Vec<Vec<u32>> = Vec::new();
    for (i, piece) in of_each.into_iter().enumerate() {
        if place[piece] == usize::MAX {
            place[piece] = pieces.len();
            pieces.push(Vec::new());
        }
        pieces[place[piece]].push(i as u32);
    }
    let order = order::by(pieces.len(), &|x, y| pieces[x].len().cmp(&pieces[y].len()));
    order.iter().map(|k| std::mem::take(&mut pieces[*k as usize])).collect()
}

/// The rows and columns of a piece, as a dense matrix.
fn dense(a: &Sparse, members: &[u32]) -> DMatrix<f64> {
    let mut matrix = DMatrix::zeros(members.len(), members.len());
    for (k, i) in members.iter().enumerate() {
        matrix[(k, k)] = a.diagonal()[*i as usize];
        let (columns, values) = a.row(*i as usize);
        for (j, value) in columns.iter().zip(values) {
            if let Ok(l) = members.binary_search(j) {
                matrix[(k, l)] = *value;
            }
        }
    }
    matrix
}

/// The same as a sparse one.
fn part(a: &Sparse, members: &[u32]) -> Sparse {
    let mut place = vec![0u32; a.n()];
    members.iter().zip(0..).for_each(|(i, k)| place[*i as usize] = k);
    let pairs = members.iter().map(|row| a.row(*row as usize).0.len()).sum::<usize>() / 2;
    let (mut i, mut j, mut weight) =
        (Vec::with_capacity(pairs), Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    for row in members {
        let (columns, values) = a.row(*row as usize);
        for (column, value) in columns.iter().zip(values).filter(|(column, _)| *column < row) {
            i.push(place[*column as usize]);
            j.push(place[*row as usize]);
            weight.push(*value);
        }
    }
    let diagonal = members.iter().map(|i| a.diagonal()[*i as usize]).collect();
    Sparse::new(members.len(), &i, &j, |k| weight[k], diagonal)
}

/// The search in one large piece.
#[derive(Clone, Debug)]
struct Search {
    /// The piece's matrix, unless the whole is one piece.
    own: Option<Sparse>,
    count: usize,
    seed: u32,
    /// Random fours so far.
    random: usize,
    phase: Phase,
    /// V and A V, in fours.
    basis: Vec<Vec<Quad>>,
    images: Vec<Vec<Quad>>,
    /// V'A V, its eigenvalues and eigenvectors.
    projected: DMatrix<f64>,
    ritz: Modes,
    /// No eigenvalue is above this.
    high: f64,
    /// So many of the slowest are good enough; their eigenvalues and errors.
    done: usize,
    good: Vec<(f64, f64)>,
    /// Their eigenvalues when random vectors were last put in.
    checked: Option<Vec<f64>>,
    products: usize,
    most_products: usize,
}

#[derive(Clone, Debug)]
enum Phase {
    Edges(Box<Edges>),
    /// U_k x and U_k−1 x of four vectors, on (cut, high); so many degrees are left.
    Filter {
        now: Vec<Quad>,
        before: Vec<Quad>,
        cut: f64,
        left: usize,
    },
    /// To be made orthogonal to V.
    Orthogonal {
        x: Vec<Quad>,
    },
    /// To be added to V.
    Add {
        x: Vec<Quad>,
    },
    /// The next four are looked at.
    Look,
    /// V is cut back to so many fours.
    Shrink {
        basis: Vec<Vec<Quad>>,
        images: Vec<Vec<Quad>>,
    },
    Done,
}

impl Search {
    fn new(own: Option<Sparse>, whole: &Sparse, count: usize, seed: u32) -> Search {
        let matrix = own.as_ref().unwrap_or(whole);
        let phase = Phase::Edges(Box::new(Edges::new(matrix, seed)));
        let most_products = (MOST_WORK / (matrix.n() + matrix.entries()) as f64).min(MOST_PRODUCTS) as usize;
        Search {
            count: count.min(matrix.n()),
            own,
            seed,
            random: 0,
            phase,
            basis: Vec::new(),
            images: Vec::new(),
            projected: DMatrix::zeros(0, 0),
            ritz: Modes { values: Vec::new(), vectors: DMatrix::zeros(0, 0) },
            high: 0.0,
            done: 0,
            good: Vec::new(),
            checked: None,
            products: 0,
            most_products,
        }
    }

    /// Returns whether it is complete.
    fn step(&mut self, whole: &Sparse) -> bool {
        let own = self.own.take();
        let a = own.as_ref().unwrap_or(whole);
        self.phase = match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Edges(mut edges) => match edges.step(a) {
                None => Phase::Edges(edges),
                Some((low, high)) => {
                    self.high = high;
                    let x = self.random_four(a.n());
                    self.filter(x, low + FIRST_CUT * (high - low), low, RANDOM_GAIN)
                }
            },
            Phase::Filter { now, before, left: 0, .. } => {
                drop(before);
                Phase::Orthogonal { x: now }
            }
            Phase::Filter { now, mut before, cut, left } => {
                self.products += 1;
                let scale = (0.5 * (cut + self.high), 0.5 * (self.high - cut));
                kernels::chebyshev_four(a.rows(), scale, &now, &mut before);
                Phase::Filter { now: before, before: now, cut, left: left - 1 }
            }
            Phase::Orthogonal { x } => self.orthogonal(x),
            Phase::Add { x } => self.add(a, x),
            Phase::Look => self.look(a),
            Phase::Shrink { basis, images } => self.shrink(basis, images),
            Phase::Done => Phase::Done,
        };
        self.own = own;
        matches!(self.phase, Phase::Done)
    }

    fn random_four(&mut self, n: usize) -> Vec<Quad> {
        let mut random = Random::of_round(self.seed, Stream::Probes, ROUND + self.random);
        self.random += 1;
        (0..n).map(|_| std::array::from_fn(|_| random.normal())).collect()
    }

    /// A polynomial that grows by e^gain from the cut to `slow`.
    fn filter(&self, x: Vec<Quad>, cut: f64, slow: f64, gain: f64) -> Phase {
        // The cut may have come to lie at `slow`, or at the end of the spectrum: of equal eigenvalues, for one.
        let cut = cut.min(self.high - 1e-6 * self.high.abs()).max(slow);
        let left = (gain / growth(cut, self.high, slow)).ceil().clamp(DEGREES.0, DEGREES.1) as usize;
        Phase::Filter { before: vec![Quad::default(); x.len()], now: x, cut, left }
    }

    /// Makes four vectors orthonormal, to V and each other. Vectors that V has already are replaced by random ones.
    fn orthogonal(&mut self, mut x: Vec<Quad>) -> Phase {
        for _ in 0..10 {
            for v in &self.basis {
                let parts = kernels::cross(v, &x).map(|row| row.map(|part| -part));
                kernels::combine(v, &parts, &mut x);
            }
            let products = kernels::cross(&x, &x);
            let (turn, is_missing, is_good) = triangle(&products);
            let mut next = vec![Quad::default(); x.len()];
            kernels::combine(&x, &turn, &mut next);
            x = next;
            if is_missing != [false; 4] {
                let random = self.random_four(x.len());
                for (x, random) in x.iter_mut().zip(random) {
                    (0..4).filter(|lane| is_missing[*lane]).for_each(|lane| x[lane] = random[lane]);
                }
            } else if is_good {
                break;
            }
        }
        Phase::Add { x }
    }

    fn add(&mut self, a: &Sparse, x: Vec<Quad>) -> Phase {
        let mut image = vec![Quad::default(); x.len()];
        kernels::times_four(a.rows(), &x, &mut image);
        self.products += 1;
        self.basis.push(x);
        self.images.push(image);
        let fours = self.basis.len();
        let mut projected = std::mem::replace(&mut self.projected, DMatrix::zeros(0, 0));
        projected.resize_mut(4 * fours, 4 * fours, 0.0);
        let last = 4 * (fours - 1);
        for (four, v) in self.basis.iter().enumerate() {
            let products = kernels::cross(v, &self.images[fours - 1]);
            for (k, row) in products.iter().enumerate() {
                for (l, product) in row.iter().enumerate() {
                    projected[(4 * four + k, last + l)] = *product;
                    projected[(last + l, 4 * four + k)] = *product;
                }
            }
        }
        self.ritz = symmetric::modes(&projected);
        self.projected = projected;
        let values = &self.ritz.values;
        if let Some(most) = values.last().filter(|most| **most > self.high) {
            self.high = a.bounds().1.max(*most);
        }
        // Something slower has come in between.
        let scale = NOTHING * self.high.abs();
        let same =
            |(before, now): &(&(f64, f64), &f64)| (before.0 - *now).abs() <= SAME * now.abs().max(scale);
        self.done = self.good.iter().zip(values).take_while(same).count();
        self.good.truncate(self.done);
        Phase::Look
    }

    /// Looks at the four slowest that are not known to be good, and decides how to go on.
    fn look(&mut self, a: &Sparse) -> Phase {
        let rows = self.ritz.values.len();
        if self.done < self.count.min(rows) {
            let first = self.done.min(rows - 4);
            let x = self.mixed(&self.basis, first);
            let mut rest = self.mixed(&self.images, first);
            let mut sizes = Quad::default();
            for (rest, x) in rest.iter_mut().zip(&x) {
                for lane in 0..4 {
                    let left = rest[lane] - self.ritz.values[first + lane] * x[lane];
                    sizes[lane] += left * left;
                }
            }
            let before = self.done;
            for k in self.done..(first + 4).min(self.count) {
                let error = self.error(k, sizes[k - first].sqrt());
                if error > TOLERANCE && self.products < self.most_products {
                    break;
                }
                self.good.push((self.ritz.values[k], error));
                self.done += 1;
            }
            if self.done == before {
                let room = 4 * (self.kept() + GROWTH);
                if rows >= room {
                    return Phase::Shrink { basis: Vec::new(), images: Vec::new() };
                }
                return self.filter_below(x, self.ritz.values[self.done], GAIN);
            }
            return Phase::Look;
        }
        if self.done < self.count {
            // The basis is smaller than what is asked for.
            let x = self.random_four(a.n());
            return self.filter_below(x, self.ritz.values[0], RANDOM_GAIN);
        }
        let values: Vec<f64> = self.good.iter().map(|(value, _)| *value).collect();
        let scale = NOTHING * self.high.abs();
        let same = |(x, y): (&f64, &f64)| (x - y).abs() <= SAME * x.abs().max(scale);
        let is_checked = self.checked.as_ref().is_some_and(|checked| checked.iter().zip(&values).all(same));
        if is_checked || self.products >= self.most_products {
            return Phase::Done;
        }
        self.checked = Some(values);
        let x = self.random_four(a.n());
        self.filter_below(x, self.ritz.values[self.done - 1], RANDOM_GAIN)
    }

    /// The relative error of eigenvalue k, whose vector leaves over a vector of this length: an eigenvalue is within it, and
    /// within its square over the distance to those that are not in the basis.
    fn error(&self, k: usize, rest: f64) -> f64 {
        let value = self.ritz.values[k];
        let scale = value.abs().max(NOTHING * self.high.abs());
        // One that is equal may be missing: whatever there is of its vector does no harm.
        let gap = 0.5 * (self.cut(|cut| cut - value > TOLERANCE * scale) - value);
        let error = if gap > rest { rest * rest / gap } else { rest };
        error / scale
    }

    /// A value of V'A V above those that are asked for, the first that is far enough or else the last.
    fn cut(&self, is_far_enough: impl Fn(f64) -> bool) -> f64 {
        let values = &self.ritz.values;
        let first = (self.count + BEYOND / 2).min(values.len()) - 1;
        values[first..].iter().copied().find(|cut| is_far_enough(*cut)).unwrap_or(values[values.len() - 1])
    }

    /// [`Search::filter`] with the least cut from which the polynomial can grow so much.
    fn filter_below(&self, x: Vec<Quad>, slow: f64, gain: f64) -> Phase {
        let cut = self.cut(|cut| gain / growth(cut, self.high, slow) <= DEGREES.1);
        self.filter(x, cut, slow, gain)
    }

    /// Fours of vectors that the basis keeps.
    fn kept(&self) -> usize {
        (self.count + BEYOND).div_ceil(4)
    }

    /// Columns `first` to `first` + 3 of V Y, with the eigenvectors Y of V'A V.
    fn mixed(&self, from: &[Vec<Quad>], first: usize) -> Vec<Quad> {
        let mut sum = vec![Quad::default(); from[0].len()];
        for (four, x) in from.iter().enumerate() {
            let part = |k: usize| std::array::from_fn(|l| self.ritz.vectors[(4 * four + k, first + l)]);
            kernels::combine(x, &[part(0), part(1), part(2), part(3)], &mut sum);
        }
        sum
    }

    /// Four more columns of what is kept.
    fn shrink(&mut self, mut basis: Vec<Vec<Quad>>, mut images: Vec<Vec<Quad>>) -> Phase {
        let first = 4 * basis.len();
        if basis.len() < self.kept() {
            basis.push(self.mixed(&self.basis, first));
            images.push(self.mixed(&self.images, first));
            return Phase::Shrink { basis, images };
        }
        self.ritz.values.truncate(first);
        (self.basis, self.images) = (basis, images);
        self.ritz.vectors = DMatrix::identity(first, first);
        self.projected = DMatrix::from_diagonal(&self.ritz.values.clone().into());
        Phase::Look
    }

    /// Eigenvalues, their relative errors, and vectors.
    fn modes(&self) -> Vec<(f64, f64, Vec<f64>)> {
        let one = |(k, (value, error)): (usize, &(f64, f64))| {
            let first = k.min(self.ritz.values.len() - 4);
            let vectors = self.mixed(&self.basis, first);
            (*value, *error, vectors.iter().map(|x| x[k - first]).collect())
        };
        self.good.iter().enumerate().map(one).collect()
    }
}

/// Chebyshev's polynomials on (cut, high) grow at `slow` ≤ cut by e to this power with each degree.
fn growth(cut: f64, high: f64, slow: f64) -> f64 {
    let beyond = 1.0 + 2.0 * (cut - slow) / (high - cut);
    libm::log(beyond + (beyond * beyond - 1.0).max(0.0).sqrt())
}

/// The upper triangle T for which X T is orthonormal, from X'X = (T T')⁻¹, by Cholesky's factor; which columns of X are
/// combinations of those before, to rounding; and whether X was so good already that rounding does no harm.
fn triangle(products: &[Quad; 4]) -> ([Quad; 4], [bool; 4], bool) {
    // Columns of T are found one after another, by Gram–Schmidt with the products as inner products.
    let mut turn = [Quad::default(); 4];
    let (mut is_missing, mut is_good) = ([false; 4], true);
    for l in 0..4 {
        let mut column = Quad::default();
        column[l] = 1.0;
        let inner = |x: &Quad, y: &Quad| {
            let rows =
                products.iter().zip(x).map(|(row, x)| x * row.iter().zip(y).map(|(p, y)| p * y).sum::<f64>());
            rows.sum::<f64>()
        };
        for before in (0..l).filter(|before| !is_missing[*before]) {
            let earlier: Quad = std::array::from_fn(|k| turn[k][before]);
            let part = inner(&earlier, &column);
            column.iter_mut().zip(earlier).for_each(|(c, e)| *c -= part * e);
        }
        let (whole, rest) = (products[l][l], inner(&column, &column));
        is_missing[l] = !(rest > 1e-13 * whole && rest.is_finite());
        is_good &= (rest - 1.0).abs() < 1e-4;
        if !is_missing[l] {
            (0..4).for_each(|k| turn[k][l] = column[k] / rest.sqrt());
        }
    }
    (turn, is_missing, is_good)
}

#[cfg(test)]
mod tests {
    // Strategy: beside all eigenvalues of dense matrices, with pieces, with eigenvalues of every multiplicity, and with one
    // that is zero; and vectors by the equation.
    use super::*;
    use crate::network::{Network, generate};
    use crate::params::{Sizes, Ways};

    fn random() -> Random {
        Random::new(3, Stream::Network)
    }

    fn clustered(n: usize) -> DMatrix<f64> {
        generate::clustered(n, &Sizes::new(&[5, 1, 4]), 2.5, &mut random()).unwrap()
    }

    fn leaky(weights: DMatrix<f64>, excess: f64) -> DMatrix<f64> {
        -Network::from_weights(weights, excess).unwrap().a()
    }

    /// Blocks beside each other.
    fn beside(blocks: &[DMatrix<f64>]) -> DMatrix<f64> {
        let n = blocks.iter().map(|block| block.nrows()).sum();
        let (mut all, mut at) = (DMatrix::zeros(n, n), 0);
        for block in blocks {
            all.view_mut((at, at), block.shape()).copy_from(block);
            at += block.nrows();
        }
        all
    }

    fn check(name: &str, a: &DMatrix<f64>) {
        let (sparse, all) = (Sparse::from_dense(a), symmetric::eigenvalues(a));
        let slowest = Slowest::whole(&sparse, 12, 1);
        let values = slowest.values();
        assert_eq!(values.len(), all.len().min(12), "{name}");
        let scale = all[all.len() - 1];
        for (got, want) in values.iter().zip(&all) {
            assert!(
                (got - want).abs() < 1e-6 * want.abs().max(1e-6 * scale),
                "{name}: {values:?} for {:?}",
                &all[..12]
            );
        }
        assert!(slowest.error() <= TOLERANCE && slowest.products() < 1000, "{name}: {}", slowest.products());
        let mut vectors = slowest.vectors();
        for (k, (value, v)) in values.iter().zip(&vectors).enumerate() {
            let mut rest = vec![0.0; all.len()];
            sparse.times(v, &mut rest);
            let size = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
            rest.iter_mut().zip(v).for_each(|(rest, v)| *rest -= value * v);
            assert!(
                (size(v) - 1.0).abs() < 1e-9 && size(&rest) < 2e-4 * scale,
                "{name} {k}: {}",
                size(&rest)
            );
        }
        while let Some(v) = vectors.pop() {
            assert!(vectors.iter().all(|w| v.iter().zip(w).map(|(v, w)| v * w).sum::<f64>().abs() < 1e-9));
        }
    }

    #[test]
    fn networks_of_one_piece() {
        check("clustered, 500", &leaky(clustered(500), 0.0));
        check("clustered, 1000", &leaky(clustered(1000), 1e-4));
        let small_world = |beta| generate::small_world(800, 10, beta, &mut random()).dense();
        check("small world", &leaky(small_world(0.1), 0.01));
        check("nearly a ring", &leaky(small_world(0.003), 1e-4));
    }

    #[test]
    fn every_eigenvalue_is_found_as_often_as_it_is_there() {
        // A ring's come in pairs, those of the complete graph are all equal but one.
        check("ring", &leaky(generate::ring(600, 8, Ways::Both).dense(), 0.01));
        check("slow ring", &leaky(generate::ring(600, 8, Ways::Both).dense(), 1e-4));
        check("complete", &leaky(generate::complete(150), 0.01));
        // A cube of six dimensions: 1, 6, 15, … times, in a chain of three so that it is large.
        let cube = DMatrix::from_fn(64, 64, |i, j: usize| f64::from(u8::from((i ^ j).count_ones() == 1)));
        let three = DMatrix::from_fn(192, 192, |i, j| match (i / 64).abs_diff(j / 64) {
            0 => cube[(i % 64, j % 64)],
            1 if i % 64 == j % 64 => 3.0,
            _ => 0.0,
        });
        check("cube", &leaky(three, 0.01));
        // Twelve times the same.
        let star = DMatrix::from_fn(200, 200, |i, j| f64::from(u8::from(i != j && i.min(j) == 0)));
        check("star", &leaky(star, 0.01));
    }

    #[test]
    fn pieces_are_solved_by_themselves() {
        let (small, large) = (leaky(clustered(30), 0.01), leaky(clustered(200), 0.01));
        let alone = DMatrix::from_element(1, 1, 0.05);
        let all = [&large, &small, &large, &small, &alone, &alone, &alone].map(|block| block.clone());
        check("pieces", &beside(&all));
        check(
            "isolated neurons",
            &DMatrix::from_fn(300, 300, |i, j| if i == j { i as f64 + 1.0 } else { 0.0 }),
        );
        check("a small one", &small);
        check("fewer than asked for", &leaky(clustered(9), 0.1));
        let none = Slowest::whole(&Sparse::from_dense(&large), 0, 1);
        assert!(none.values().is_empty());
    }

    #[test]
    fn zero_is_zero() {
        let ring = generate::ring(300, 6, Ways::Both).dense();
        let mut a = leaky(ring.clone(), 1e-4);
        for i in 0..300 {
            a[(i, i)] = 6.0;
        }
        check("no excess", &a);
        check("an isolated neuron that does not leak", &beside(&[a, DMatrix::zeros(1, 1)]));
        // An eigenvalue on the other side of zero is found, too.
        check("unstable", &(leaky(ring, 0.01) - DMatrix::identity(300, 300)));
    }
}
