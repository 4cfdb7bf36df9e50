/*
 * attacker [--proc DIR] [--signals] [--swap MINOR] [--hang FUSE DIR] [--control]
 *
 * Tries on every process that it can see, again and again, what may not succeed on one of a stranger's: to read
 * it, to write into it, to take what it holds. With --signals it sends each some of what the kernel lets it send.
 * With --swap it changes the nodes of /dev all the while and counts who opens one that is none of theirs. With
 * --hang it mounts a file system there that answers nothing. At SIGTERM it prints `attack tried succeeded` lines.
 * With --control it attacks a child of its own, which lets it: what can't succeed even there proves nothing.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXE, ENVIRON, AUXV, MAPS, SMAPS, MEM_READ, MEM_WRITE, FD_LINK, FD_OPEN, FD_WRITTEN, MAP_FILES, CWD, ROOT,
       GETFD, PTRACE, VM_READ, VM_WRITE, SWAPPED, SIGNALLED, LIMITED, ATTACKS };
static const char *const NAMES[ATTACKS] = {
    "exe", "environ", "auxv", "maps", "smaps", "mem.read", "mem.write", "fd.link", "fd.open", "fd.written", "map_files",
    "cwd", "root", "pidfd_getfd", "ptrace", "process_vm_readv", "process_vm_writev", "swapped_node",
    "signalled", "limited"};

static long tried[ATTACKS], succeeded[ATTACKS];
static const char *procAt = "/proc";
static volatile sig_atomic_t over;
static int watching = -1;

static void onTerm(int signal) { (void)signal; over = 1; }

/* Of a process that is gone nothing is known: not tried. */
static void count(int attack, int reached) {
  if (!reached && (errno == ESRCH || errno == ENOENT)) return;
  ++tried[attack];
  if (reached) ++succeeded[attack];
}

static int openAt(int process, const char *name, int flags) {
  errno = 0;
  return openat(process, name, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static void readFile(int attack, int process, const char *name) {
  char byte;
  const int fd = openAt(process, name, O_RDONLY);
  const int error = errno;
  const int got = fd >= 0 && read(fd, &byte, 1) == 1;
  if (fd >= 0) close(fd);
  /* What is opened and is empty is that of a process that is ending. */
  errno = fd >= 0 ? ESRCH : error;
  count(attack, got);
}

static void reach(int attack, int process, const char *name, int flags) {
  const int fd = openAt(process, name, flags);
  count(attack, fd >= 0 || errno == ETXTBSY);
  if (fd >= 0) close(fd);
}

static void memory(int process) {
  char byte = 0;
  const int fd = openAt(process, "mem", O_RDWR);
  const int error = errno;
  /* Without memory, as of one that is ending, both answer 0. */
  const int isRead = fd >= 0 && pread(fd, &byte, 1, 0x400000) != 0;
  const int isWritten = fd >= 0 && isRead && pwrite(fd, &byte, 1, 0x10000) != 0;
  if (fd >= 0) close(fd);
  errno = fd >= 0 ? ESRCH : error;
  count(MEM_READ, isRead);
  count(MEM_WRITE, isWritten);
}

static void descriptor(int process, const char *name) {
  char path[64], target[64];
  snprintf(path, sizeof path, "fd/%s", name);
  errno = 0;
  count(FD_LINK, readlinkat(process, path, target, sizeof target) >= 0);
  const int fd = openAt(process, path, O_RDWR);
  count(FD_OPEN, fd >= 0);
  if (fd < 0) return;
  count(FD_WRITTEN, write(fd, "scribble\n", 9) > 0);
  close(fd);
}

static void descriptors(int process) {
  /* By number too: the folder may be shut where what is in it is not. */
  static const char *const FIRST[] = {"0", "1", "2", "3", "4", "5", "6", "7"};
  for (size_t i = 0; i < sizeof FIRST / sizeof *FIRST; ++i) descriptor(process, FIRST[i]);
}

static void mappedFiles(int process) {
  const int folder = openAt(process, "map_files", O_RDONLY | O_DIRECTORY);
  DIR *list = folder < 0 ? NULL : fdopendir(folder);
  if (list == NULL) {
    count(MAP_FILES, 0);
    return;
  }
  for (struct dirent *each; (each = readdir(list)) != NULL;) {
    if (each->d_name[0] != '.') reach(MAP_FILES, folder, each->d_name, O_RDWR);
  }
  closedir(list);
}

static void calls(pid_t pid) {
  const int process = (int)syscall(SYS_pidfd_open, pid, 0);
  for (int number = 0; process >= 0 && number < 8; ++number) {
    errno = 0;
    const int fd = (int)syscall(SYS_pidfd_getfd, process, number, 0);
    const int got = fd >= 0;
    if (got) {
      /* A pipe that leads to root: into it with something that is no result. */
      if (fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && write(fd, "scribble\n", 9) > 0) errno = 0;
      close(fd);
    }
    if (errno == EBADF) errno = ESRCH; /* no such descriptor; whether it would be given is not said */
    count(GETFD, got);
  }
  if (process >= 0) close(process);

  char byte = 0;
  struct iovec here = {&byte, 1}, there = {(void *)0x10000, 1};
  errno = 0;
  count(VM_READ, process_vm_readv(pid, &here, 1, &there, 1, 0) >= 0 || errno == EFAULT);
  errno = 0;
  count(VM_WRITE, process_vm_writev(pid, &here, 1, &there, 1, 0) >= 0 || errno == EFAULT);

  errno = 0;
  const int traced = ptrace(PTRACE_SEIZE, pid, 0, 0) == 0;
  count(PTRACE, traced);
  if (!traced) return;
  ptrace(PTRACE_INTERRUPT, pid, 0, 0);
  waitpid(pid, NULL, __WALL);
  ptrace(PTRACE_DETACH, pid, 0, 0);
}

/* What the kernel lets one do to a process of one's own user: the one that is asked has to live with it. */
static void nudge(pid_t pid, int process) {
  static const int SIGNALS[] = {SIGUSR1, SIGALRM, SIGTERM, SIGSEGV, SIGBUS, SIGSYS, SIGTRAP, SIGCONT, SIGKILL, SIGSTOP};
  char name[32] = "";
  const int fd = openAt(process, "comm", O_RDONLY);
  if (fd < 0 || read(fd, name, sizeof name - 1) <= 0) name[0] = 0;
  if (fd >= 0) close(fd);
  if (strcmp(name, "hgm-observe\n") != 0 || rand() % 8 != 0) return;
  const int signal = SIGNALS[rand() % (rand() % 4 == 0 ? 10 : 8)];
  errno = 0;
  count(SIGNALLED, kill(pid, signal) == 0);
  static const struct { int which; rlim_t most; } LIMITS[] = {{RLIMIT_NOFILE, 0}, {RLIMIT_AS, 4096}, {RLIMIT_FSIZE, 0}};
  const int which = rand() % 12;
  if (which > 2) return;
  const struct rlimit low = {LIMITS[which].most, LIMITS[which].most};
  errno = 0;
  count(LIMITED, prlimit(pid, LIMITS[which].which, &low, NULL) == 0);
}

static void attack(pid_t pid, const char *name, int signals) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", procAt, name);
  const int process = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (process < 0) return;
  reach(EXE, process, "exe", O_RDONLY);
  reach(EXE, process, "exe", O_RDWR);
  readFile(ENVIRON, process, "environ");
  readFile(AUXV, process, "auxv");
  readFile(MAPS, process, "maps");
  readFile(SMAPS, process, "smaps");
  memory(process);
  descriptors(process);
  mappedFiles(process);
  reach(CWD, process, "cwd", O_RDONLY | O_DIRECTORY);
  reach(ROOT, process, "root", O_RDONLY | O_DIRECTORY);
  calls(pid);
  if (signals) nudge(pid, process);
  close(process);
}

/* What an O_PATH descriptor does is no event; what opens the device itself is. */
static void watch(const char *path) { inotify_add_watch(watching, path, IN_OPEN | IN_ACCESS | IN_MODIFY); }

static const char *const TRAPS[] = {"/dev/.device", "/dev/.fifo", "/dev/.file", "/dev/.link"};
enum { TRAP_COUNT = sizeof TRAPS / sizeof *TRAPS };
static const char FALSE_NULL[] = "/dev/.null"; /* a device that does something, under a name that is opened freely */

static void makeTraps(int minor) {
  watching = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  mknod("/dev/userfaultfd", S_IFCHR | 0666, makedev(10, (unsigned)minor));
  mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3));
  mknod(TRAPS[0], S_IFCHR | 0666, makedev(1, 5));
  mknod(FALSE_NULL, S_IFCHR | 0666, makedev(10, 229));
  mkfifo(TRAPS[1], 0666);
  close(open(TRAPS[2], O_CREAT | O_RDWR | O_CLOEXEC, 0666));
  symlink(TRAPS[2], TRAPS[3]);
  if (access("/dev/userfaultfd", F_OK) != 0) symlink(TRAPS[1], "/dev/userfaultfd");
  for (size_t i = 0; i < TRAP_COUNT; ++i) chmod(TRAPS[i], 0666);
  for (size_t i = 0; i < TRAP_COUNT; ++i) watch(TRAPS[i]);
  chmod("/dev/userfaultfd", 0666);
  chmod("/dev/null", 0666);
  chmod(FALSE_NULL, 0666);
  watch(FALSE_NULL);
}

static void exchange(const char *one, const char *other) {
  syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, 2 /* RENAME_EXCHANGE */);
}

static void swap(void) {
  static unsigned at;
  const char *const trap = TRAPS[at++ % TRAP_COUNT];
  for (int i = 0; i < 50; ++i) {
    exchange(trap, "/dev/userfaultfd");
    exchange(FALSE_NULL, "/dev/null");
    ++tried[SWAPPED];
    exchange(FALSE_NULL, "/dev/null");
    exchange(trap, "/dev/userfaultfd");
  }
  char events[4096];
  const ssize_t got = read(watching, events, sizeof events);
  if (got > 0) ++succeeded[SWAPPED];
}

/* Who looks into it waits for an answer to INIT that never comes. */
static void hang(const char *device, const char *folder) {
  char options[96];
  const int fuse = open(device, O_RDWR | O_CLOEXEC); /* and stays so, as long as this lives */
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d,allow_other", fuse, getuid(), getgid());
  if (fuse < 0 || mount("hang", folder, "fuse", MS_NOSUID | MS_NODEV, options) != 0) {
    printf("no_fuse %s\n", strerror(errno));
    fflush(stdout);
  }
}

static pid_t victim(void) {
  const pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 1);
  int ends[2];
  if (pipe(ends) == 0) dup2(ends[1], 0), dup2(ends[1], 1), dup2(ends[1], 2);
  for (;;) pause();
}

int main(int argc, char **argv) {
  int signals = 0, minor = -1;
  pid_t willing = 0;
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "--proc") == 0) procAt = argv[++i];
    else if (strcmp(argv[i], "--hang") == 0) hang(argv[i + 1], argv[i + 2]), i += 2;
    else if (strcmp(argv[i], "--swap") == 0) minor = atoi(argv[++i]);
    else if (strcmp(argv[i], "--signals") == 0) signals = 1;
    else if (strcmp(argv[i], "--control") == 0) willing = victim();
    else return 64;
  }
  signal(SIGTERM, onTerm);
  signal(SIGPIPE, SIG_IGN);
  if (minor >= 0) makeTraps(minor);
  puts("ready");
  fflush(stdout);
  const pid_t self = getpid();
  for (int round = 0; !over && (willing == 0 || round < 20); ++round) {
    DIR *all = opendir(procAt);
    for (struct dirent *each; all != NULL && !over && (each = readdir(all)) != NULL;) {
      const pid_t pid = atoi(each->d_name);
      if (pid > 0 && pid != self && (willing == 0 || pid == willing)) attack(pid, each->d_name, signals);
    }
    if (all != NULL) closedir(all);
    if (minor >= 0) swap();
  }
  for (int i = 0; i < ATTACKS; ++i) printf("%s %ld %ld\n", NAMES[i], tried[i], succeeded[i]);
  return 0;
}
