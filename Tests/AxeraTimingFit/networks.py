"""Layers of well-known networks as shapes: written down apart from Kiln's own list, to check one by the other.

A layer is a dictionary: `kind` (conv, depthwise, pool, mean, sum, concat, resize, table), `i` and `o` (channels, height,
width), `k` (side of the kernel), `s` (stride), `g` (groups), `params` (bytes of int8 weights and int32 biases).
"""


class Net:
    def __init__(self, name, side):
        self.name, self.input, self.layers = name, (3, side, side), []

    def add(self, kind, i, o, k=1, s=1, g=1, params=0):
        self.layers.append(dict(kind=kind, i=i, o=o, k=k, s=s, g=g, params=params))
        return o

    def conv(self, x, cout, k=1, s=1, p=None, g=1, silu=False):
        c, h, w = x
        p = k // 2 if p is None else p
        o = (cout, (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1)
        self.add("depthwise" if g == c > 1 else "conv", x, o, k, s, g, cout * (c // g) * k * k + 4 * cout)
        return self.add("table", o, o) if silu else o

    def pool(self, x, k, s, p=0, up=False):
        def extent(n):
            if not up:
                return (n + 2 * p - k) // s + 1
            v = -(-(n + 2 * p - k) // s) + 1
            return v - 1 if (v - 1) * s >= n + p else v

        return self.add("pool", x, (x[0], extent(x[1]), extent(x[2])), k, s)

    def classify(self, x, n=1000):
        x = self.add("mean", x, (x[0], 1, 1))
        return self.dense(x, n)

    def dense(self, x, n):
        c = x[0] * x[1] * x[2]
        return self.add("conv", (c, 1, 1), (n, 1, 1), params=c * n + 4 * n)

    def sum(self, x):
        return self.add("sum", x, x)

    def cat(self, *xs):
        o = (sum(x[0] for x in xs),) + xs[0][1:]
        return self.add("concat", o, o)

    def up(self, x):
        return self.add("resize", x, (x[0], x[1] * 2, x[2] * 2))

    @property
    def macs(self):
        return sum(
            l["o"][0] * l["o"][1] * l["o"][2] * (l["i"][0] // l["g"]) * l["k"] ** 2
            for l in self.layers
            if l["kind"] in ("conv", "depthwise")
        )


def mobilenetv1():
    n = Net("mobilenetv1", 224)
    x = n.conv(n.input, 32, 3, 2)
    for c, s in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]:
        x = n.conv(n.conv(x, x[0], 3, s, g=x[0]), c)
    n.classify(x)
    return n


def mobilenetv2():
    n = Net("mobilenetv2", 224)
    x = n.conv(n.input, 32, 3, 2)
    for t, c, r, s in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for i in range(r):
            y = n.conv(x, x[0] * t) if t > 1 else x
            y = n.conv(n.conv(y, y[0], 3, s if i == 0 else 1, g=y[0]), c)
            x = n.sum(y) if y == x else y
    n.classify(n.conv(x, 1280))
    return n


def resnet(name, blocks, bottleneck):
    n = Net(name, 224)
    x = n.pool(n.conv(n.input, 64, 7, 2), 3, 2, 1)
    for stage, r in enumerate(blocks):
        c = 64 << stage
        for i in range(r):
            s = 2 if i == 0 and stage > 0 else 1
            if bottleneck:
                y = n.conv(n.conv(n.conv(x, c), c, 3, s), c * 4)
            else:
                y = n.conv(n.conv(x, c, 3, s), c, 3)
            if y != x:
                n.conv(x, y[0], 1, s)
            x = n.sum(y)
    n.classify(x)
    return n


def squeezenet(name, first, sizes):
    n = Net(name, 224)
    x = n.pool(n.conv(n.input, *first, 2, 0), 3, 2, 0, True)
    for size in sizes:
        if size is None:
            x = n.pool(x, 3, 2, 0, True)
            continue
        x = n.conv(x, size[0])
        x = n.cat(n.conv(x, size[1]), n.conv(x, size[1], 3))
    x = n.conv(x, 1000)
    n.add("mean", x, (x[0], 1, 1))
    return n


def vgg16():
    n = Net("vgg16", 224)
    x = n.input
    for c, r in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(r):
            x = n.conv(x, c, 3)
        x = n.pool(x, 2, 2)
    n.dense(n.dense(n.dense(x, 4096), 4096), 1000)
    return n


def inceptionv1():
    n = Net("inceptionv1", 224)
    x = n.pool(n.conv(n.input, 64, 7, 2), 3, 2, 0, True)
    x = n.pool(n.conv(n.conv(x, 64), 192, 3), 3, 2, 0, True)
    for block in [
        (64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), None, (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64), (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128), None, (256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128),
    ]:  # fmt: skip
        if block is None:
            x = n.pool(x, 3, 2, 0, True)
            continue
        a, b, c, d, e, f = block
        x = n.cat(n.conv(x, a), n.conv(n.conv(x, b), c, 3), n.conv(n.conv(x, d), e, 5), n.conv(n.pool(x, 3, 1, 1), f))
    n.classify(x)
    return n


def yolov3(side):
    n = Net(f"yolov3-{side}", side)
    x, kept = n.conv(n.input, 32, 3), []
    for c, r in [(64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)]:
        x = n.conv(x, c, 3, 2)
        for _ in range(r):
            x = n.sum(n.conv(n.conv(x, c // 2), c, 3))
        kept.append(x)
    route = None
    for c, x in [(512, kept[4]), (256, kept[3]), (128, kept[2])]:
        if route is not None:
            x = n.cat(n.up(n.conv(route, c)), x)
        for _ in range(2):
            x = n.conv(n.conv(x, c), c * 2, 3)
        route = n.conv(x, c)
        n.conv(n.conv(route, c * 2, 3), 255)
    return n


def c3(n, x, c, r, shortcut=True):
    y = n.conv(x, c // 2, silu=True)
    for _ in range(r):
        y = n.conv(n.conv(y, c // 2, silu=True), c // 2, 3, silu=True)
        y = n.sum(y) if shortcut else y
    return n.conv(n.cat(y, n.conv(x, c // 2, silu=True)), c, silu=True)


def c2f(n, x, c, r, shortcut=True):
    y = n.conv(x, c, silu=True)
    z = (c // 2,) + y[1:]
    parts = [z, z]
    for _ in range(r):
        z = n.conv(n.conv(z, c // 2, 3, silu=True), c // 2, 3, silu=True)
        z = n.sum(z) if shortcut else z
        parts.append(z)
    return n.conv(n.cat(*parts), c, silu=True)


def sppf(n, x, c):
    y = n.conv(x, c // 2, silu=True)
    return n.conv(n.cat(y, *[n.pool(y, 5, 1, 2) for _ in range(3)]), c, silu=True)


def yolov5s():
    n = Net("yolov5s-640", 640)
    down = lambda x, c: n.conv(x, c, 3, 2, silu=True)
    x = c3(n, down(n.conv(n.input, 32, 6, 2, 2, silu=True), 64), 64, 1)
    p3 = c3(n, down(x, 128), 128, 2)
    p4 = c3(n, down(p3, 256), 256, 3)
    x = sppf(n, c3(n, down(p4, 512), 512, 1), 512)
    a = n.conv(x, 256, silu=True)
    x = c3(n, n.cat(n.up(a), p4), 256, 1, False)
    b = n.conv(x, 128, silu=True)
    o3 = c3(n, n.cat(n.up(b), p3), 128, 1, False)
    o4 = c3(n, n.cat(down(o3, 128), b), 256, 1, False)
    o5 = c3(n, n.cat(down(o4, 256), a), 512, 1, False)
    for o in (o3, o4, o5):
        n.conv(o, 255)
    return n


def yolov8s():
    n = Net("yolov8s-640", 640)
    down = lambda x, c: n.conv(x, c, 3, 2, silu=True)
    x = c2f(n, down(n.conv(n.input, 32, 3, 2, silu=True), 64), 64, 1)
    p3 = c2f(n, down(x, 128), 128, 2)
    p4 = c2f(n, down(p3, 256), 256, 2)
    p5 = sppf(n, c2f(n, down(p4, 512), 512, 1), 512)
    m4 = c2f(n, n.cat(n.up(p5), p4), 256, 1, False)
    o3 = c2f(n, n.cat(n.up(m4), p3), 128, 1, False)
    o4 = c2f(n, n.cat(down(o3, 128), m4), 256, 1, False)
    o5 = c2f(n, n.cat(down(o4, 256), p5), 512, 1, False)
    for o in (o3, o4, o5):
        n.conv(n.conv(n.conv(o, 64, 3, silu=True), 64, 3, silu=True), 64)
        n.conv(n.conv(n.conv(o, 128, 3, silu=True), 128, 3, silu=True), 80)
    return n


def mobileone_s0():
    n = Net("mobileone_s0", 224)
    x = n.conv(n.input, 48, 3, 2)
    for c, r in [(48, 2), (128, 8), (256, 10), (1024, 1)]:
        for i in range(r):
            x = n.conv(n.conv(x, x[0], 3, 2 if i == 0 else 1, g=x[0]), c)
    n.classify(x)
    return n


def all_networks():
    fires10 = [(16, 64), (16, 64), (32, 128), None, (32, 128), (48, 192), (48, 192), (64, 256), None, (64, 256)]
    fires11 = [(16, 64)] * 2 + [None] + [(32, 128)] * 2 + [None] + [(48, 192)] * 2 + [(64, 256)] * 2
    networks = [
        mobilenetv1(), mobilenetv2(), resnet("resnet18", (2, 2, 2, 2), False),
        resnet("resnet50", (3, 4, 6, 3), True), squeezenet("squeezenet1.0", (96, 7), fires10),
        squeezenet("squeezenet1.1", (64, 3), fires11), vgg16(), inceptionv1(), mobileone_s0(), yolov3(416), yolov3(608),
        yolov5s(), yolov8s(),
    ]  # fmt: skip
    return {n.name: n for n in networks}
