"""What `cargo xtask bench --sparse` times, by SciPy on the same network: as many snapshots of the noise by conjugate gradients
(with the same preconditioner and tolerance, eight right-hand sides at a time), as many moments of the spectrum's density, and
the same slowest modes by Lanczos's method (ARPACK). Prints the milliseconds and the modes' eigenvalues as JSON."""
import json
import sys
from time import perf_counter

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import eigsh

SHOTS, TOGETHER, TOLERANCE = 128, 8, 1e-8
MOMENTS, VECTORS = 300, 12
SLOWEST = 12

numbers = np.fromfile(sys.argv[1], dtype="<f8")
n, m = int(numbers[0]), int(numbers[1])
leak, synapses = numbers[2 : 2 + n], numbers[2 + n :].reshape(m, 3)
i, j, w = synapses[:, 0].astype(np.int32), synapses[:, 1].astype(np.int32), np.ascontiguousarray(synapses[:, 2])
minus_a = csr_array((np.r_[-w, -w], (np.r_[i, j], np.r_[j, i])), shape=(n, n)) + diags_array(leak, format="csr")
minus_a = minus_a.tocsr()
minus_a.sort_indices()
random = np.random.default_rng(1)


def snapshots():
    root, sign = np.sqrt(np.abs(w)), np.sign(w)
    excess = np.maximum(leak - np.bincount(i, np.abs(w), n) - np.bincount(j, np.abs(w), n), 0)
    # The noise of each synapse, as it reaches its two neurons.
    synapse = np.arange(m, dtype=np.int32)
    spread = csr_array((np.r_[root, -sign * root], (np.r_[i, j], np.r_[synapse, synapse])), shape=(n, m))
    over, squares = 1 / leak[:, None], np.zeros(m)
    for _ in range(SHOTS // TOGETHER):
        r = spread @ random.standard_normal((m, TOGETHER))
        r += np.sqrt(excess)[:, None] * random.standard_normal((n, TOGETHER))
        x, p = np.zeros_like(r), over * r
        first = now = (r * p).sum(0)
        while (now > TOLERANCE**2 * first).any():
            q = minus_a @ p
            alpha = now / (p * q).sum(0)
            x += alpha * p
            r -= alpha * q
            z = over * r
            before, now = now, (r * z).sum(0)
            p = z + now / before * p
        squares += ((x[i] - sign[:, None] * x[j]) ** 2).sum(1)
    return squares / (2 * SHOTS)


def density():
    # All eigenvalues lie below twice the largest leak.
    half = centre = leak.max()
    v = random.choice([-1.0, 1.0], (n, VECTORS))
    before, now = v, (minus_a @ v - centre * v) / half
    moments = [n * VECTORS, (v * now).sum()]
    while len(moments) < MOMENTS:
        before, now = now, 2 / half * (minus_a @ now - centre * now) - before
        moments += [2 * (before * before).sum() - moments[0], 2 * (now * before).sum() - moments[1]]
    return moments


def slowest():
    return np.sort(-eigsh(-minus_a, SLOWEST, which="LA", tol=1e-8, return_eigenvectors=True)[0])


times = []
for work in (snapshots, density, slowest):
    start = perf_counter()
    result = work()
    times.append(1000 * (perf_counter() - start))
print(json.dumps({"n": n, "synapses": m, "times": times, "slowest": result.tolist()}))
