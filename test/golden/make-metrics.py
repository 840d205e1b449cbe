"""Golden numbers of metrics and baselines, written out in numpy and scipy by their definitions, independently of the engine.

    python3 test/golden/make-metrics.py [path to M4's Hourly-train.csv] > test/golden/metrics.json

Made with numpy 2.4.6 and scipy 1.17.1. Only needed to make the numbers again. Every loop is the plainest that could be written.
"""
import csv
import json
import sys

import numpy as np
from scipy import optimize, stats

rng = np.random.default_rng(11)
out = {}

# Forecasts ------------------------------------------------------------------------------------------------------------
history = np.round(20 + 5 * np.sin(np.arange(60) * 2 * np.pi / 7) + rng.normal(size=60), 3)
y = np.round(rng.normal(size=(9, 4)) * 3, 2)
y[0, 0] = y[3, 2] = 0.0
f = np.round(y + rng.normal(size=y.shape), 2)
y[5, 1] = f[5, 1] = 0.0
e = f - y
m = 7
lagged = history[m:] - history[:-m]
nonzero = y != 0
both = np.abs(y) + np.abs(f)
out["forecast"] = {
    "history": history.tolist(),
    "m": m,
    "y": y.tolist(),
    "f": f.tolist(),
    "metrics": {
        "mse": np.mean(e**2),
        "mae": np.mean(np.abs(e)),
        "rmse": np.sqrt(np.mean(e**2)),
        "mape": 100 * np.mean(np.abs(e[nonzero] / y[nonzero])),
        "smape": 200 * np.mean(np.divide(np.abs(e), both, out=np.zeros_like(both), where=both > 0)),
        "wape": 100 * np.sum(np.abs(e)) / np.sum(np.abs(y)),
        "mase": np.mean(np.abs(e)) / np.mean(np.abs(lagged)),
        "rmsse": np.sqrt(np.mean(e**2) / np.mean(lagged**2)),
        "r2": 1 - np.sum(e**2) / np.sum((y - y.mean()) ** 2),
    },
}

# Intervals and quantiles ----------------------------------------------------------------------------------------------
levels = [0.1, 0.25, 0.5, 0.9]
truth = np.round(rng.normal(size=40) * 2 + 1, 3)
q = np.sort(np.round(rng.normal(size=(40, 4)) * 2 + 1, 3), axis=1)
low, high, level = q[:, 0], q[:, 3], 0.8
outside = np.maximum(low - truth, 0) + np.maximum(truth - high, 0)
losses = np.array([[t * (v - x) if v >= x else (1 - t) * (x - v) for x, t in zip(row, levels)] for v, row in zip(truth, q)])
out["intervals"] = {
    "truth": truth.tolist(),
    "levels": levels,
    "quantiles": q.tolist(),
    "coverage": 100 * np.mean((truth >= low) & (truth <= high)),
    "width": np.mean(high - low),
    "winkler": np.mean(high - low + 2 / (1 - level) * outside),
    "pinball": np.mean(losses),
    "wql": np.mean([2 * losses[:, i].sum() / np.abs(truth).sum() for i in range(4)]),
}
sizes = np.round(np.abs(rng.normal(size=57)), 4)
# The k-th smallest with k = ceil((n + 1) level): Angelopoulos and Bates 2021 write it as this quantile.
out["conformal"] = {
    "sizes": sizes.tolist(),
    "quantiles": {str(a): np.quantile(sizes, min(1, np.ceil(58 * a) / 57), method="inverted_cdf") for a in (0.5, 0.8, 0.95)},
}
out["normal"] = {str(p): stats.norm.ppf(p) for p in (1e-6, 0.001, 0.025, 0.1, 0.3, 0.5, 0.8, 0.975, 0.9999)}

# Classes --------------------------------------------------------------------------------------------------------------
K, n = 4, 60
labels = rng.integers(0, 3, size=n)  # the last class never comes
scores = np.round(rng.random((n, K)) + 0.4 * np.eye(K)[labels], 1)  # ties on purpose
called = scores.argmax(axis=1)


def ratio(a, b):
    return a / b if b else 0.0


present = [k for k in range(K) if np.any(labels == k) or np.any(called == k)]
precision = [ratio(np.sum((called == k) & (labels == k)), np.sum(called == k)) for k in present]
recall = [ratio(np.sum((called == k) & (labels == k)), np.sum(labels == k)) for k in present]
f1 = [ratio(2 * p * r, p + r) for p, r in zip(precision, recall)]
aucs = []
for k in range(K):
    a, b = scores[labels == k, k], scores[labels != k, k]
    if len(a) and len(b):
        aucs.append(np.mean([(s > t) + 0.5 * (s == t) for s in a for t in b]))
out["classes"] = {
    "labels": labels.tolist(),
    "scores": scores.tolist(),
    "confusion": [[int(np.sum((labels == i) & (called == j))) for j in range(K)] for i in range(K)],
    "metrics": {
        "accuracy": np.mean(called == labels),
        "balancedAccuracy": np.mean([r for k, r in zip(present, recall) if np.any(labels == k)]),
        "precision": np.mean(precision),
        "recall": np.mean(recall),
        "f1": np.mean(f1),
        "f1Micro": np.mean(called == labels),
        "rocAuc": np.mean(aucs),
    },
}

# Baselines ------------------------------------------------------------------------------------------------------------


def acf(x, lag):
    x = x - x.mean()
    return np.sum(x[lag:] * x[: len(x) - lag]) / np.sum(x * x)


def is_seasonal(x, m):
    if len(x) < 3 * m:
        return False
    r = [acf(x, k) for k in range(1, m + 1)]
    return abs(r[-1]) > 1.645 / np.sqrt(len(x)) * np.sqrt(1 + 2 * sum(v * v for v in r[:-1]))


def indices(x, m):
    kernel = np.ones(m) / m if m % 2 else np.r_[0.5, np.ones(m - 1), 0.5] / m
    trend = np.convolve(x, kernel, mode="valid")
    parts = x[m // 2 : len(x) - m // 2] / trend
    rows = np.arange(m // 2, len(x) - m // 2) % m
    means = np.array([parts[rows == k].mean() for k in range(m)])
    return means / means.mean()


def naive2(x, m, h):
    s = indices(x, m) if m > 1 and is_seasonal(x, m) else np.ones(max(m, 1))
    t = np.arange(len(x) + h)
    return x[-1] / s[t[len(x) - 1] % len(s)] * s[t[len(x) :] % len(s)]


def ses(x, a):
    level = x[0]
    sse = 0.0
    for v in x:
        sse += (v - level) ** 2
        level = level + a * (v - level)
    return level, sse


def theta(x, m, h):
    """The two lines themselves, drawn and averaged; not the shortcut of smoothing with a drift."""
    s = indices(x, m) if m > 1 and is_seasonal(x, m) else np.ones(max(m, 1))
    t = np.arange(len(x) + h)
    adjusted = x / s[t[: len(x)] % len(s)]
    slope, start = np.polyfit(t[: len(x)], adjusted, 1)
    bent = 2 * adjusted - (start + slope * t[: len(x)])
    grid = np.linspace(0.01, 0.99, 99)
    near = grid[np.argmin([ses(bent, a)[1] for a in grid])]
    a = optimize.minimize_scalar(
        lambda v: ses(bent, v)[1], bounds=(max(1e-4, near - 0.02), min(0.9999, near + 0.02)), method="bounded", options={"xatol": 1e-9}
    ).x
    line = start + slope * t[len(x) :]
    return a, (line + ses(bent, a)[0]) / 2 * s[t[len(x) :] % len(s)]


def holt_winters(x, m, a, b, g, phi, level, slope, season, h):
    s = list(season)
    sse = 0.0
    for i, v in enumerate(x):
        error = v - (level + phi * slope + s[i % m])
        sse += error**2
        level, slope = level + phi * slope + a * error, phi * slope + b * error
        s[i % m] += g * error
    ahead = [level + sum(phi**j for j in range(1, k + 1)) * slope + s[(len(x) + k - 1) % m] for k in range(1, h + 1)]
    return sse, ahead


t = np.arange(96)
monthly = np.round((50 + 0.7 * t) * (1 + 0.2 * np.sin(2 * np.pi * t / 12)) + rng.normal(size=96), 3)
plain = np.round(30 + np.cumsum(rng.normal(size=80)), 3)
weekly = np.round(40 + 6 * np.sin(2 * np.pi * np.arange(91) / 7) + rng.normal(size=91), 3)
out["series"] = []
for x, m in ((monthly, 12), (plain, 12), (weekly, 7)):
    a, ahead = theta(x, m, 15)
    out["series"].append(
        {
            "y": x.tolist(),
            "m": m,
            "isSeasonal": bool(is_seasonal(x, m)),
            "indices": indices(x, m).tolist(),
            "naive2": naive2(x, m, 15).tolist(),
            "alpha": a,
            "theta": ahead.tolist(),
        }
    )
season = [3.0, -1.0, 0.5, -2.5, 1.0, 0.0, -1.0]
sse, ahead = holt_winters(weekly, 7, 0.3, 0.1, 0.2, 0.9, 38.0, 0.4, season, 20)
out["ets"] = {"season": season, "squares": sse, "ahead": ahead}


level = plain[:10].mean()
fit = optimize.minimize_scalar(lambda a: holt_winters(plain, 1, a, 0, 0, 1, level, 0, [0.0], 1)[0], bounds=(1e-4, 0.9999), method="bounded")
out["etsFit"] = {"alpha": fit.x, "squares": fit.fun}

# M4 Hourly: the last 48 rows of every training series held back ---------------------------------------------------------
if len(sys.argv) > 1:
    h, m = 48, 24
    with open(sys.argv[1]) as file:
        rows = [np.array([float(v) for v in row[1:] if v != ""]) for row in list(csv.reader(file))[1:]]
    each = {name: [] for name in ("naive", "seasonalNaive", "naive2")}
    for x in rows:
        past, future = x[:-h], x[-h:]
        scale = np.mean(np.abs(past[m:] - past[:-m]))
        for name, ahead in (
            ("naive", np.full(h, past[-1])),
            ("seasonalNaive", np.array([past[len(past) - m + i % m] for i in range(h)])),
            ("naive2", naive2(past, m, h)),
        ):
            error = np.abs(ahead - future)
            each[name].append((200 * np.mean(error / (np.abs(ahead) + np.abs(future))), np.mean(error) / scale))
    means = {name: np.mean(v, axis=0) for name, v in each.items()}
    reference = means["naive2"]
    out["m4Hourly"] = {
        "series": len(rows),
        "mean": {
            name: {"smape": v[0], "mase": v[1], "owa": np.mean(np.asarray(v) / reference)} for name, v in means.items()
        },
        "everyTwentieth": {name: [list(v) for v in values[::20]] for name, values in each.items()},
    }

json.dump(out, sys.stdout, default=float, indent=None, separators=(",", ":"))
print()
