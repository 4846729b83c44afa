"""The networks' layers with the extents of their inputs, and the noise that fills them."""

import numpy


def placed(network):
    """Yields (layer, input channels, height, width); an odd last row or column is dropped by a stride of 2."""
    channels, height, width = network["channels"], network["height"], network["width"]
    for layer in network["layers"]:
        yield layer, channels, height, width
        channels = layer["channels"]
        height //= layer["stride"]
        width //= layer["stride"]


def padding(layer, extent):
    """Pixels before and after, so that windows are centred on pixels 0, stride, 2 * stride, …

    Where a stride drops the last pixel, nothing is needed after it."""
    before = layer["kernel"] // 2
    outputs = extent // layer["stride"]
    return before, max(0, (outputs - 1) * layer["stride"] + layer["kernel"] - before - extent)


def output_scale(layer, channels, input_scale, weight_scale):
    """A scale under which sums of noise spread over some 64 steps in every layer; the relu cuts off below 0."""
    window = layer["kernel"] ** 2 * (channels if layer["kind"] == "dense" else 1)
    return input_scale * weight_scale * 74 * 45 * window**0.5 / 64


def noise():
    return numpy.random.default_rng(1)
