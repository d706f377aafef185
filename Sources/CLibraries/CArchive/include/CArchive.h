// libarchive as Archives uses it. Macros whose types Swift cannot see are given here as constants.

#ifndef STRATA_CARCHIVE_H
#define STRATA_CARCHIVE_H

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <sys/stat.h>
#include <sys/types.h>

static const int strata_archive_ok = ARCHIVE_OK;
static const int strata_archive_eof = ARCHIVE_EOF;
static const int strata_archive_warn = ARCHIVE_WARN;
static const int strata_archive_fatal = ARCHIVE_FATAL;
static const unsigned strata_type_mask = S_IFMT;
static const unsigned strata_type_file = S_IFREG;
static const unsigned strata_type_directory = S_IFDIR;
static const unsigned strata_type_symlink = S_IFLNK;
static const unsigned strata_type_character = S_IFCHR;
static const unsigned strata_type_block = S_IFBLK;
static const unsigned strata_type_fifo = S_IFIFO;

/// Reads the next header in the C locale, in which libarchive leaves names that are not ASCII as the bytes they are;
/// in another it would convert those of PAX records to the locale's characters. newlocale("C") allocates nothing.
static inline int strata_archive_next_header(struct archive *archive, struct archive_entry **entry) {
    locale_t plain = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
    locale_t previous = uselocale(plain);
    int status = archive_read_next_header(archive, entry);
    uselocale(previous);
    freelocale(plain);
    return status;
}

/// Writes a header in a locale of UTF-8, in which libarchive takes names that are UTF-8 as they are. Of others it warns,
/// writes their bytes, and marks the member as binary. Without that locale it does so with all that are not ASCII.
///
/// Where a name can't be converted it looks at errno for whether memory was short, but sets it only if so.
static inline int strata_archive_write_header(struct archive *archive, struct archive_entry *entry) {
    locale_t text = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t previous = uselocale(text);
    errno = 0;
    int status = archive_write_header(archive, entry);
    uselocale(previous);
    if (text) freelocale(text);
    return status;
}

#endif
