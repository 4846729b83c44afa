// Does with a serial port what its arguments say, one line of output each: the tests run it under the preload library.
// modem-probe PATH OPERATION…
#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int lines_in(const char *text) {
  return (strstr(text, "dtr") ? TIOCM_DTR : 0) | (strstr(text, "rts") ? TIOCM_RTS : 0);
}

/// Prints what a call returned: its result, or the name of its error.
static void tell(int result) {
  if (result >= 0) printf("%d\n", result);
  else printf("%s\n", strerrorname_np(errno));
}

static void get(int port) {
  int bits = 0;
  int result = ioctl(port, TIOCMGET, &bits);
  if (result != 0) tell(result);
  else printf("0x%x\n", bits);
}

static void *toggle(void *port) {
  int bits = TIOCM_DTR;
  for (int i = 0; i < 20; i++)
    if (ioctl(*(int *)port, i % 2 ? TIOCMBIC : TIOCMBIS, &bits) != 0) return (void *)1;
  return NULL;
}

/// Two threads at one port; 0 when no call of either failed.
static void both_toggle(int port) {
  pthread_t thread;
  void *other = (void *)1;
  pthread_create(&thread, NULL, toggle, &port);
  void *mine = toggle(&port);
  pthread_join(thread, &other);
  printf("%d\n", mine || other);
}

static void note(int number) { (void)number; }

/// Waits for a change of an input until an alarm.
static void wait_for_input(int port) {
  struct sigaction action = {.sa_handler = note};
  sigaction(SIGALRM, &action, NULL);
  // Whoever started us may have blocked it.
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  sigprocmask(SIG_UNBLOCK, &alarms, NULL);
  // Again and again: the first may come before the wait.
  ualarm(20000, 20000);
  tell(ioctl(port, TIOCMIWAIT, TIOCM_CTS));
  ualarm(0, 0);
}

static void count(int port) {
  struct serial_icounter_struct counts;
  memset(&counts, 0xFF, sizeof counts);
  int result = ioctl(port, TIOCGICOUNT, &counts);
  if (result != 0) tell(result);
  else printf("cts %d\n", counts.cts);
}

static void operate(int port, const char *operation) {
  int bits = lines_in(operation);
  if (*operation == '+') tell(ioctl(port, TIOCMBIS, &bits));
  else if (*operation == '-') tell(ioctl(port, TIOCMBIC, &bits));
  else if (*operation == '=') tell(ioctl(port, TIOCMSET, &bits));
  else if (!strcmp(operation, "get")) get(port);
  else if (!strcmp(operation, "count")) count(port);
  else if (!strcmp(operation, "threads")) both_toggle(port);
  else if (!strcmp(operation, "wait")) wait_for_input(port);
  else if (!strcmp(operation, "null")) tell(ioctl(port, TIOCMGET, NULL));
  else if (!strcmp(operation, "size")) tell(ioctl(port, TIOCGWINSZ, &(struct winsize){0}));
  else tell((int)write(port, operation, strlen(operation)));
}

int main(int count, char **arguments) {
  int port = open(arguments[1], O_RDWR | O_NOCTTY);
  if (port < 0) return 2;
  for (int i = 2; i < count; i++) {
    if (!strcmp(arguments[i], "exec")) {
      // The rest is done by a new program in the same process.
      arguments[i] = arguments[1];
      arguments[i - 1] = arguments[0];
      fflush(stdout);
      execv("/proc/self/exe", arguments + i - 1);
      return 3;
    }
    if (!strcmp(arguments[i], "fork")) {
      // The rest is done by a child.
      fflush(stdout);
      if (fork() != 0) {
        wait(NULL);
        return 0;
      }
      continue;
    }
    operate(port, arguments[i]);
  }
  fflush(stdout);
  return 0;
}
