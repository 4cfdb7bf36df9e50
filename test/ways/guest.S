# A guest of one sector, in assembly that needs nothing but a PC: it fills each page from FIRST to LAST with the
# address that the page begins at, puts a word to READY, and from then on adds one to the last word of each page,
# round after round, so that a migration always meets pages that were just written.
.code16
start:
  cli
  xor %ax, %ax
  mov %ax, %ds
  lgdt table
  # The 21st address line, off as on the first of these machines.
  in $0x92, %al
  or $2, %al
  out %al, $0x92
  mov %cr0, %eax
  or $1, %al
  mov %eax, %cr0
  ljmp $8, $flat
.code32
flat:
  mov $16, %ax
  mov %ax, %ds
  mov %ax, %es
  mov $FIRST, %edi
  cld
page:
  mov %edi, %eax
  mov $1023, %ecx
  rep stosl
  movl $0, (%edi)
  add $4, %edi
  cmp $LAST, %edi
  jb page
  movl $0x600d600d, READY
round:
  mov $FIRST, %edi
next:
  incl 4092(%edi)
  add $4096, %edi
  cmp $LAST, %edi
  jb next
  jmp round
.align 8
gdt:
  .quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
table:
  .word table - gdt - 1
  .long gdt
.org 510
.word 0xaa55
