// SPDX-License-Identifier: Apache-2.0
/* A disk that remembers. Laid over SQLite's own VFS (sqlite.org/vfs.html) it writes down every
 * change that is asked of it, in order. Afterwards disk_crash makes what a loss of power at any
 * moment may have left: of each file all that was synced, and of what came later any part, in any
 * order, torn at any sector, as a real disk and its cache may leave it. One run so gives as many
 * crashes as one likes.
 *
 * What is taken for granted: a sync that returned has happened; a sector of 512 bytes is written
 * whole or not at all; a write harms nothing beside it; a name whose folder was synced is there. */
#ifndef HANTAR_TESTS_DISK_H
#define HANTAR_TESTS_DISK_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"

typedef enum DiskChange { DISK_WRITE, DISK_CUT, DISK_SYNC, DISK_REMOVE, DISK_MARK } DiskChange;
typedef struct DiskEntry {
    DiskChange change;
    int file;     /* among the names */
    int64_t at;   /* of a write; the new size of a cut; the value of a mark */
    bool durable; /* of a removal: with its folder */
    uint8_t *bytes;
    int64_t count;
} DiskEntry;

enum { DISK_FILES = 16, DISK_SECTOR = 512 };

/* There is one, since a VFS has no other place for it. */
typedef struct Disk {
    sqlite3_vfs *real;
    bool recording;
    char *names[DISK_FILES];
    int name_count;
    DiskEntry *entries;
    int64_t entry_count, entry_max;
} Disk;
extern Disk disk;

int disk_lay(void);                  /* registers it as SQLite's way to files; once */
void disk_record(void);              /* forgets, and begins to write down */
void disk_pause(void);               /* from here on nothing is written down */
void disk_mark(int64_t value);       /* something was acknowledged at this moment */
int64_t disk_marked(int64_t moment); /* the last mark before; 0 when none */
/* The files as a loss of power before entry `moment` may have left them, written into `folder`.
 * Different seeds, different luck. */
void disk_crash(int64_t moment, uint64_t seed, const char *folder);
void disk_forget(void);

#endif
