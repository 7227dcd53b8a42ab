"""Writes the files beside it that come from Python: python3 make.py, with NumPy 2.4.6, SciPy 1.17.1, pandas 3.1.1 and
NetworkX 3.6.1. All hold the matrix A of tests/readers/programs.rs, whose entry [i, j] is the synapse from j onto i.
"""
import networkx as nx
import numpy as np
import pandas as pd
from scipy import io as sio, sparse

A = np.array([[-2.5, 0.1, 0.0], [1e-300, -1.0, -3.0], [0.0, 7.25, -1e6]])
names = list("abc")

np.savetxt("numpy-savetxt.txt", A)
np.savetxt("numpy-savetxt.csv", A, delimiter=",", header="a,b,c")
np.savetxt("numpy-savetxt.tsv", A, delimiter="\t", fmt="%g")
np.save("numpy-save.npy", A)
sio.mmwrite("scipy-mmwrite.mtx", sparse.csr_array(A))

pd.DataFrame(A).to_csv("pandas-plain.csv")
pd.DataFrame(A, columns=names).to_csv("pandas-counted.csv")
pd.DataFrame(A, columns=names, index=names).to_csv("pandas-named.csv")
pd.DataFrame(A, columns=names).to_csv("pandas-no-index.csv", index=False)
ids = [10, 20, 30]
pd.DataFrame(A, columns=ids, index=pd.Index(ids, name="id")).to_csv("pandas-named-index.csv")
pd.DataFrame(A, columns=names, index=names).to_csv("pandas-german.csv", sep=";", decimal=",")

G = nx.DiGraph()
G.add_nodes_from(names)
G.add_weighted_edges_from((names[j], names[i], A[i, j].item()) for i in range(3) for j in range(3) if A[i, j])
nx.write_edgelist(G, "networkx-edgelist.txt")
nx.write_edgelist(G, "networkx-edgelist.csv", delimiter=",")
nx.write_weighted_edgelist(G, "networkx-weighted-edgelist.txt")
typed = G.copy()
for ends in G.edges:
    typed.edges[ends].update({"type": "chemical", "delay": 0.5})
nx.write_edgelist(typed, "networkx-edgelist-typed.txt")
nx.to_pandas_edgelist(G).to_csv("networkx-pandas-edgelist.csv")
nx.to_pandas_edgelist(G).to_csv("networkx-pandas-edgelist-no-index.csv", index=False)
nx.to_pandas_adjacency(G).T.to_csv("networkx-pandas-adjacency.csv")
# Without weights: each has an empty dictionary.
nx.write_edgelist(nx.DiGraph((u, v) for u, v in G.edges if u != v), "networkx-unweighted-edgelist.txt")
# These are no tables, and are refused.
nx.write_graphml(G, "networkx.graphml", named_key_ids=True)
