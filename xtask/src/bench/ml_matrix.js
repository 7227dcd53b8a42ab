// ml-matrix's side of `cargo xtask bench`: a question a line in, an answer a line out, both JSON.
// Run as: node ml_matrix.js PATH-OF-ml-matrix
const fs = require("node:fs");
const readline = require("node:readline");
const { CholeskyDecomposition, EigenvalueDecomposition, Matrix } = require(process.argv[2]);

let a, minus;

const eigen = () => new EigenvalueDecomposition(a, { assumeSymmetric: true });

const stages = {
  covariance: () => new CholeskyDecomposition(minus).solve(Matrix.eye(a.rows)).mul(0.5).diagonal(),
  // It has no way to leave the vectors out.
  eigenvalues: () => eigen().realEigenvalues,
  modes: () => eigen().realEigenvalues,
};

function time(work, least) {
  const start = performance.now();
  for (let calls = 1; ; calls++) {
    work();
    const spent = performance.now() - start;
    if (spent >= least) return spent / calls;
  }
}

const largest = (m) => m.to1DArray().reduce((most, x) => Math.max(most, Math.abs(x)), 0);

const answers = {
  load({ n, file }) {
    const bytes = fs.readFileSync(file);
    a = Matrix.from1DArray(n, n, new Float64Array(bytes.buffer, bytes.byteOffset, n * n));
    minus = Matrix.mul(a, -1);
    return n;
  },
  check: ({ stage }) => stages[stage](),
  errors() {
    const { eigenvectorMatrix: v, diagonalMatrix: d, realEigenvalues } = eigen();
    const residual = Matrix.sub(a.mmul(v), v.mmul(d));
    const angle = Matrix.sub(v.transpose().mmul(v), Matrix.eye(a.rows));
    return [largest(residual) / Math.max(...realEigenvalues.map(Math.abs)), largest(angle)];
  },
  time: ({ stage, least }) => time(stages[stage], least),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  let reply;
  try {
    const question = JSON.parse(line);
    reply = { answer: answers[question.ask](question) };
  } catch (error) {
    reply = { error: String(error) };
  }
  console.log(JSON.stringify(reply));
});
