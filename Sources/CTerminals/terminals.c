#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <termios.h>
#include <unistd.h>

#include "CTerminals.h"

/// Without becoming our controlling terminal, without waiting for a carrier.
static const int slave_flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;

static int make_raw(int master) {
  char path[64];
  if (terminal_slave_path(master, path, sizeof path) != 0) return -1;
  int slave = open(path, slave_flags);
  if (slave < 0) return -1;
  struct termios settings;
  int result = tcgetattr(slave, &settings);
  if (result == 0) {
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    cfsetspeed(&settings, B134);
    result = tcsetattr(slave, TCSANOW, &settings);
  }
  int code = errno;
  // From here on the master hangs up whenever no program has the slave open.
  close(slave);
  errno = code;
  return result;
}

int terminal_open(void) {
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (master < 0) return -1;
  if (grantpt(master) == 0 && unlockpt(master) == 0 && make_raw(master) == 0) return master;
  int code = errno;
  close(master);
  errno = code;
  return -1;
}

int terminal_slave_path(int master, char *path, size_t capacity) {
  int code = ptsname_r(master, path, capacity);
  if (code == 0) return 0;
  errno = code;
  return -1;
}

bool terminal_is_unused(int master) {
  struct pollfd entry = {.fd = master};
  return poll(&entry, 1, 0) > 0 && (entry.revents & POLLHUP);
}

void terminal_discard_unread(const char *slave_path) {
  int slave = open(slave_path, slave_flags);
  if (slave < 0) return;
  tcflush(slave, TCIFLUSH);
  close(slave);
}

int edge_watch(int watched) {
  int watch = epoll_create1(EPOLL_CLOEXEC);
  if (watch < 0) return -1;
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  if (epoll_ctl(watch, EPOLL_CTL_ADD, watched, &event) == 0) return watch;
  int code = errno;
  close(watch);
  errno = code;
  return -1;
}

void edge_watch_drain(int watch) {
  struct epoll_event event;
  epoll_wait(watch, &event, 1, 0);
}
