# How often a difference is shown at the 5 % level where there is none, of 4000 trials each: by the weighted quantile of Cochran and Cox that
# UniMem uses, by Satterthwaite's degrees of freedom for the same error, and by documents alone. S seeds and K documents; the documents'
# differences and the rest have standard deviation 1, the seeds' `between`.
#   Rscript simulate.R
# R 4.2.2 printed:
#   S K between cochran_cox satterthwaite documents
#   2 12 0 0.01 0.028 0.05
#   2 12 0.6 0.024 0.061 0.187
#   2 12 2 0.054 0.122 0.6
#   2 28 0 0.009 0.028 0.051
#   2 28 0.6 0.04 0.101 0.345
#   2 28 2 0.059 0.128 0.741
#   3 12 0 0.014 0.031 0.055
#   3 12 0.6 0.024 0.046 0.156
#   3 12 2 0.046 0.077 0.547
#   3 28 0 0.018 0.031 0.053
#   3 28 0.6 0.033 0.063 0.274
#   3 28 2 0.053 0.072 0.706
#   5 12 0 0.025 0.032 0.05
#   5 12 0.6 0.023 0.042 0.123
#   5 12 2 0.04 0.06 0.478
#   5 28 0 0.025 0.032 0.044
#   5 28 0.6 0.035 0.052 0.229
#   5 28 2 0.05 0.06 0.646
#   sh: 0: getcwd() failed: No such file or directory
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
