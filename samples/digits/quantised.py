"""What the network does in 8 bits, as the K210's KPU will see it.

Weights: one range per layer, u8 with a zero point. Maps: u8 from 0 to the layer's activation maximum
(zero point 0, since every map comes out of a ReLU). Sums are exact integers; the scaling after them
is done in float64 here, where the chip uses a 24-bit multiplier, so this is an estimate to within
one step. The dense layer stays in float.
"""

import numpy as np

import network


def quantise_weights(weights):
    """The u8 values (as int64), the scale and the zero point of one layer's weights."""
    low, high = min(float(weights.min()), 0.0), max(float(weights.max()), 0.0)
    scale = (high - low) / 255 or 1.0
    zero_point = int(np.rint(-low / scale))
    values = np.clip(np.rint(weights / scale) + zero_point, 0, 255).astype(np.int64)
    return values, scale, zero_point


def run(layers, pixels, maxima):
    """Class scores of u8 `pixels` (pictures x 8 x 8); `maxima` holds each layer's largest output."""
    maps, maximum = pixels[..., None].astype(np.int64), 1.0
    for layer in layers:
        if layer.kind == "dense":
            return layer.forward((maps * (maximum / 255)).astype(np.float32))
        if layer.kind == "max_pool":
            maps = layer.forward(maps)
            continue
        values, scale, zero_point = quantise_weights(layer.weights)
        sums = _sums(layer, maps, values - zero_point)
        reals = sums * (scale * maximum / 255) + layer.biases.astype(np.float64)
        maximum = maxima[layer.name]
        maps = np.clip(np.rint(reals * (255 / maximum)), 0, 255).astype(np.int64)
    raise ValueError("expected a dense layer at the end")


def _sums(layer, maps, weights):
    if layer.kind == "depthwise_convolution":
        return np.einsum("nhwcij,cij->nhwc", network.windows(maps, 3), weights[:, 0])
    # float64 holds these sums exactly (below 2^53) and multiplies far faster than int64.
    columns = network.columns(maps, layer.kernel).astype(np.float64)
    sums = columns @ weights.reshape(len(weights), -1).T.astype(np.float64)
    return sums.reshape(*maps.shape[:3], len(weights))
