// The one system call instruction that the filter exempts: seccomp reports the address behind it.
	.text
	.globl double_syscall
	.hidden double_syscall
	.globl double_syscall_return
	.hidden double_syscall_return
	.type double_syscall, @function
double_syscall:
	movq %rdi, %rax
	movq %rsi, %rdi
	movq %rdx, %rsi
	movq %rcx, %rdx
	movq %r8, %r10
	movq %r9, %r8
	movq 8(%rsp), %r9
	syscall
double_syscall_return:
	ret
	.size double_syscall, .-double_syscall
	.section .note.GNU-stack,"",@progbits
