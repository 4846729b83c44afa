# A YOLOv2 network finds coloured spots, and each gets a box: the loop of most MaixPy examples.
#
# kiln run --camera samples/spots/camera --load samples/spots/spots-v3.kmodel@0x300000 samples/scripts/spots.py
import KPU as kpu
import lcd
import sensor

NAMES = ("red", "green", "blue")
COLORS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
# Five shapes of boxes, in cells of 32 pixels: this network uses one.
ANCHORS = (1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5)

lcd.init()
sensor.reset()
sensor.set_pixformat(sensor.RGB565)
sensor.set_framesize(sensor.QVGA)
sensor.set_windowing((224, 224))
sensor.run(1)

task = kpu.load(0x300000)
kpu.init_yolo2(task, 0.5, 0.2, 5, ANCHORS)
frame = 0
try:
    while True:
        img = sensor.snapshot()
        found = kpu.run_yolo2(task, img)
        seen = []
        for spot in found or ():
            x, y, w, h = spot.rect()
            img.draw_rectangle(x, y, w, h, color=COLORS[spot.classid()], thickness=2)
            img.draw_string(x, max(0, y - 14), "%s %d%%" % (NAMES[spot.classid()], 100 * spot.value()))
            seen.append("%s at %d,%d" % (NAMES[spot.classid()], x + w // 2, y + h // 2))
        print(frame, "; ".join(sorted(seen)))
        lcd.display(img)
        frame += 1
finally:
    kpu.deinit(task)
