/* cable RATE DELAY NAME NAMESPACE NAME NAMESPACE: a network cable between two hosts, which are network namespaces of this
   machine, as a process that hands packets on: RATE bit/s each way, each packet DELAY seconds later. For kernels without netem.
   Needs root. Makes a network device NAME in each namespace, and runs until it is ended.

   The devices take packets of up to 64 KB (segmentation offload), so that the process needs little of a core. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { PACKET_BYTES = 65536 + 64, QUEUE_PACKETS = 64 };

/* The packets of one direction that are on their way, the oldest first. */
typedef struct {
  double free_at; /* when the last packet has left, in seconds */
  int first;
  int count;
  struct {
    double arrival;
    ssize_t bytes;
    char data[PACKET_BYTES];
  } packets[QUEUE_PACKETS];
} direction;

static void fail(const char *what)
{
  fprintf(stderr, "error: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Makes a device in a namespace. */
static int open_device(const char *name, const char *host)
{
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", host);
  const int home = open("/proc/self/ns/net", O_RDONLY);
  const int away = open(path, O_RDONLY);
  if (home < 0 || away < 0 || setns(away, CLONE_NEWNET) != 0) {
    fail(path);
  }
  const int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  if (device < 0 || ioctl(device, TUNSETIFF, &request) != 0
      || ioctl(device, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4) != 0) {
    fail(name);
  }
  if (setns(home, CLONE_NEWNET) != 0) {
    fail("setns");
  }
  close(home);
  close(away);
  return device;
}

/* Takes the packets that a host sends. While the queue is full they wait in the host. */
static void take(direction *to, int device, double rate, double delay)
{
  while (to->count < QUEUE_PACKETS) {
    const int last = (to->first + to->count) % QUEUE_PACKETS;
    const ssize_t bytes = read(device, to->packets[last].data, PACKET_BYTES);
    if (bytes < 0) {
      if (errno != EAGAIN) {
        fail("read");
      }
      return;
    }
    const double time = now();
    /* A large packet stands for frames of 1,448 bytes of data, each with 66 bytes of headers and 24 of Ethernet around them. */
    const double data = (double)(bytes - (ssize_t)sizeof(struct virtio_net_hdr)) - 66;
    const double frames = data > 1448 ? ceil(data / 1448) : 1;
    to->free_at = (time > to->free_at ? time : to->free_at) + 8 * (data + frames * 90) / rate;
    to->packets[last].arrival = to->free_at + delay;
    to->packets[last].bytes = bytes;
    to->count += 1;
  }
}

/* Hands over the packets that have arrived. */
static void deliver(direction *from, int device)
{
  while (from->count > 0 && from->packets[from->first].arrival <= now()) {
    /* A host that cannot take a packet loses it, as on a real cable. */
    if (write(device, from->packets[from->first].data, (size_t)from->packets[from->first].bytes) < 0
        && errno != EAGAIN && errno != EIO) {
      fail("write");
    }
    from->first = (from->first + 1) % QUEUE_PACKETS;
    from->count -= 1;
  }
}

int main(int argc, char **argv)
{
  static direction directions[2];
  if (argc != 7) {
    fprintf(stderr, "usage: %s RATE DELAY NAME NAMESPACE NAME NAMESPACE\n", argv[0]);
    return 2;
  }
  const double rate = strtod(argv[1], NULL);
  const double delay = strtod(argv[2], NULL);
  const int devices[2] = {open_device(argv[3], argv[4]), open_device(argv[5], argv[6])};
  /* Otherwise the kernel wakes a process up to 50 us late, and later where all cores are busy. */
  prctl(PR_SET_TIMERSLACK, 1000UL);
  const struct sched_param priority = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO, &priority) != 0) {
    fail("sched_setscheduler");
  }
  printf("connected\n");
  fflush(stdout);
  for (;;) {
    struct pollfd files[2];
    double next = 1e300;
    for (int side = 0; side < 2; ++side) {
      take(&directions[side], devices[side], rate, delay);
      deliver(&directions[side], devices[1 - side]);
      const direction *const queue = &directions[side];
      files[side].fd = queue->count < QUEUE_PACKETS ? devices[side] : -1;
      files[side].events = POLLIN;
      if (queue->count > 0 && queue->packets[queue->first].arrival < next) {
        next = queue->packets[queue->first].arrival;
      }
    }
    double wait = next - now();
    wait = wait < 0 ? 0 : wait;
    const struct timespec time = {(time_t)wait, (long)(1e9 * (wait - (double)(time_t)wait))};
    ppoll(files, 2, next < 1e300 ? &time : NULL, NULL);
  }
}
