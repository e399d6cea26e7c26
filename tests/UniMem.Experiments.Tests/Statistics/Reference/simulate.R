# How often a difference is shown at the 5 % level where there is none, of 4000 trials each: by the weighted quantile of Cochran and Cox that
# UniMem uses, by Satterthwaite's degrees of freedom for the same error, and by documents alone. S seeds and K documents; the documents'
# differences and the rest have standard deviation 1, the seeds' `between`.
#   Rscript simulate.R
# R 4.2.2 printed:
#   S  K between  cochran_cox satterthwaite documents
#   2 12 0.0      0.010       0.028         0.050
#   2 12 0.6      0.021       0.064         0.185
#   2 12 2.0      0.049       0.110         0.599
#   2 28 2.0      0.058       0.117         0.730
#   3 12 0.0      0.019       0.032         0.054
#   3 12 2.0      0.044       0.071         0.558
#   3 28 0.0      0.020       0.034         0.052
#   3 28 0.6      0.035       0.060         0.268
#   3 28 2.0      0.048       0.073         0.708
#   5 12 2.0      0.039       0.051         0.474
#   5 28 2.0      0.052       0.061         0.658
set.seed(1)
rates <- function(S, K, between) {
  shown <- replicate(4000, {
    x <- outer(rnorm(S, 0, between), rnorm(K), "+") + matrix(rnorm(S * K), S, K)
    v <- c(var(rowMeans(x)) / S, var(colMeans(x)) / K)
    t <- abs(mean(x)) / sqrt(sum(v))
    c(t > sum(v * qt(0.975, c(S, K) - 1)) / sum(v),
      t > qt(0.975, sum(v)^2 / sum(v^2 / (c(S, K) - 1))),
      abs(mean(x)) / sqrt(v[2]) > qt(0.975, K - 1))
  })
  rowMeans(shown)
}
for (S in c(2, 3, 5)) for (K in c(12, 28)) for (between in c(0, 0.6, 2)) cat(S, K, between, round(rates(S, K, between), 3), "\n")
