// SPDX-License-Identifier: Apache-2.0
#include "disk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Disk disk;

/* ---------------------------------------------------------------- writing down */

typedef struct DiskFile {
    sqlite3_file base;
    int name;           /* -1: not written down (temporary files) */
    sqlite3_file *real; /* lies behind this struct */
} DiskFile;

static void note(DiskEntry entry, const void *bytes) {
    if (!disk.recording || entry.file < 0) return;
    if (disk.entry_count == disk.entry_max) {
        disk.entry_max = disk.entry_max ? disk.entry_max * 2 : 1024;
        size_t room = (size_t)disk.entry_max * sizeof *disk.entries;
        disk.entries = realloc(disk.entries, room);
        assert(disk.entries);
    }
    if (bytes) {
        entry.bytes = malloc((size_t)entry.count);
        assert(entry.bytes);
        memcpy(entry.bytes, bytes, (size_t)entry.count);
    }
    disk.entries[disk.entry_count++] = entry;
}

static int name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    for (int i = 0; i < disk.name_count; i++)
        if (strcmp(disk.names[i], name) == 0) return i;
    assert(disk.name_count < DISK_FILES);
    disk.names[disk.name_count] = strdup(name);
    return disk.name_count++;
}

static sqlite3_file *real_of(sqlite3_file *file) {
    return ((DiskFile *)file)->real;
}

static int disk_close(sqlite3_file *f) {
    return real_of(f)->pMethods->xClose(real_of(f));
}
static int disk_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
    return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}
static int disk_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    int name = ((DiskFile *)f)->name;
    note((DiskEntry){.change = DISK_WRITE, .file = name, .at = at, .count = n}, from);
    return real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
}
static int disk_truncate(sqlite3_file *f, sqlite3_int64 size) {
    note((DiskEntry){.change = DISK_CUT, .file = ((DiskFile *)f)->name, .at = size}, NULL);
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}
static int disk_sync(sqlite3_file *f, int flags) {
    int code = real_of(f)->pMethods->xSync(real_of(f), flags);
    if (code == SQLITE_OK)
        note((DiskEntry){.change = DISK_SYNC, .file = ((DiskFile *)f)->name}, NULL);
    return code;
}
static int disk_size(sqlite3_file *f, sqlite3_int64 *size) {
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}
static int disk_lock(sqlite3_file *f, int level) {
    return real_of(f)->pMethods->xLock(real_of(f), level);
}
static int disk_unlock(sqlite3_file *f, int level) {
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}
static int disk_reserved(sqlite3_file *f, int *ret) {
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret);
}
static int disk_control(sqlite3_file *f, int op, void *arg) {
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}
static int disk_sector(sqlite3_file *f) {
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}
static int disk_traits(sqlite3_file *f) {
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}
static int disk_shm_map(sqlite3_file *f, int page, int bytes, int extend, void volatile **ret) {
    return real_of(f)->pMethods->xShmMap(real_of(f), page, bytes, extend, ret);
}
static int disk_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}
static void disk_shm_barrier(sqlite3_file *f) {
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}
static int disk_shm_unmap(sqlite3_file *f, int remove) {
    return real_of(f)->pMethods->xShmUnmap(real_of(f), remove);
}

static const sqlite3_io_methods disk_methods = {
    .iVersion = 2, /* without memory-mapped files: every write is to be seen */
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_traits,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                     int *ret_flags) {
    (void)vfs;
    DiskFile *f = (DiskFile *)file;
    bool lasting = path && !(flags & SQLITE_OPEN_DELETEONCLOSE);
    *f = (DiskFile){.name = disk.recording && lasting ? name_of(path) : -1,
                    .real = (sqlite3_file *)(f + 1)};
    int code = disk.real->xOpen(disk.real, path, f->real, flags, ret_flags);
    if (code == SQLITE_OK) f->base.pMethods = &disk_methods;
    return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    (void)vfs;
    int code = disk.real->xDelete(disk.real, path, sync_folder);
    if (code == SQLITE_OK && disk.recording)
        note((DiskEntry){.change = DISK_REMOVE, .file = name_of(path), .durable = sync_folder},
             NULL);
    return code;
}

int disk_lay(void) {
    static sqlite3_vfs vfs;
    disk.real = sqlite3_vfs_find(NULL);
    vfs = *disk.real;
    vfs.zName = "disk";
    vfs.szOsFile = (int)sizeof(DiskFile) + disk.real->szOsFile;
    vfs.xOpen = disk_open;
    vfs.xDelete = disk_delete;
    return sqlite3_vfs_register(&vfs, 1);
}

void disk_record(void) {
    disk_forget();
    disk.recording = true;
}

void disk_pause(void) {
    disk.recording = false;
}

void disk_mark(int64_t value) {
    note((DiskEntry){.change = DISK_MARK, .at = value}, NULL);
}

int64_t disk_marked(int64_t moment) {
    for (int64_t i = moment - 1; i >= 0; i--)
        if (disk.entries[i].change == DISK_MARK) return disk.entries[i].at;
    return 0;
}

void disk_forget(void) {
    for (int64_t i = 0; i < disk.entry_count; i++) free(disk.entries[i].bytes);
    free(disk.entries);
    for (int i = 0; i < disk.name_count; i++) free(disk.names[i]);
    sqlite3_vfs *real = disk.real;
    disk = (Disk){.real = real};
}

/* ---------------------------------------------------------------- the loss of power */

typedef struct Image {
    uint8_t *bytes;
    int64_t size, room;
    bool there;
} Image;

static void image_resize(Image *image, int64_t size, Rng *rng) {
    if (size > image->room) {
        image->room = size * 2;
        image->bytes = realloc(image->bytes, (size_t)image->room);
        assert(image->bytes);
    }
    /* what was never written may hold anything: zeros, or what lay there before */
    bool zeros = !rng || rng_below(rng, 2) == 0;
    for (int64_t i = image->size; i < size; i++)
        image->bytes[i] = zeros ? 0 : (uint8_t)rng_below(rng, 256);
    image->size = size;
    image->there = true;
}

static void image_sector(Image *image, const DiskEntry *e, int64_t from, int64_t to, Rng *rng) {
    if (e->at + to > image->size) image_resize(image, e->at + to, rng);
    memcpy(image->bytes + e->at + from, e->bytes + from, (size_t)(to - from));
}

/* With `torn`, of each sector it is left to chance whether it was written. */
static void image_apply(Image *image, const DiskEntry *e, bool torn, Rng *rng) {
    if (e->change == DISK_CUT) image_resize(image, e->at, NULL);
    if (e->change == DISK_REMOVE) *image = (Image){.bytes = image->bytes, .room = image->room};
    if (e->change != DISK_WRITE) return;
    for (int64_t from = 0; from < e->count;) {
        int64_t to = from + DISK_SECTOR - (e->at + from) % DISK_SECTOR;
        if (to > e->count) to = e->count;
        if (!torn || rng_below(rng, 2) == 0) image_sector(image, e, from, to, rng);
        from = to;
    }
}

typedef enum Luck { LUCK_NOTHING_KEPT, LUCK_ALL_KEPT, LUCK_SOME_KEPT, LUCK_TORN, LUCKS } Luck;

/* What was not yet synced, in any order but for removals: a name comes and goes in order. */
static void pending(Image *image, const DiskEntry **left, int64_t count, Rng *rng) {
    Luck luck = (Luck)rng_below(rng, LUCKS);
    if (luck == LUCK_NOTHING_KEPT) return;
    bool shuffled = luck != LUCK_ALL_KEPT && rng_below(rng, 2) == 0;
    for (int64_t i = 0; i < count; i++) shuffled = shuffled && left[i]->change == DISK_WRITE;
    for (int64_t i = count - 1; shuffled && i > 0; i--) {
        int64_t j = (int64_t)rng_below(rng, (uint32_t)i + 1);
        const DiskEntry *other = left[i];
        left[i] = left[j];
        left[j] = other;
    }
    for (int64_t i = 0; i < count; i++) {
        bool kept = luck == LUCK_ALL_KEPT || rng_below(rng, 2) == 0;
        if (kept) image_apply(image, left[i], luck == LUCK_TORN, rng);
    }
}

static Image image_at(int file, int64_t moment, Rng *rng) {
    Image image = {0};
    int64_t synced = 0, count = 0; /* entries before `synced` are safe */
    for (int64_t i = 0; i < moment; i++) {
        const DiskEntry *e = &disk.entries[i];
        bool safe = e->change == DISK_SYNC || (e->change == DISK_REMOVE && e->durable);
        if (e->file == file && safe) synced = i + 1;
    }
    const DiskEntry **left = calloc((size_t)moment + 1, sizeof *left);
    assert(left);
    for (int64_t i = 0; i < moment; i++) {
        const DiskEntry *e = &disk.entries[i];
        if (e->file != file || e->change == DISK_MARK || e->change == DISK_SYNC) continue;
        if (i < synced)
            image_apply(&image, e, false, NULL);
        else
            left[count++] = e;
    }
    pending(&image, left, count, rng);
    free(left);
    return image;
}

void disk_crash(int64_t moment, uint64_t seed, const char *folder) {
    assert(moment <= disk.entry_count);
    Rng rng;
    rng_seed(&rng, seed);
    for (int f = 0; f < disk.name_count; f++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, disk.names[f]);
        Image image = image_at(f, moment, &rng);
        if (image.there) {
            FILE *out = fopen(path, "wb");
            assert(out);
            size_t written = image.size ? fwrite(image.bytes, (size_t)image.size, 1, out) : 1;
            assert(written == 1);
            (void)written;
            fclose(out);
        } else {
            remove(path);
        }
        free(image.bytes);
    }
}
