#!/usr/bin/env python3
"""Writes expected.json: what the calibration rules choose, computed a second time and in another way.

Needs numpy. Numbers come from SplitMix64 by exact arithmetic, so that the Swift tests make the same ones.
Run: python3 reference.py > expected.json
"""
import json
import math

import numpy as np

MASK = (1 << 64) - 1
LEVELS = 128


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)


def numbers(random, count, kind, scale):
    """Sums of four uniform numbers, as they are, cut at 0, cubed, or sparse."""
    result = []
    for _ in range(count):
        total = sum(random.next() >> 40 for _ in range(4))
        x = (total - (1 << 25)) / (1 << 23)
        if kind == "relu":
            x = max(x, 0.0)
        elif kind == "cubed":
            x = x * x * x
        elif kind == "sparse":
            x = x if random.next() % 16 == 0 else 0.0
        result.append(np.float32(x * scale))
    return np.array(result, dtype=np.float32)


def histogram_of(random, count, kind, scale, bins):
    x = np.abs(numbers(random, count, kind, scale))
    limit = np.float32(x.max())
    width = limit / np.float32(bins - 1)
    places = np.floor(x[x > 0] / width + np.float32(0.5)).astype(np.int64)
    return np.bincount(np.minimum(places, bins - 1), minlength=bins), limit


def levels_choice(counts, levels=LEVELS):
    """The verified rule, spelled out with arrays: P with the tail, Q without, both made to add up to 1."""
    h = counts.astype(np.float64)
    best, choice = None, len(h)
    for i in range(levels, len(h) + 1, levels):
        p = h[:i].copy()
        p[i - 1] += h[i:].sum()
        groups = h[:i].reshape(levels, i // levels)
        filled = groups > 0
        number = filled.sum(axis=1, keepdims=True)
        mean = np.where(number > 0, groups.sum(axis=1, keepdims=True) / np.maximum(number, 1), 0)
        q = np.where(filled, mean, 0).ravel()
        p, total = p / p.sum(), q.sum()
        q = q / total if total > 0 else q
        cost = 0.0
        for a, b in zip(p, q):
            if a > 0:
                cost += a * math.log(a / b) if b > 0 else 1.0
        if best is None or cost < best:
            best, choice = cost, i
    return choice


def every_bin_choice(counts, levels=LEVELS):
    h = counts.astype(np.float64)
    best, choice = None, len(h)
    for i in range(levels, len(h) + 1):
        p = h[:i].copy()
        p[i - 1] += h[i:].sum()
        q = np.zeros(i)
        for j in range(levels):
            start, end = j * i // levels, (j + 1) * i // levels
            filled = p[start:end] > 0
            if filled.any():
                q[start:end][filled] = h[start:end].sum() / filled.sum()
        p, q = p / p.sum(), q / max(q.sum(), 1e-300)
        both = (p > 0) & (q > 0)
        cost = float((p[both] * np.log(p[both] / q[both])).sum())
        if best is None or cost < best - 1e-13:
            best, choice = cost, i
    return choice


def growing(samples):
    """Histograms with room for each sample; all of a sample's numbers are counted over the range that it needs."""
    limit, counts = np.float32(0), np.zeros(0, dtype=np.int64)
    for x in samples:
        size = np.float32(np.abs(x).max())
        if len(counts) == 0:
            limit, counts = size, np.zeros(2048, dtype=np.int64)
        elif size > limit:
            step = limit / np.float32(len(counts))
            extra = int(np.floor((size - limit) / step)) + 1
            counts = np.concatenate([counts, np.zeros(extra, dtype=np.int64)])
            limit = np.float32(limit + np.float32(extra) * step)
        width = limit / np.float32(len(counts) - 1)
        x = np.abs(x)
        places = np.floor(x[x > 0] / width + np.float32(0.5)).astype(np.int64)
        counts = counts + np.bincount(np.minimum(places, len(counts) - 1), minlength=len(counts))
    width = limit / np.float32(len(counts) - 1)
    top = max(np.abs(x).max() for x in samples)
    return min(float(np.float32(levels_choice(counts)) * width), float(top)), len(counts)


def whole_range(samples, choice, extra):
    x = np.abs(np.concatenate(samples))
    limit = np.float32(x.max())
    width = limit / np.float32(2047)
    places = np.floor(x[x > 0] / width + np.float32(0.5)).astype(np.int64)
    counts = np.bincount(np.minimum(places, 2047), minlength=2048)
    return min(float(np.float32(choice(counts) + extra) * width), float(limit))


def percentile(samples, p):
    x = np.sort(np.concatenate(samples).astype(np.float64))
    return [float(np.percentile(x, 100 - p)), float(np.percentile(x, p))]


def moving(samples, a):
    low, high = None, None
    for x in samples:
        if low is None:
            low, high = x.min(), x.max()
        else:
            low = np.float32(a) * low + (1 - np.float32(a)) * x.min()
            high = np.float32(a) * high + (1 - np.float32(a)) * x.max()
    return [float(low), float(high)]


def newton(samples, bits):
    results = []
    for x in samples:
        m = np.abs(x[x != 0]).astype(np.float64)
        c = 4.0**-bits / (3 if x.min() < 0 else 12)
        s = m.mean()
        for _ in range(20):
            beyond = m[m > s]
            t = beyond.sum() / (c * (m <= s).sum() + len(beyond))
            moved, s = abs(t - s), t
            if moved < 1e-6:
                break
        results.append(s)
    top = max(float(np.abs(x).max()) for x in samples)
    return min(float(np.mean(results)), top)


def grid(samples, bits, steps):
    x = np.concatenate(samples).astype(np.float64)
    low, high = min(x.min(), 0.0), max(x.max(), 0.0)
    best = None
    for step in range(steps, 0, -1):
        a, b = low * step / steps, high * step / steps
        scale = (b - a) / (2**bits - 1)
        zero = np.round(-a / scale)
        codes = np.clip(np.round(x / scale) + zero, 0, 2**bits - 1)
        error = ((x - (codes - zero) * scale) ** 2).sum()
        if best is None or error < best[0]:
            best = (error, a, b)
    return [best[1], best[2]]


def main():
    kinds = ["plain", "relu", "cubed", "sparse"]
    histograms = []
    for seed in range(1, 17):
        kind, count, scale = kinds[seed % 4], 400 * seed, 0.25 * seed
        bins = 2048 if seed % 3 else 2304
        counts, limit = histogram_of(SplitMix64(seed), count, kind, scale, bins)
        histograms.append({
            "seed": seed, "kind": kind, "count": count, "scale": scale, "bins": bins, "limit": float(limit),
            "levels": levels_choice(counts), "everyBin": every_bin_choice(counts),
        })
    sets = []
    for seed in range(101, 117):
        kind, size, samples = kinds[seed % 4], 300 + 17 * (seed - 101), 3 + seed % 5
        random = SplitMix64(seed)
        data = [numbers(random, size, kind, 1 + 0.5 * index) for index in range(samples)]
        threshold, bins = growing(data)
        sets.append({
            "seed": seed, "kind": kind, "size": size, "samples": samples,
            "minMax": [float(min(x.min() for x in data)), float(max(x.max() for x in data))],
            "moving": moving(data, 0.9), "percentile": percentile(data, 99.9), "growing": threshold,
            "growingBins": bins, "wholeRange": whole_range(data, levels_choice, 0),
            "everyBin": whole_range(data, every_bin_choice, 0.5), "newton": newton(data, 8),
            "grid": grid(data, 4, 40),
        })
    print(json.dumps({"histograms": histograms, "sets": sets}, indent=1))


main()
