/* filter eperm|enosys|kill|trap PROGRAM ARGS…: runs the program under a seccomp filter that answers userfaultfd(2) so. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned answer(const char *word) {
  if (strcmp(word, "eperm") == 0) return SECCOMP_RET_ERRNO | EPERM;
  if (strcmp(word, "enosys") == 0) return SECCOMP_RET_ERRNO | ENOSYS;
  if (strcmp(word, "trap") == 0) return SECCOMP_RET_TRAP;
  return SECCOMP_RET_KILL_PROCESS;
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  /* The test's own machine has one architecture, so its numbers are not told apart. */
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_userfaultfd, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, answer(argv[1])),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  /* Without CAP_SYS_ADMIN a filter is for those only who gain no rights at execve(2). */
  if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 70;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return 70;
  execvp(argv[2], argv + 2);
  perror(argv[2]);
  return 70;
}
