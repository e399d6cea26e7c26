# Writes what R finds, for StatisticsReferenceTests to compare with. From this folder, with r-base-core and r-cran-boot of Debian 12:
#   Rscript reference.R
# R 4.2.2, boot 1.3-28.1.
library(boot)
options(digits = 17)
lines <- "name,value"
note <- function(name, values) {
  names <- if (length(values) == 1) name else paste0(name, ".", seq_along(values))
  lines <<- c(lines, paste0(names, ",", format(as.numeric(values), digits = 17, trim = TRUE)))
}

# Student 1908: hours of sleep gained by ten patients under two drugs.
gained <- with(sleep, extra[group == 2] - extra[group == 1])
paired <- t.test(gained)
note("sleep.t", paired$statistic)
note("sleep.p", paired$p.value)
note("sleep.interval", paired$conf.int)
note("sleep.d_z", mean(gained) / sd(gained))
hedges <- function(df) exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
note("hedges.factor", sapply(c(2, 9, 29, 400), hedges))

# Holm 1979, as R's p.adjust has it; unsorted, with ties, one beyond 1.
p <- c(0.012, 0.04, 0.001, 0.03, 0.04, 0.7, 0.0301)
note("holm.adjusted", p.adjust(p, "holm"))

# Fisher 1935, section 21: Darwin's maize; all 2^15 sign patterns. Fisher counts 1726 of 32768.
d <- darwin$y
signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), length(d))))
note("darwin.p", mean(abs(signs %*% d) >= abs(sum(d)) - 1e-9))

# A ratio of sums over documents of unequal lengths: bias-corrected accelerated interval from given replicates.
set.seed(20240229)
nats <- data.frame(d = c(-3.1, 0.4, -2.2, -5.9, 1.3, -0.7, -4.4, -1.9, -2.6, 0.2, -7.5, -1.1), n = c(40, 12, 35, 70, 20, 18, 44, 31, 29, 9, 88, 25))
ratio <- function(data, w) sum(data$d * w) / sum(data$n * w)
b <- boot(nats, ratio, R = 999, stype = "w")
write.table(format(b$t[, 1], digits = 17, trim = TRUE), "replicates.csv", row.names = FALSE, col.names = "replicate", quote = FALSE)
L <- empinf(data = nats, statistic = ratio, type = "jack", stype = "w")
L <- L - mean(L) # Efron and Tibshirani 1993, equation 14.15
note("boot.estimate", b$t0)
note("boot.acceleration", sum(L^3) / (6 * sum(L^2)^1.5))
note("boot.percentile", boot.ci(b, type = "perc")$percent[4:5])
note("boot.bca", boot.ci(b, type = "bca", L = L)$bca[4:5])
many <- boot(nats, ratio, R = 200000, stype = "w")
note("boot.many", boot.ci(many, type = "bca", L = L)$bca[4:5])

# Cochran 1977, the linearised variance of that ratio, by hand.
r <- sum(nats$d) / sum(nats$n)
note("cochran.error", sqrt(12 / 11 * sum((nats$d - r * nats$n)^2)) / sum(nats$n))

# Seeds and documents both at random: t squared is min F' of Clark 1973, the quantile is Cochran and Cox's 1957. Rows are seeds, columns
# documents of equal length.
x <- matrix(c(-0.30, -0.12, -0.25, -0.41, -0.09, -0.22, -0.05, -0.20, -0.33, -0.02, -0.38, -0.21, -0.29, -0.52, -0.15), nrow = 3, byrow = TRUE)
by_seed <- t.test(rowMeans(x))
by_document <- t.test(colMeans(x))
f1 <- by_seed$statistic^2
f2 <- by_document$statistic^2
note("joint.min_f", f1 * f2 / (f1 + f2))
v <- c(by_seed$stderr, by_document$stderr)^2
quantile <- function(p) sum(v * qt(1 - p / 2, c(nrow(x), ncol(x)) - 1)) / sum(v)
note("joint.half_width", quantile(0.05) * sqrt(sum(v)))
note("joint.p", uniroot(function(p) quantile(p) - abs(mean(x)) / sqrt(sum(v)), c(1e-6, 0.5), tol = 1e-15)$root)

writeLines(lines, "reference.csv")
