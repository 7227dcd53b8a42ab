"""A whole run of the authors' largest figure by NumPy, for `cargo xtask bench --large`: the same recipe, rules and spectra,
with NumPy's own random numbers. Prints the seconds and the megabytes it took as JSON."""
import json
import resource
import sys
from time import perf_counter

import numpy as np

n, proportions, long, keep = int(sys.argv[1]), [int(x) for x in sys.argv[2].split(",")], float(sys.argv[3]), float(sys.argv[4])
start, spent, random = perf_counter(), {}, np.random.default_rng(1)


def done(stage):
    spent[stage] = perf_counter() - start - sum(spent.values())


def scale(s, target):
    """K at which sum(min(1, K s)) is the target."""
    s = np.sort(s)[::-1]
    rest = np.cumsum(s[::-1])[::-1]
    k = (target - np.arange(len(s))) / rest
    return k[np.argmax(k * s <= 1)]


a = np.zeros((n, n))
ends = np.cumsum([n * x // sum(proportions) for x in proportions])
ends[-1] = n
for first, last in zip([0, *ends[:-1]], ends):
    size = last - first
    block = np.triu((random.random((size, size)) < 0.6) * random.normal(1, 1, (size, size)), 1)
    a[first:last, first:last] = block + block.T
for i, j in random.integers(0, n, (round(long * n / 2), 2)):
    if i != j:
        a[i, j] += random.random()
        a[j, i] = a[i, j]
# The largest eigenvalue is far from the others: powers of the matrix find it.
v = np.ones(n)
for _ in range(60):
    v = a @ v
    v /= np.linalg.norm(v)
a /= 1.1 * (v @ (a @ v))
a[np.diag_indices(n)] = -np.abs(a).sum(1)
a[np.diag_indices(n)] *= 1 + 1e-9
done("network")
c = np.linalg.inv(a) * -0.5
done("covariance")
i, j = np.nonzero(np.triu(a, 1))
w = a[i, j]
variance = c[i, i] + c[j, j] - 2 * np.sign(w) * c[i, j]
del c
u, target = random.random(len(w)), keep * len(w)
kept = {}
for rule, s in [("noise", np.abs(w) * variance), ("weight", np.abs(w)), ("uniform", np.ones(len(w))), ("covariance", variance)]:
    p = np.minimum(1, scale(s, target) * s)
    kept[rule] = (u < p, 1 / p)
strongest = np.zeros(len(w), bool)
strongest[np.argsort(-np.abs(w))[: round(target)]] = True
kept["strongest"] = (strongest, np.ones(len(w)))
del variance, s, p
done("rules")
before = np.linalg.eigvalsh(a)
done("spectrum before")
sums = np.abs(a).sum(1) - np.abs(np.diag(a))
leak = np.diag(a).copy()
for rule in list(kept):
    stays, stronger = kept.pop(rule)
    s = np.zeros((n, n))
    s[i[stays], j[stays]] = w[stays] * stronger[stays]
    s += s.T
    s[np.diag_indices(n)] = leak if rule == "strongest" else leak + sums - np.abs(s).sum(1)
    after = np.linalg.eigvalsh(s)
    done(rule)
print(json.dumps({"seconds": perf_counter() - start, "stages": spent,
                  "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
