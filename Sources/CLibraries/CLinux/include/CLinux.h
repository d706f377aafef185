// Inline shims over Linux system calls that Swift cannot call itself: variadic functions, calls without a wrapper in
// the C library, and macros. Each returns its result, or the negated errno, so that no caller reads the errno variable.

#ifndef STRATA_CLINUX_H
#define STRATA_CLINUX_H

// This header asks for no extensions of the C library (_GNU_SOURCE): they change the layout of types that Swift's own
// view of it has too. What only they declare is called by number here.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "process_start.h"

int ioctl(int, unsigned long, ...);

static inline long linux_result(long value) { return value < 0 ? -(long)errno : value; }

// MARK: Files

static const int linux_open_path = 010000000;
static const int linux_open_temporary = 020000000 | O_DIRECTORY;
static const int linux_open_noatime = 01000000;
static const int linux_seek_data = 3;
static const int linux_seek_hole = 4;
static const int linux_seal_all = 1 | 2 | 4 | 8;
static const int linux_at_cwd = AT_FDCWD;
static const int linux_at_empty_path = 0x1000;
static const int linux_not_supported = EOPNOTSUPP;

struct linux_open_how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

static inline long linux_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct linux_open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return linux_result(syscall(437, directory, path, &how, sizeof how));
}

static inline long linux_openat(int directory, const char *path, int flags, uint32_t mode) {
    return linux_result(openat(directory, path, flags, mode));
}

/// Whether this process may read, change and enter an open folder.
static inline long linux_access_all(int directory) {
    return linux_result(faccessat(directory, ".", R_OK | W_OK | X_OK, 0x200));
}

static inline int linux_process_id(void) { return (int)getpid(); }

static inline long linux_close(int descriptor) { return linux_result(close(descriptor)); }

static inline long linux_dup_from(int descriptor, int lowest) {
    return linux_result(fcntl(descriptor, F_DUPFD_CLOEXEC, lowest));
}

static inline long linux_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 ? -errno : linux_result(fcntl(descriptor, F_SETFL, flags | O_NONBLOCK));
}

static inline long linux_set_pipe_size(int descriptor, int size) {
    return linux_result(fcntl(descriptor, 1031, size));
}

static inline long linux_add_seals(int descriptor, int seals) {
    return linux_result(fcntl(descriptor, 1033, seals));
}

struct linux_status {
    uint64_t device, inode, link_count;
    uint32_t mode, owner, group, device_major, device_minor;
    int64_t size, blocks, block_size;
    int64_t access_seconds, modification_seconds, change_seconds;
    int64_t access_nanoseconds, modification_nanoseconds, change_nanoseconds;
};

static inline long linux_fstatat(int directory, const char *path, int flags, struct linux_status *out) {
    struct stat raw;
    if (fstatat(directory, path, &raw, flags) < 0) return -errno;
    out->device = raw.st_dev;
    out->inode = raw.st_ino;
    out->link_count = raw.st_nlink;
    out->mode = raw.st_mode;
    out->owner = raw.st_uid;
    out->group = raw.st_gid;
    out->device_major = major(raw.st_rdev);
    out->device_minor = minor(raw.st_rdev);
    out->size = raw.st_size;
    out->blocks = raw.st_blocks;
    out->block_size = raw.st_blksize;
    out->access_seconds = raw.st_atim.tv_sec;
    out->access_nanoseconds = raw.st_atim.tv_nsec;
    out->modification_seconds = raw.st_mtim.tv_sec;
    out->modification_nanoseconds = raw.st_mtim.tv_nsec;
    out->change_seconds = raw.st_ctim.tv_sec;
    out->change_nanoseconds = raw.st_ctim.tv_nsec;
    return 0;
}

static inline long linux_readlinkat(int directory, const char *path, void *buffer, size_t size) {
    return linux_result(readlinkat(directory, path, (char *)buffer, size));
}

static inline long linux_symlinkat(const char *target, int directory, const char *path) {
    return linux_result(symlinkat(target, directory, path));
}

static inline long linux_linkat(int from, const char *old, int to, const char *path, int flags) {
    return linux_result(linkat(from, old, to, path, flags));
}

static inline long linux_mkdirat(int directory, const char *path, uint32_t mode) {
    return linux_result(mkdirat(directory, path, mode));
}

static inline long linux_mknodat(int directory, const char *path, uint32_t mode, uint32_t maj, uint32_t min) {
    return linux_result(mknodat(directory, path, mode, makedev(maj, min)));
}

static inline long linux_unlinkat(int directory, const char *path, int flags) {
    return linux_result(unlinkat(directory, path, flags));
}

static inline long linux_renameat2(int from, const char *old, int to, const char *path, unsigned flags) {
    return linux_result(syscall(SYS_renameat2, from, old, to, path, flags));
}

static inline long linux_fchownat(int directory, const char *path, uint32_t owner, uint32_t group, int flags) {
    return linux_result(fchownat(directory, path, owner, group, flags));
}

static inline long linux_fchmod(int descriptor, uint32_t mode) { return linux_result(fchmod(descriptor, mode)); }

static inline long linux_fchmodat2(int directory, const char *path, uint32_t mode, int flags) {
    return linux_result(syscall(452, directory, path, mode, flags));
}

static inline long linux_chmod(const char *path, uint32_t mode) { return linux_result(chmod(path, mode)); }

struct linux_time {
    int64_t seconds, nanoseconds;
};

static inline long linux_utimensat(int directory, const char *path, struct linux_time access,
                                   struct linux_time modification, int flags) {
    struct timespec times[2] = {{access.seconds, access.nanoseconds}, {modification.seconds, modification.nanoseconds}};
    return linux_result(syscall(SYS_utimensat, directory, path, times, flags));
}

static const int64_t linux_time_omit = UTIME_OMIT;
static const int64_t linux_time_now = UTIME_NOW;

static inline long linux_listxattr(const char *path, void *buffer, size_t size, int follow) {
    return linux_result(follow ? listxattr(path, (char *)buffer, size) : llistxattr(path, (char *)buffer, size));
}

static inline long linux_getxattr(const char *path, const char *name, void *buffer, size_t size, int follow) {
    return linux_result(follow ? getxattr(path, name, buffer, size) : lgetxattr(path, name, buffer, size));
}

static inline long linux_setxattr(const char *path, const char *name, const void *value, size_t size, int follow) {
    return linux_result(follow ? setxattr(path, name, value, size, 0) : lsetxattr(path, name, value, size, 0));
}

static inline long linux_removexattr(const char *path, const char *name, int follow) {
    return linux_result(follow ? removexattr(path, name) : lremovexattr(path, name));
}

static inline long linux_flistxattr(int descriptor, void *buffer, size_t size) {
    return linux_result(flistxattr(descriptor, (char *)buffer, size));
}

static inline long linux_fgetxattr(int descriptor, const char *name, void *buffer, size_t size) {
    return linux_result(fgetxattr(descriptor, name, buffer, size));
}

static inline long linux_fsetxattr(int descriptor, const char *name, const void *value, size_t size) {
    return linux_result(fsetxattr(descriptor, name, value, size, 0));
}

static inline long linux_fremovexattr(int descriptor, const char *name) {
    return linux_result(fremovexattr(descriptor, name));
}

static inline long linux_getdents64(int descriptor, void *buffer, size_t size) {
    return linux_result(syscall(SYS_getdents64, descriptor, buffer, size));
}

static inline long linux_lseek(int descriptor, int64_t offset, int whence) {
    return linux_result(lseek(descriptor, offset, whence));
}

static inline long linux_read(int descriptor, void *buffer, size_t size) {
    return linux_result(read(descriptor, buffer, size));
}

static inline long linux_pread(int descriptor, void *buffer, size_t size, int64_t offset) {
    return linux_result(pread(descriptor, buffer, size, offset));
}

static inline long linux_write(int descriptor, const void *buffer, size_t size) {
    return linux_result(write(descriptor, buffer, size));
}

static inline long linux_flush_output(void) {
    int failed = ferror(stdout);
    if (fflush(stdout) != 0) return -errno;
    return failed ? -EIO : 0;
}

static inline long linux_pwrite(int descriptor, const void *buffer, size_t size, int64_t offset) {
    return linux_result(pwrite(descriptor, buffer, size, offset));
}

static inline long linux_ftruncate(int descriptor, int64_t size) { return linux_result(ftruncate(descriptor, size)); }

static inline long linux_ficlone(int target, int source) {
    return linux_result(ioctl(target, 0x40049409, source));
}

static inline long linux_copy_file_range(int source, int64_t *from, int target, int64_t *to, size_t size) {
    return linux_result(syscall(SYS_copy_file_range, source, from, target, to, size, 0));
}

static inline long linux_sendfile(int target, int source, int64_t *from, size_t size) {
    return linux_result(syscall(SYS_sendfile, target, source, from, size));
}

struct linux_filesystem {
    uint64_t type, block_size, blocks, free_blocks, available_blocks, files, free_files;
};

static inline long linux_fstatfs(int descriptor, struct linux_filesystem *out) {
    struct statfs raw;
    if (fstatfs(descriptor, &raw) < 0) return -errno;
    out->type = (uint64_t)raw.f_type;
    out->block_size = (uint64_t)raw.f_bsize;
    out->blocks = raw.f_blocks;
    out->free_blocks = raw.f_bfree;
    out->available_blocks = raw.f_bavail;
    out->files = raw.f_files;
    out->free_files = raw.f_ffree;
    return 0;
}

static inline long linux_flock(int descriptor, int operation) { return linux_result(flock(descriptor, operation)); }

/// Sets or tries an open file description lock on the whole file; type is F_RDLCK, F_WRLCK or F_UNLCK.
static inline long linux_ofd_lock(int descriptor, short type, int wait) {
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    return linux_result(fcntl(descriptor, wait ? 38 : 37, &lock));
}

static inline long linux_fsync(int descriptor) { return linux_result(fsync(descriptor)); }
static inline long linux_fdatasync(int descriptor) { return linux_result(fdatasync(descriptor)); }
static inline long linux_pipe(int *ends) { return linux_result(syscall(SYS_pipe2, ends, O_CLOEXEC)); }
static inline long linux_eventfd(void) { return linux_result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

static inline long linux_memfd_create(const char *name) {
    return linux_result(syscall(SYS_memfd_create, name, 3u));
}

// MARK: Mounts

static inline long linux_mount(const char *source, const char *target, const char *type, unsigned long flags,
                               const char *options) {
    return linux_result(mount(source, target, type, flags, options));
}

static const unsigned linux_open_tree_clone = 1u | O_CLOEXEC;
static const unsigned linux_mount_attribute_no_devices = 4;
static const int linux_umount_no_follow = UMOUNT_NOFOLLOW;

static inline long linux_umount(const char *target, int flags) { return linux_result(umount2(target, flags)); }

static inline long linux_open_tree(int directory, const char *path, unsigned flags) {
    return linux_result(syscall(428, directory, path, flags));
}

static inline long linux_move_mount(int from, const char *old, int to, const char *path, unsigned flags) {
    return linux_result(syscall(429, from, old, to, path, flags));
}

static inline long linux_fsopen(const char *type) { return linux_result(syscall(430, type, 1u)); }

static inline long linux_fsconfig(int context, unsigned command, const char *key, const void *value, int extra) {
    return linux_result(syscall(431, context, command, key, value, extra));
}

static inline long linux_fsmount(int context, unsigned attributes) {
    return linux_result(syscall(432, context, 1u, attributes));
}

struct linux_mount_attributes {
    uint64_t set, clear, propagation, user_namespace;
};

static inline long linux_mount_setattr(int directory, const char *path, unsigned flags,
                                       struct linux_mount_attributes attributes) {
    return linux_result(syscall(442, directory, path, flags, &attributes, sizeof attributes));
}

static const int linux_clone_mounts = 0x20000;
static const int linux_clone_user = 0x10000000;

struct linux_overlay_request {
    int base;
    const char *options;
    long result;
};

static void *linux_overlay_thread(void *context) {
    struct linux_overlay_request *request = (struct linux_overlay_request *)context;
    // The folder is entered first: its mount becomes the new namespace's own, as those of overlays have to be.
    if (syscall(SYS_unshare, 0x200) < 0 || fchdir(request->base) < 0 || syscall(SYS_unshare, linux_clone_mounts) < 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("overlay", "/proc", "overlay", MS_NODEV, request->options) < 0)
        request->result = -errno;
    else
        request->result = linux_open_tree(AT_FDCWD, "/proc", linux_open_tree_clone);
    return NULL;
}

/// Mounts an overlay whose options hold paths relative to a folder, and gives the mount without a place.
///
/// A thread of its own does it, since its working directory and its mount namespace end with it; there /proc is a
/// place that is always at hand.
static inline long linux_mount_overlay(int base, const char *options) {
    struct linux_overlay_request request = {base, options, -EAGAIN};
    pthread_t thread;
    int error = pthread_create(&thread, NULL, linux_overlay_thread, &request);
    if (error != 0) return -error;
    pthread_join(thread, NULL);
    return request.result;
}

// MARK: Processes and namespaces

static inline uint32_t linux_effective_user(void) { return geteuid(); }
static inline uint32_t linux_effective_group(void) { return getegid(); }
static inline long linux_unshare(int flags) { return linux_result(syscall(SYS_unshare, flags)); }
static inline long linux_kill(int process, int signal) { return linux_result(kill(process, signal)); }

/// The name of the user in the password database, or an empty string.
static inline void linux_user_name(uint32_t user, char *out, size_t size) {
    char buffer[4096];
    struct passwd entry, *found = NULL;
    out[0] = 0;
    if (getpwuid_r(user, &entry, buffer, sizeof buffer, &found) == 0 && found != NULL)
        snprintf(out, size, "%s", found->pw_name);
}

static inline int linux_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
static inline int linux_exit_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

// MARK: Threads and polling

/// Starts a thread that nobody joins.
static inline long linux_start_thread(void *(*body)(void *), void *context) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 1 << 20);
    int error = pthread_create(&thread, &attributes, body, context);
    pthread_attr_destroy(&attributes);
    return -error;
}

static inline long linux_unix_socket(void) { return linux_result(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

/// Gives a socket its address, or with `is_client` connects it to who listens there.
static inline long linux_unix_address(int socket, const char *path, int is_client) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    const struct sockaddr *raw = (const struct sockaddr *)&address;
    return linux_result(is_client ? connect(socket, raw, sizeof address) : bind(socket, raw, sizeof address));
}

static inline long linux_listen(int socket) { return linux_result(listen(socket, 16)); }

static inline long linux_accept(int socket) {
    return linux_result(syscall(SYS_accept4, socket, (void *)0, (void *)0, SOCK_CLOEXEC));
}

static inline long linux_shutdown(int socket) { return linux_result(shutdown(socket, SHUT_RDWR)); }

/// Writes to a socket without a signal where the other side is gone.
static inline long linux_send(int socket, const void *buffer, size_t size) {
    return linux_result(send(socket, buffer, size, MSG_NOSIGNAL));
}

static inline long linux_poll(struct pollfd *entries, unsigned long count, int timeout) {
    return linux_result(poll(entries, count, timeout));
}

#endif
