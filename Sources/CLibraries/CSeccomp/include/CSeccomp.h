// libseccomp's calls, and shims for its macros with arguments.

#ifndef STRATA_CSECCOMP_H
#define STRATA_CSECCOMP_H

#include <seccomp.h>
#include <stdint.h>

static const uint32_t strata_seccomp_x86 = SCMP_ARCH_X86;
static const uint32_t strata_seccomp_x32 = SCMP_ARCH_X32;
static const uint32_t strata_seccomp_arm = SCMP_ARCH_ARM;
static const uint32_t strata_seccomp_allow = SCMP_ACT_ALLOW;
static inline uint32_t strata_seccomp_fail(uint32_t error) { return SCMP_ACT_ERRNO(error); }

static inline struct scmp_arg_cmp strata_seccomp_argument(unsigned index, enum scmp_compare operation, uint64_t first,
                                                          uint64_t second) {
    struct scmp_arg_cmp argument = {index, operation, first, second};
    return argument;
}

#endif
