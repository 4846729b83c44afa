#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "CTerminals.h"

int wait_for_events(struct pollfd *entries, size_t count, double seconds) {
  // A day is for ever enough, and fits.
  if (!(seconds < 86400)) seconds = 86400;
  struct timespec time = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
  int ready = ppoll(entries, count, seconds < 0 ? NULL : &time, NULL);
  return ready < 0 && errno == EINTR ? 0 : ready;
}

// Signals belong to the process, hence the globals: the pipe's two ends.
static int stop_pipe[2] = {-1, -1};

static void note_signal(int number) {
  int code = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe holds signals enough.
  ssize_t ignored = write(stop_pipe[1], &byte, 1);
  (void)ignored;
  errno = code;
}

int stop_signals_catch(void) {
  if (stop_pipe[0] >= 0) return stop_pipe[0];
  if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = note_signal;
  // The second one ends a program that does not come to look at the first.
  action.sa_flags = SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  // A terminal window that is closed; whoever started us with nohup wants to outlive it.
  struct sigaction hangup;
  bool ignores_hangup = sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler == SIG_IGN;
  if (!ignores_hangup) sigaction(SIGHUP, &action, NULL);
  // A parent with threads may have started us with signals blocked.
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &stops, NULL);
  return stop_pipe[0];
}
