#!/usr/bin/env python3
"""Tests of the training code: gradients, files, the 8-bit estimate, and that --check can fail.

Run with `python3 -m unittest discover samples/digits`; needs numpy alone.
"""

import json
import pathlib
import shutil
import tempfile
import unittest
import zlib

import train  # first: it settles the number of threads before numpy loads

import numpy as np

import network
import picture_files
import quantised


class Gradients(unittest.TestCase):
    def test_every_layer_agrees_with_finite_differences(self):
        random = np.random.default_rng(1)
        cases = [
            (network.Convolution("a", 3, 4, 3), (2, 4, 4, 3)),
            (network.Convolution("b", 3, 4, 1), (2, 4, 4, 3)),
            (network.DepthwiseConvolution("c", 3), (2, 4, 4, 3)),
            (network.MaximumPooling("d"), (2, 4, 4, 3)),
            (network.Dense("e", 48, 5), (2, 4, 4, 3)),
        ]
        for layer, shape in cases:
            with self.subTest(layer.kind):
                layer.start(random)
                # Far from the ReLU's kink, open and closed channels in turn; far from ties in a block.
                spaced = np.linspace(-1, 1, np.prod(shape), dtype=np.float32)
                maps = random.permutation(spaced).reshape(shape)
                if "convolution" in layer.kind:
                    layer.biases[::2], layer.biases[1::2] = 20, -20
                seen = random.normal(size=layer.forward(maps).shape).astype(np.float32)
                layer.forward(maps)
                inputs = layer.backward(seen)
                self.compare(layer, maps, maps, inputs, seen)
                if layer.gradients is not None:
                    weights, biases = layer.gradients
                    self.compare(layer, maps, layer.weights, weights, seen)
                    self.compare(layer, maps, layer.biases, biases, seen)

    def compare(self, layer, maps, values, gradient, seen):
        step = np.float32(1e-2 if values is not maps else 5e-3)
        loss = lambda: float(np.sum(layer.forward(maps).astype(np.float64) * seen))
        for index in np.ndindex(values.shape):
            kept = values[index]
            values[index] = kept + step
            above = loss()
            values[index] = kept - step
            below = loss()
            values[index] = kept
            slope = (above - below) / (2 * float(step))
            self.assertAlmostEqual(slope, float(gradient[index]), delta=1e-2)


class Layers(unittest.TestCase):
    def test_convolution_pads_with_zeros_and_orders_weights_by_channel_row_column(self):
        layer = network.Convolution("a", 2, 1, 3)
        layer.weights = np.zeros(layer.shape, np.float32)
        layer.weights[0, 1, 0, 2] = 1  # the second channel's upper right neighbour
        layer.biases = np.zeros(1, np.float32)
        maps = np.arange(1, 19, dtype=np.float32).reshape(1, 3, 3, 2)
        found = layer.forward(maps)[0, :, :, 0]
        np.testing.assert_array_equal(found, [[0, 0, 0], [4, 6, 0], [10, 12, 0]])

    def test_dense_flattens_channel_by_channel(self):
        layer = network.Dense("a", 8, 1)
        layer.weights = np.arange(8, dtype=np.float32)[None]
        layer.biases = np.zeros(1, np.float32)
        maps = np.zeros((1, 2, 2, 2), np.float32)
        maps[0, 1, 0, 1] = 1  # channel 1, row 1, column 0: element 1 * 4 + 1 * 2 + 0
        self.assertEqual(layer.forward(maps)[0, 0], 6)

    def test_shifting_moves_by_one_pixel_at_most_and_is_seeded(self):
        maps = np.zeros((200, 8, 8, 1), np.float32)
        maps[:, 4, 4] = 1
        first = train.shifted(maps, np.random.default_rng(3))
        second = train.shifted(maps, np.random.default_rng(3))
        np.testing.assert_array_equal(first, second)
        _, rows, columns, _ = np.nonzero(first)
        self.assertEqual(set(rows), {3, 4, 5})
        self.assertEqual(set(columns), {3, 4, 5})


class Quantisation(unittest.TestCase):
    def test_weights_come_back_within_half_a_step_and_zero_exactly(self):
        weights = np.append(np.linspace(-0.3, 0.7, 99), 0).astype(np.float32)
        values, scale, zero_point = quantised.quantise_weights(weights)
        back = (values - zero_point) * scale
        self.assertLessEqual(np.abs(back - weights).max(), scale * 0.51)
        self.assertEqual(back[-1], 0)
        self.assertTrue(0 <= zero_point <= 255)

    def test_eight_bit_scores_stay_close_to_the_float_scores(self):
        _, layers, maxima = train.decode_network((train.FOLDER / "network.json").read_text())
        files = sorted((train.FOLDER / "test").glob("*/000.png"))
        pixels = np.stack([picture_files.decode_png(file.read_bytes()) for file in files])
        floats = network.run(layers, train.as_maps(pixels))
        eights = quantised.run(layers, pixels, maxima)
        cosine = np.sum(floats * eights) / np.linalg.norm(floats) / np.linalg.norm(eights)
        self.assertGreater(cosine, 0.999)


class Files(unittest.TestCase):
    def test_png_reads_back(self):
        for shape in [(1, 1), (8, 8), (3, 5), (300, 300)]:
            with self.subTest(shape):
                pixels = np.random.default_rng(2).integers(0, 256, shape).astype(np.uint8)
                found = picture_files.decode_png(picture_files.encode_png(pixels))
                np.testing.assert_array_equal(found, pixels)

    def test_png_bytes_of_one_pixel_are_as_the_standard_says(self):
        data = picture_files.encode_png(np.array([[0x80]], np.uint8))
        rows = bytes.fromhex("7801 01 0200 fdff 0080 00820081")
        self.assertEqual(data[8:16], bytes.fromhex("0000000d") + b"IHDR")
        self.assertEqual(data[16:29], bytes.fromhex("00000001 00000001 08 00 00 00 00"))
        self.assertIn(len(rows).to_bytes(4, "big") + b"IDAT" + rows, data)
        self.assertEqual(zlib.decompress(rows), b"\x00\x80")

    def test_damaged_png_is_refused(self):
        data = bytearray(picture_files.encode_png(np.zeros((2, 2), np.uint8)))
        data[-20] ^= 1
        with self.assertRaisesRegex(ValueError, "checksum"):
            picture_files.decode_png(bytes(data))
        with self.assertRaisesRegex(ValueError, "not a PNG"):
            picture_files.decode_png(b"GIF89a")

    def test_json_keeps_every_float32(self):
        values = list(np.random.default_rng(4).normal(size=500).astype(np.float32))
        text = picture_files.encode_json({"values": values})
        self.assertEqual([np.float32(value) for value in json.loads(text)["values"]], values)

    def test_network_file_is_written_back_unchanged(self):
        text = (train.FOLDER / "network.json").read_text()
        document, layers, maxima = train.decode_network(text)
        again = train.encode_network(layers, maxima, document["training"]["pictures"], document["accuracy"])
        self.assertEqual(again, text)


class Check(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name) / "digits"
        shutil.copytree(train.FOLDER, self.folder, ignore=shutil.ignore_patterns("__pycache__"))

    def problems_after(self, name, change):
        file = self.folder / name
        file.write_bytes(change(file.read_bytes()))
        return " / ".join(train.check(self.folder))

    def test_committed_files_agree(self):
        self.assertEqual(train.check(self.folder), [])

    def test_a_changed_weight_is_noticed(self):
        change = lambda data: data.replace(b'"weights": [\n        [-', b'"weights": [\n        [', 1)
        self.assertIn("SHA-256", self.problems_after("network.json", change))

    def test_a_changed_answer_is_noticed(self):
        change = lambda data: data.replace(b'"predicted": 0', b'"predicted": 1', 1)
        self.assertIn("test/0/000.png: the network says 0", self.problems_after("float-outputs.json", change))

    def test_an_overstated_accuracy_is_noticed(self):
        change = lambda data: data.replace(b'"float_correct": 3', b'"float_correct": 4', 1)
        self.assertIn("float_correct: network.json states", self.problems_after("network.json", change))

    def test_a_missing_picture_is_noticed(self):
        (self.folder / "test/0/000.png").unlink()
        self.assertIn("lists other pictures", " / ".join(train.check(self.folder)))

    def test_a_changed_label_is_noticed(self):
        change = lambda data: data.replace(b"one", b"two")
        self.assertIn("labels.txt", self.problems_after("labels.txt", change))


if __name__ == "__main__":
    unittest.main()
