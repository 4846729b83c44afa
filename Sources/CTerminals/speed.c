// Apart from terminals.c: <asm/termbits.h> has the kernel's termios2 and its own struct termios, which <termios.h> also has.
#include <asm/termbits.h>
#include <sys/ioctl.h>

#include "CTerminals.h"

int terminal_speed(int master, unsigned *speed) {
  // Asked of a master, the kernel answers for the slave (tty_mode_ioctl).
  struct termios2 settings;
  if (ioctl(master, TCGETS2, &settings) != 0) return -1;
  *speed = settings.c_ospeed;
  return 0;
}

int terminal_set_speed(int terminal, unsigned speed) {
  struct termios2 settings;
  if (ioctl(terminal, TCGETS2, &settings) != 0) return -1;
  // Input follows output where no input speed is set.
  settings.c_cflag = (settings.c_cflag & ~(CBAUD | (CBAUD << IBSHIFT))) | BOTHER;
  settings.c_ospeed = settings.c_ispeed = speed;
  return ioctl(terminal, TCSETS2, &settings);
}
