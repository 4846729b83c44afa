# The loop of MaixPy's 20-class example at QVGA: camera, KPU, boxes and text, display.
import KPU as kpu
import lcd
import sensor
import sys
import utime

FRAMES = int(sys.argv[1])
ANCHORS = (1.08, 1.19, 3.42, 4.41, 6.63, 11.38, 9.42, 5.11, 16.62, 10.52)

lcd.init()
sensor.reset()
sensor.set_pixformat(sensor.RGB565)
sensor.set_framesize(sensor.QVGA)
sensor.run(1)
task = kpu.load("/sd/yolo20_v3.kmodel")
kpu.init_yolo2(task, 0.5, 0.3, 5, ANCHORS)
start = utime.ticks_us()
boxes = 0
for _ in range(FRAMES):
    img = sensor.snapshot()
    for found in kpu.run_yolo2(task, img) or ():
        img.draw_rectangle(found.rect())
        img.draw_string(found.x(), found.y(), "%d %.3f" % (found.classid(), found.value()))
        boxes += 1
    img.draw_string(2, 2, "a line of text", scale=2)
    lcd.display(img)
print(utime.ticks_diff(utime.ticks_us(), start), boxes)
kpu.deinit(task)
