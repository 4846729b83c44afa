# Two models that take turns in the memory of one: deinit before the next load.
#
# kiln run --sd samples --camera samples/spots/camera samples/scripts/switching.py
import KPU as kpu
import image
import sensor

sensor.reset()
sensor.set_pixformat(sensor.RGB565)
sensor.set_framesize(sensor.QVGA)
sensor.set_windowing((224, 224))
sensor.run(1)

NOUGHT = image.Image(size=(8, 8)).to_grayscale()
NOUGHT.draw_ellipse(4, 4, 2, 3, 0, color=255)
NOUGHT.pix_to_ai()

for turn in range(3):
    task = kpu.load("/sd/spots/spots-v3.kmodel")
    kpu.init_yolo2(task, 0.5, 0.2, 5, (1.5,) * 10)
    spots = kpu.run_yolo2(task, sensor.snapshot()) or []
    kpu.deinit(task)

    # A picture of 8x8 pixels with a ring in it: a nought.
    task = kpu.load("/sd/digits/digits-v3.kmodel")
    scores = kpu.forward(task, NOUGHT)[:]
    kpu.deinit(task)
    print("turn %d: %d spots, digit %d" % (turn, len(spots), scores.index(max(scores))))
