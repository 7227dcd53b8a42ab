"""Writes the sample files beside it: python3 make.py, with NumPy 2.4.6 and SciPy 1.17.1.

All hold the matrix A of tests/readers.rs, or what a format can hold of it.
"""
import numpy as np
from scipy import io as sio, sparse
from numpy.lib import format as npy

A = np.array([[-2.5, 0.1, 0.0], [1e-300, -1.0, -3.0], [0.0, 7.25, -1e6]])
N = np.array([[-2, 1, 0], [0, -1, -3], [5, 7, -100]])
S = (N + N.T).astype(float)
K = (N - N.T).astype(float)

np.save("c-f8.npy", A)
np.save("fortran-f8.npy", np.asfortranarray(A))
np.save("big-endian-f8.npy", A.astype(">f8"))
np.save("c-f4.npy", N.astype("<f4"))
np.save("big-endian-f4.npy", N.astype(">f4"))
for kind in ["<i8", "<i4", ">i2", "|i1"]:
    np.save(f"{kind[1:]}.npy", N.astype(kind))
np.save("bool.npy", N != 0)
for version in [(2, 0), (3, 0)]:
    with open(f"version-{version[0]}.npy", "wb") as f:
        npy.write_array(f, A, version=version)
np.save("complex.npy", A + 1j)
np.save("float16.npy", N.astype("f2"))
np.save("vector.npy", A[0])
np.save("not-square.npy", A[:2])
np.save("not-finite.npy", np.where(A == -3.0, np.nan, A))
np.save("records.npy", np.zeros((2, 2), dtype=[("x", "f8"), ("y", "f8")]))
np.savez("archive.npz", A)

sio.mmwrite("general.mtx", sparse.coo_matrix(A))
sio.mmwrite("integer.mtx", sparse.coo_matrix(N))
sio.mmwrite("pattern.mtx", sparse.coo_matrix(N), field="pattern")
sio.mmwrite("symmetric.mtx", sparse.coo_matrix(S), symmetry="symmetric")
sio.mmwrite("skew.mtx", sparse.coo_matrix(K), symmetry="skew-symmetric")
sio.mmwrite("array.mtx", A)
sio.mmwrite("array-symmetric.mtx", S, symmetry="symmetric")
sio.mmwrite("array-skew.mtx", K, symmetry="skew-symmetric")
sio.mmwrite("complex.mtx", sparse.coo_matrix(A + 1j))
sio.mmwrite("hermitian.mtx", sparse.coo_matrix(S + 1j * K), symmetry="hermitian")

np.savetxt("blanks.txt", A, header="written by numpy.savetxt")
np.savetxt("comma.csv", A, delimiter=",", fmt="%.17g")
