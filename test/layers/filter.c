/*
 * filter ANSWER[:CALL] PROGRAM ARGS…: runs the program under a seccomp filter that gives one call that answer. ANSWER:
 * eperm, eacces, enosys, kill, trap, or `hang`, which hands the call to a supervisor that never says a word. CALL:
 * userfaultfd, `api` for ioctl(UFFDIO_API), or `create_vm` for ioctl(KVM_CREATE_VM).
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/kvm.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned answer(const char *word, size_t length) {
  const struct {
    const char *word;
    unsigned action;
  } known[] = {
      {"eperm", SECCOMP_RET_ERRNO | EPERM}, {"eacces", SECCOMP_RET_ERRNO | EACCES},
      {"enosys", SECCOMP_RET_ERRNO | ENOSYS}, {"trap", SECCOMP_RET_TRAP},
      {"kill", SECCOMP_RET_KILL_PROCESS}, {"hang", SECCOMP_RET_USER_NOTIF},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strlen(known[i].word) == length && memcmp(known[i].word, word, length) == 0) return known[i].action;
  _exit(64);
}

/* A call by its number and, where it is an ioctl, by its request. */
static const struct call {
  const char *word;
  unsigned number, request;
} calls[] = {
    {"userfaultfd", SYS_userfaultfd, 0},
    {"api", SYS_ioctl, UFFDIO_API},
    {"create_vm", SYS_ioctl, KVM_CREATE_VM},
};

static const struct call *call(const char *word) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (strcmp(calls[i].word, word) == 0) return &calls[i];
  _exit(64);
}

/* Keeps the listener open for as long as the program lives: without one the kernel would answer ENOSYS. */
static void hold(pid_t program) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != program) _exit(0);
  for (int fd = 0; fd <= 2; fd++) close(fd);
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  const char *colon = strchr(argv[1], ':');
  const size_t length = colon == NULL ? strlen(argv[1]) : (size_t)(colon - argv[1]);
  const unsigned action = answer(argv[1], length);
  const struct call *const wanted = colon == NULL ? calls : call(colon + 1);
  /* The test's own machine has one architecture, so its numbers are not told apart. */
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, wanted->number, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, wanted->request, 0, wanted->request != 0),
      BPF_STMT(BPF_RET | BPF_K, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  /* Without CAP_SYS_ADMIN a filter is for those only who gain no rights at execve(2). */
  if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 70;
  const pid_t self = getpid();
  const int listens = action == SECCOMP_RET_USER_NOTIF;
  const long set = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                           listens ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0, &program);
  if (set < 0) return 70;
  if (listens && fork() == 0) hold(self);
  execvp(argv[2], argv + 2);
  perror(argv[2]);
  return 70;
}
