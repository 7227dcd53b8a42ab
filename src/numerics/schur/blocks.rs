//! The irreducible blocks of a matrix: the strongly connected components of its graph, by
//! R. Tarjan's depth-first search (SIAM J. Comput. 1 (1972) 146).

use nalgebra::DMatrix;

/// The rows (= columns) of each irreducible block, each block's ascending, in an order in which
/// the matrix is block upper triangular. Every row is in exactly one block. O(n²).
pub fn irreducible(a: &DMatrix<f64>) -> Vec<Vec<usize>> {
    let n = a.nrows();
    let mut search = Search { found: vec![0; n], open: vec![false; n], stack: Vec::new(), count: 0 };
    let mut blocks = Vec::new();
    for root in 0..n {
        if search.found[root] == 0 {
            search.from(root, a, &mut blocks);
        }
    }
    blocks
}

/// A visit to a node: its next row to look at, and the earliest open node that it reaches.
struct Visit {
    node: usize,
    next: usize,
    low: usize,
}

struct Search {
    /// When each node was found, from 1; 0 for not yet.
    found: Vec<usize>,
    /// Whether a node is found and in no finished block.
    open: Vec<bool>,
    /// The open nodes in the order in which they were found.
    stack: Vec<usize>,
    /// How many nodes were found.
    count: usize,
}

impl Search {
    fn visit(&mut self, node: usize) -> Visit {
        self.count += 1;
        self.found[node] = self.count;
        self.open[node] = true;
        self.stack.push(node);
        Visit { node, next: 0, low: self.count }
    }

    /// Follows j -> i wherever a_ij is not zero, so each column is read in order; what a block
    /// reaches is finished, and therefore stands, before it.
    fn from(&mut self, root: usize, a: &DMatrix<f64>, blocks: &mut Vec<Vec<usize>>) {
        let mut path = vec![self.visit(root)];
        while let Some(visit) = path.last_mut() {
            let column = &a.as_slice()[visit.node * a.nrows()..][..a.nrows()];
            if let Some(step) = column[visit.next..].iter().position(|value| *value != 0.0) {
                let i = visit.next + step;
                visit.next = i + 1;
                if self.found[i] == 0 {
                    path.push(self.visit(i));
                } else if self.open[i] {
                    visit.low = visit.low.min(self.found[i]);
                }
                continue;
            }
            let (node, low) = (visit.node, visit.low);
            path.pop();
            if let Some(parent) = path.last_mut() {
                parent.low = parent.low.min(low);
            }
            if low == self.found[node] {
                blocks.push(self.close(node));
            }
        }
    }

    /// Takes the block whose first node is `node` off the stack.
    fn close(&mut self, node: usize) -> Vec<usize> {
        let start = self.stack.iter().rposition(|x| *x == node).unwrap_or(0);
        let mut block = self.stack.split_off(start);
        for &x in &block {
            self.open[x] = false;
        }
        block.sort_unstable();
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn a_cycle_is_one_block_and_a_chain_is_many() {
        let cycle = DMatrix::from_fn(5, 5, |i, j| if i == (j + 1) % 5 { 1.0 } else { 0.0 });
        assert_eq!(irreducible(&cycle), [[0, 1, 2, 3, 4]]);
        let chain = DMatrix::from_fn(3, 3, |i, j| if i == j + 1 { 1.0 } else { 0.0 });
        assert_eq!(irreducible(&chain), [[2], [1], [0]]);
        assert!(irreducible(&DMatrix::zeros(0, 0)).is_empty());
    }

    #[test]
    fn the_order_makes_the_matrix_block_triangular() {
        // 0 <-> 3 feed 1 and 4, which is alone; 2 <-> 5 feed 0.
        let mut a = dmatrix![-1.0; 1.0].resize(6, 6, 0.0);
        for (i, j) in [(3, 0), (0, 3), (1, 0), (4, 3), (5, 2), (2, 5), (0, 2), (1, 4)] {
            a[(i, j)] = 1.0;
        }
        let blocks = irreducible(&a);
        let mut sizes: Vec<usize> = blocks.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 1, 2, 2]);
        let place = |node| blocks.iter().position(|block| block.contains(&node)).unwrap();
        for j in 0..6 {
            for i in (0..6).filter(|i| a[(*i, j)] != 0.0) {
                assert!(place(i) <= place(j), "({i}, {j})");
            }
        }
    }

    #[test]
    fn long_paths_need_no_call_stack() {
        let n = 3000;
        let path = DMatrix::from_fn(n, n, |i, j| if i == (j + 1) % n { 1.0 } else { 0.0 });
        assert_eq!(irreducible(&path).len(), 1);
    }
}
