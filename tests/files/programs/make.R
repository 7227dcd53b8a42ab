# Writes the files beside it that come from R: Rscript make.R, with R 4.2.2. All hold the matrix A of
# tests/readers/programs.rs, whose entry [i, j] is the synapse from j onto i.
A <- matrix(c(-2.5, 1e-300, 0, 0.1, -1, 7.25, 0, -3, -1e6), nrow = 3)
named <- A
dimnames(named) <- list(c("a", "b", "c"), c("a", "b", "c"))

write.csv(A, "r-write-csv.csv")
write.csv(named, "r-write-csv-named.csv")
write.csv(A, "r-write-csv-no-row-names.csv", row.names = FALSE)
write.csv2(named, "r-write-csv2.csv")
write.table(A, "r-write-table.txt")
write.table(named, "r-write-table-named.txt")
write.table(A, "r-write-table-plain.txt", row.names = FALSE, col.names = FALSE)

at <- which(A != 0, arr.ind = TRUE)
edges <- data.frame(from = c("a", "b", "c")[at[, 2]], to = c("a", "b", "c")[at[, 1]], weight = A[at])
write.csv(edges, "r-edges.csv")
write.csv(edges, "r-edges-no-row-names.csv", row.names = FALSE)
write.table(edges, "r-edges.txt")
write.table(rbind(edges[-1, ], edges[1, ]), "r-edges-reordered.txt", sep = "\t")
