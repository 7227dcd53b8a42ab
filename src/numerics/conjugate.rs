//! Solutions of A x = b for a positive definite [`Sparse`] matrix, by conjugate gradients (M. R. Hestenes, E. Stiefel,
//! J. Res. Nat. Bur. Standards 49, 1952, 409) with the diagonal d of A as preconditioner.
//!
//! With r = b − A x and p = r/d at first, each step is
//!
//! ```text
//! α = (r'r/d) / (p'A p),   x ← x + α p,   r ← r − α A p,   β = (r'r/d, new) / (r'r/d, old),   p ← r/d + β p
//! ```
//!
//! one product with A for each. Their number grows as the square root of the condition of A with its diagonal scaled to 1.
//! Eight right-hand sides are solved at a time; each is frozen when it is done, so that its solution has the same
//! bits whatever the others are.

use noise_prune_linalg::sparse as kernels;

use super::sparse::Sparse;

/// Right-hand sides that are solved at a time. With as many again, what is waited for would come in too few parts.
pub const AT_A_TIME: usize = 8;

/// A number for each of them.
pub type Block = kernels::Eight;

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConjugateError {
    /// An entry of the diagonal, or p'A p for some p, is not above 0.
    #[error("the matrix is not positive definite")]
    NotPositive,
    /// The steps were not enough.
    #[error(
        "after {steps} steps of conjugate gradients the residual is {residual:.1e} of the right-hand side"
    )]
    TooManySteps { steps: usize, residual: f64 },
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Done at this residual relative to the right-hand side, √(r'r/d) / √(b'b/d).
    pub tolerance: f64,
    /// Steps, at most.
    pub most: usize,
}

/// What a solution took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Steps, which are products with A.
    pub steps: usize,
    /// The relative residual that was reached, as the recurrence has it.
    pub residual: f64,
}

/// The solution of A x = b. `x` is the first guess, and the result.
pub fn solve(
    a: &Sparse,
    b: &[f64],
    x: &mut [f64],
    tolerance: f64,
    most: usize,
) -> Result<Outcome, ConjugateError> {
    let mut solver = Solver::new(a, Goal { tolerance, most })?;
    // Corrections to the guess solve A y = b − A x, to the same residual.
    let mut rest = vec![0.0; a.n()];
    a.times(x, &mut rest);
    rest.iter_mut().zip(b).for_each(|(rest, b)| *rest = b - *rest);
    let size = |b: &[f64]| b.iter().zip(a.diagonal()).map(|(b, d)| b * b / d).sum::<f64>().sqrt();
    let (whole, missing) = (size(b), size(&rest));
    solver.right_hand_sides().iter_mut().zip(&rest).for_each(|(to, rest)| to[0][0] = *rest);
    if missing > 0.0 {
        solver.goal.tolerance = tolerance * whole / missing;
    }
    solver.start();
    let done = solver.steps(a, usize::MAX);
    x.iter_mut().zip(solver.solutions()).for_each(|(x, y)| *x += y[0][0]);
    let outcome = solver.outcomes()[0];
    let residual = if whole > 0.0 { outcome.residual * missing / whole } else { 0.0 };
    match done {
        Ok(_) => Ok(Outcome { residual, ..outcome }),
        Err(ConjugateError::TooManySteps { steps, .. }) => {
            Err(ConjugateError::TooManySteps { steps, residual })
        }
        Err(other) => Err(other),
    }
}

/// That of one.
pub fn of(block: &Block, lane: usize) -> f64 {
    block[lane / 4][lane % 4]
}

/// The state of up to [`AT_A_TIME`] solutions between two steps.
#[derive(Clone, Debug)]
pub struct Solver {
    goal: Goal,
    /// 1/d.
    over: Vec<f64>,
    x: Vec<Block>,
    r: Vec<Block>,
    p: Vec<Block>,
    q: Vec<Block>,
    /// b'b/d and r'r/d.
    first: Block,
    now: Block,
    steps: [usize; AT_A_TIME],
}

impl Solver {
    /// For the matrix `a`, without right-hand sides yet.
    pub fn new(a: &Sparse, goal: Goal) -> Result<Solver, ConjugateError> {
        if !a.diagonal().iter().all(|d| *d > 0.0) {
            return Err(ConjugateError::NotPositive);
        }
        let zeros = vec![Block::default(); a.n()];
        Ok(Solver {
            goal,
            over: a.diagonal().iter().map(|d| 1.0 / d).collect(),
            x: zeros.clone(),
            r: zeros.clone(),
            p: zeros.clone(),
            q: zeros,
            first: Block::default(),
            now: Block::default(),
            steps: [0; AT_A_TIME],
        })
    }

    /// The right-hand sides, to be written before [`Solver::start`]; one of zeros costs nothing. They are not kept.
    pub fn right_hand_sides(&mut self) -> &mut [Block] {
        &mut self.r
    }

    /// Begins from x = 0.
    pub fn start(&mut self) {
        self.x.fill(Block::default());
        self.p.fill(Block::default());
        self.steps = [0; AT_A_TIME];
        kernels::turn(Block::default(), &self.r, &self.over, &mut self.p);
        self.q.fill(Block::default());
        self.first =
            kernels::descend(Block::default(), (&self.p, &self.q), &self.over, &mut self.x, &mut self.r);
        self.now = self.first;
    }

    /// Goes on for at most so many products with `a`. Returns whether all are solved.
    pub fn steps(&mut self, a: &Sparse, most: usize) -> Result<bool, ConjugateError> {
        for _ in 0..most {
            let open: [bool; AT_A_TIME] = std::array::from_fn(|lane| !self.is_done(lane));
            if open == [false; AT_A_TIME] {
                return Ok(true);
            }
            if let Some(lane) = (0..AT_A_TIME).find(|lane| open[*lane] && self.steps[*lane] >= self.goal.most)
            {
                let Outcome { steps, residual } = self.outcome(lane);
                return Err(ConjugateError::TooManySteps { steps, residual });
            }
            self.step(a, open)?;
        }
        Ok((0..AT_A_TIME).all(|lane| self.is_done(lane)))
    }

    fn step(&mut self, a: &Sparse, open: [bool; AT_A_TIME]) -> Result<(), ConjugateError> {
        let Solver { over, x, r, p, q, now, steps, .. } = self;
        let along = kernels::times_eight_and_along(a.rows(), p, q);
        let bad = |lane: usize| !(of(&along, lane) > 0.0 && of(&along, lane).is_finite());
        if (0..AT_A_TIME).any(|lane| open[lane] && bad(lane)) {
            return Err(ConjugateError::NotPositive);
        }
        // Those that are done take steps of length 0.
        let ratio = |above: &Block, below: &Block| {
            let of_lane = |lane: usize| if open[lane] { of(above, lane) / of(below, lane) } else { 0.0 };
            std::array::from_fn(|quad| std::array::from_fn(|lane| of_lane(4 * quad + lane)))
        };
        let alpha = ratio(now, &along);
        let next = kernels::descend(alpha, (p, q), over, x, r);
        let beta = ratio(&next, now);
        kernels::turn(beta, r, over, p);
        *now = next;
        steps.iter_mut().zip(open).for_each(|(steps, open)| *steps += usize::from(open));
        Ok(())
    }

    fn is_done(&self, lane: usize) -> bool {
        self.outcome(lane).residual <= self.goal.tolerance
    }

    fn outcome(&self, lane: usize) -> Outcome {
        let (first, now) = (of(&self.first, lane), of(&self.now, lane));
        Outcome { steps: self.steps[lane], residual: if first > 0.0 { (now / first).sqrt() } else { 0.0 } }
    }

    /// The solutions so far.
    pub fn solutions(&self) -> &[Block] {
        &self.x
    }

    /// What each has taken so far.
    pub fn outcomes(&self) -> [Outcome; AT_A_TIME] {
        std::array::from_fn(|lane| self.outcome(lane))
    }
}

#[cfg(test)]
mod tests {
    // Strategy: chains whose solutions are put in; then what each vector must not know of the others, and the errors.
    use super::*;
    use crate::numerics::random::{Random, Stream};

    /// A chain of n: 2 + excess on the diagonal, −1 beside it.
    fn chain(n: u32, excess: f64) -> Sparse {
        let i: Vec<u32> = (1..n).collect();
        let j: Vec<u32> = (0..n - 1).collect();
        Sparse::new(n as usize, &i, &j, |_| -1.0, vec![2.0 + excess; n as usize])
    }

    fn normals(n: usize, seed: u32) -> Vec<f64> {
        let mut random = Random::new(seed, Stream::Noise);
        (0..n).map(|_| random.normal()).collect()
    }

    #[test]
    fn a_known_solution_is_found_from_any_guess() {
        let (a, want) = (chain(400, 0.1), normals(400, 1));
        let mut b = vec![0.0; 400];
        a.times(&want, &mut b);
        let mut steps = Vec::new();
        let near: Vec<f64> = want.iter().map(|x| x * (1.0 + 1e-6)).collect();
        for guess in [vec![0.0; 400], near] {
            let mut x = guess;
            let outcome = solve(&a, &b, &mut x, 1e-12, 1000).unwrap();
            let worst = x.iter().zip(&want).fold(0.0, |worst: f64, (x, want)| worst.max((x - want).abs()));
            assert!(worst < 1e-10 && outcome.residual <= 1e-12, "{worst} {outcome:?}");
            steps.push(outcome.steps);
        }
        // A good guess is worth six of the twelve digits.
        assert!(steps[1] < steps[0] * 2 / 3, "{steps:?}");
        assert_eq!(solve(&a, &[0.0; 400], &mut [0.0; 400], 1e-12, 9), Ok(Outcome::default()));
    }

    #[test]
    fn what_becomes_of_one_does_not_depend_on_the_others_or_on_slices() {
        let a = chain(300, 0.05);
        let solved = |seeds: [u32; 8], slice: usize| {
            let mut solver = Solver::new(&a, Goal { tolerance: 1e-8, most: 500 }).unwrap();
            let sides = seeds.map(|seed| if seed == 0 { vec![0.0; 300] } else { normals(300, seed) });
            for (i, block) in solver.right_hand_sides().iter_mut().enumerate() {
                // Seed 9 is an easy one: it ends early.
                let side = |lane: usize| if seeds[lane] == 9 { 1.0 } else { sides[lane][i] };
                *block = std::array::from_fn(|quad| std::array::from_fn(|lane| side(4 * quad + lane)));
            }
            solver.start();
            while !solver.steps(&a, slice).unwrap() {}
            let column = |lane: usize| solver.solutions().iter().map(|x| of(x, lane)).collect::<Vec<f64>>();
            ([0, 1, 2, 3, 4, 5, 6, 7].map(column), solver.outcomes())
        };
        let (alone, took) = solved([1, 0, 0, 0, 0, 0, 0, 0], 1000);
        let (mixed, mixed_took) = solved([2, 9, 1, 3, 4, 1, 0, 5], 1);
        for lane in [2, 5] {
            assert_eq!((&alone[0], took[0]), (&mixed[lane], mixed_took[lane]));
        }
        assert_eq!((took[1].steps, alone[1].iter().sum::<f64>()), (0, 0.0));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let b = normals(50, 1);
        let not = |a: &Sparse| solve(a, &b, &mut [0.0; 50], 1e-8, 1000);
        assert_eq!(not(&chain(50, -1.0)), Err(ConjugateError::NotPositive));
        assert_eq!(not(&chain(50, -2.5)), Err(ConjugateError::NotPositive));
        assert_eq!(not(&chain(50, f64::NAN)), Err(ConjugateError::NotPositive));
        match solve(&chain(50, 0.0), &b, &mut [0.0; 50], 1e-8, 7) {
            Err(ConjugateError::TooManySteps { steps: 7, residual }) => {
                assert!(residual > 1e-8 && residual < 10.0)
            }
            other => panic!("{other:?}"),
        }
    }
}
