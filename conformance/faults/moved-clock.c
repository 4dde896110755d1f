// Loaded with LD_PRELOAD: moves the wall clock of one process, and nothing else, by the seconds in a file (a 64-bit number) that another program may change
// at any time. The monotonic clock stays, as it does when an operator or NTP sets a machine's clock.
// Go programs such as etcd do not ask the C library but the kernel's vDSO (vdso(7)), so the functions in there are replaced: each begins with a jump to one of
// ours. A library that only replaced those of the C library, such as libfaketime, would not move etcd's clock.
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *moved;

/** Without the C library: Go calls this on a stack and with a thread register that are its own. */
static long kernel(long number, long first, long second) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(first), "S"(second) : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = first;
  register long x1 __asm__("x1") = second;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1) : "memory");
  return x0;
#else
#error "write the system call of this processor"
#endif
}

static int clockGettime(clockid_t clock, struct timespec *at) {
  long result = kernel(SYS_clock_gettime, clock, (long)at);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += *moved;
  return (int)result;
}

static int getTimeOfDay(struct timeval *at, void *zone) {
  long result = kernel(SYS_gettimeofday, (long)at, (long)zone);
  if (result == 0 && at != NULL) at->tv_sec += *moved;
  return (int)result;
}

static time_t seconds(time_t *at) {
  struct timespec now;
  clockGettime(CLOCK_REALTIME, &now);
  if (at != NULL) *at = now.tv_sec;
  return now.tv_sec;
}

static void fail(const char *what) {
  fprintf(stderr, "moved-clock: %s\n", what);
  _exit(125);
}

static void jump(char *from, void *to) {
#if defined(__x86_64__)
  // movabs rax, to; jmp rax
  unsigned char code[12] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0};
  memcpy(code + 2, &to, 8);
#else
  // ldr x16, #8; br x16; to
  unsigned char code[16] = {0x50, 0, 0, 0x58, 0, 0x02, 0x1f, 0xd6};
  memcpy(code + 8, &to, 8);
#endif
  memcpy(from, code, sizeof code);
  __builtin___clear_cache(from, from + sizeof code);
}

static void replace(char *vdso) {
  Elf64_Ehdr *head = (Elf64_Ehdr *)vdso;
  Elf64_Phdr *parts = (Elf64_Phdr *)(vdso + head->e_phoff);
  Elf64_Dyn *dynamic = NULL;
  size_t size = 0;
  for (int i = 0; i < head->e_phnum; i++) {
    if (parts[i].p_type == PT_DYNAMIC) dynamic = (Elf64_Dyn *)(vdso + parts[i].p_offset);
    if (parts[i].p_type == PT_LOAD) size = parts[i].p_offset + parts[i].p_memsz;
  }
  Elf64_Sym *symbols = NULL;
  char *names = NULL;
  for (; dynamic != NULL && dynamic->d_tag != DT_NULL; dynamic++) {
    if (dynamic->d_tag == DT_SYMTAB) symbols = (Elf64_Sym *)(vdso + dynamic->d_un.d_ptr);
    if (dynamic->d_tag == DT_STRTAB) names = vdso + dynamic->d_un.d_ptr;
  }
  // The names of a vDSO lie behind its symbols.
  if (symbols == NULL || names == NULL || (char *)symbols > names) fail("the vDSO cannot be read");
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t all = (size + page - 1) / page * page;
  if (mprotect(vdso, all, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) fail("the vDSO cannot be changed");
  int replaced = 0;
  for (Elf64_Sym *one = symbols; (char *)(one + 1) <= names; one++) {
    if (ELF64_ST_TYPE(one->st_info) != STT_FUNC || one->st_shndx == SHN_UNDEF) continue;
    const char *name = names + one->st_name;
    char *code = vdso + one->st_value;
    if (strcmp(name, "__vdso_clock_gettime") == 0 || strcmp(name, "__kernel_clock_gettime") == 0) jump(code, clockGettime), replaced++;
    if (strcmp(name, "__vdso_gettimeofday") == 0 || strcmp(name, "__kernel_gettimeofday") == 0) jump(code, getTimeOfDay);
    if (strcmp(name, "__vdso_time") == 0) jump(code, seconds);
  }
  mprotect(vdso, all, PROT_READ | PROT_EXEC);
  if (replaced == 0) fail("the vDSO has no clock");
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("MOVED_CLOCK");
  if (path == NULL) return;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("the file of MOVED_CLOCK cannot be opened");
  moved = mmap(NULL, sizeof *moved, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  char *vdso = (char *)getauxval(AT_SYSINFO_EHDR);
  if (moved == MAP_FAILED || vdso == NULL) fail("there is no vDSO here, or the file cannot be mapped");
  replace(vdso);
}
