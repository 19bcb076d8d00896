// SPDX-License-Identifier: Apache-2.0
/* Workbooks and map files through ogrinfo and ogr2ogr. They get a private copy of the bytes, in a
 * folder of its own and under a name of ours: so they read exactly the bytes that were hashed, and
 * a file's name can be neither an option nor one of GDAL's virtual paths. */
#include "geo/geo_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SHEETS_MAX 100
#define LISTING_MAX (1 * MIB)
#define FOLDER_BYTES 256
#define PATH_BYTES (FOLDER_BYTES + 16)
#define SQL_BYTES 2048

static const char *const suffix[_GEO_FORMAT_MAX][GEO_PARTS_MAX] = {
    [GEO_XLSX] = {"xlsx"},
    [GEO_ODS] = {"ods"},
    [GEO_GPKG] = {"gpkg"},
    [GEO_SHP] = {"shp", "shx", "dbf", "prj", "cpg"}};

/* ---------------------------------------------------------------- the private copy */

static void copy_path(const char *folder, const GeoFile *file, size_t part, char to[PATH_BYTES]) {
    snprintf(to, PATH_BYTES, "%s/input.%s", folder, suffix[file->format][part]);
}

static void copy_remove(const char *folder, const GeoFile *file) {
    char path[PATH_BYTES];
    for (size_t i = 0; i < GEO_PARTS_MAX; i++) {
        if (!suffix[file->format][i]) continue;
        copy_path(folder, file, i, path);
        unlink(path);
    }
    rmdir(folder);
}

static Status copy_make(const Env *env, const GeoFile *file, char folder[FOLDER_BYTES], Err *err) {
    const char *tmp = getenv("TMPDIR");
    if (!tmp || *tmp != '/' || strlen(tmp) > FOLDER_BYTES - 32) tmp = "/tmp";
    snprintf(folder, FOLDER_BYTES, "%s/hantar-XXXXXX", tmp);
    if (!mkdtemp(folder)) {
        err_set(err, ERR_WORLD, _("no folder can be made in %s"), tmp);
        err_advise(err, "%s", _("set TMPDIR to a folder that can be written"));
        return ERR_WORLD;
    }
    Status s = OK;
    for (size_t i = 0; i < GEO_PARTS_MAX && s == OK; i++) {
        char path[PATH_BYTES];
        if (!file->parts[i].at) continue;
        copy_path(folder, file, i, path);
        s = env_write_file(env, path, file->parts[i], err);
    }
    if (s != OK) copy_remove(folder, file);
    return s;
}

/* ---------------------------------------------------------------- what is in it */

typedef struct Layer {
    char name[256];
    char key[256]; /* GeoPackage: the column that GDAL keeps apart as the feature's id */
    int64_t rows;
    bool points, placed; /* has point geometry; its coordinate system is known */
} Layer;
typedef struct Layers {
    Layer at[SHEETS_MAX];
    size_t n;
} Layers;

/* From ogrinfo's summary:  Layer name: TPS / Geometry: Point / Feature Count: 12 /
 * Layer SRS WKT: / (unknown) / FID Column = fid */
static void parse_listing(char *text, Layers *layers) {
    static const char *const systems[] = {"GEOGCRS[", "PROJCRS[", "BOUNDCRS[", "COMPOUNDCRS["};
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n"))) {
        Layer *l = layers->n ? &layers->at[layers->n - 1] : NULL;
        if (str_starts(line, "Layer name: ")) {
            if (layers->n == SHEETS_MAX) return;
            l = &layers->at[layers->n++];
            *l = (Layer){0};
            snprintf(l->name, sizeof l->name, "%s", line + strlen("Layer name: "));
        } else if (l && str_starts(line, "Feature Count: ")) {
            if (l->rows == 0)
                (void)int_parse(line + strlen("Feature Count: "), 0, INT32_MAX, &l->rows);
        } else if (l && str_starts(line, "FID Column = ")) {
            snprintf(l->key, sizeof l->key, "%s", line + strlen("FID Column = "));
        } else if (l && (str_eq(line, "Geometry: Point") || str_eq(line, "Geometry: 3D Point"))) {
            l->points = true;
        } else if (l) {
            for (size_t i = 0; i < COUNT_OF(systems); i++)
                if (str_starts(line, systems[i])) l->placed = true;
        }
    }
}

static Status list_layers(const Env *env, const char *path, Layers *ret, Err *err) {
    const char *argv[] = {"ogrinfo", "-ro", "-so", "-al", path, NULL};
    Buf listing;
    buf_init(&listing, LISTING_MAX);
    Status s = geo_child(env, argv, &listing, err);
    ret->n = 0;
    if (s == OK && listing.at) parse_listing(listing.at, ret);
    buf_free(&listing);
    return s;
}

/* ---------------------------------------------------------------- one layer as text */

static void add_name(Buf *sql, const char *name) {
    buf_char(sql, '"');
    for (; *name; name++) {
        if (*name == '"') buf_char(sql, '\\');
        buf_char(sql, *name);
    }
    buf_char(sql, '"');
}

/* By SQL, because a layer called "-overwrite" would be an option. A sheet's FID is the number of
 * the row; a GeoPackage's is a column like others when somebody gave it a name of its own. */
static bool select_from(const Layer *l, bool sheet, char to[SQL_BYTES]) {
    Buf sql;
    buf_init(&sql, SQL_BYTES - 1);
    buf_str(&sql, "SELECT ");
    if (sheet) buf_str(&sql, "FID, ");
    if (!sheet && l->key[0] && strcasecmp(l->key, "fid") != 0 && strcmp(l->key, "ogc_fid") != 0) {
        buf_str(&sql, "FID AS ");
        add_name(&sql, l->key);
        buf_str(&sql, ", ");
    }
    buf_str(&sql, "* FROM ");
    add_name(&sql, l->name);
    bool good = !sql.failed;
    if (good) memcpy(to, sql.at, sql.n + 1);
    buf_free(&sql);
    return good;
}

static Status layer_text(const Env *env, GeoFormat format, const char *path, const Layer *l,
                         GeoWish wish, Buf *out, Err *err) {
    bool sheet = format == GEO_XLSX || format == GEO_ODS;
    char sql[SQL_BYTES];
    if (!select_from(l, sheet, sql))
        return err_set(err, ERR_INPUT, "%s", _("the name of a sheet is too long"));
    const char *argv[24] = {"ogr2ogr",     "-f",   wish == GEO_WISH_CSV ? "CSV" : "GeoJSON",
                            "/vsistdout/", path,   "-dialect",
                            "OGRSQL",      "-sql", sql};
    size_t n = 9;
    if (l->placed) {
        argv[n++] = "-t_srs";
        argv[n++] = "EPSG:4326";
    }
    if (wish == GEO_WISH_JSON) {
        static const char *const plain[] = {
            "-dim", "XY", "-nlt", "CONVERT_TO_LINEAR", "-lco", "COORDINATE_PRECISION=7"};
        memcpy(&argv[n], plain, sizeof plain);
        n += COUNT_OF(plain);
    } else if (l->points) {
        argv[n++] = "-lco";
        argv[n++] = "GEOMETRY=AS_YX";
    }
    argv[n] = NULL;
    return geo_child(env, argv, out, err);
}

/* Is there a cell in it? The blank row 7 of a sheet reads "7",,,, */
static bool has_cells(const Buf *text) {
    const char *p = text->at ? strchr(text->at, '\n') : NULL;
    while (p && *++p) {
        p += strspn(p, "\"0123456789");
        p += strspn(p, ",");
        if (*p && *p != '\n') return true;
    }
    return false;
}

static Status first_filled(const Env *env, const GeoFile *file, const char *folder, GeoWish wish,
                           const Layers *layers, Buf *out, size_t *ret_at, Err *err) {
    bool sheets = file->format == GEO_XLSX || file->format == GEO_ODS;
    char path[PATH_BYTES];
    copy_path(folder, file, 0, path);
    for (size_t i = 0; i < layers->n; i++) {
        if (layers->at[i].rows == 0) continue;
        buf_free(out);
        Status s = layer_text(env, file->format, path, &layers->at[i], wish, out, err);
        if (s != OK) return s;
        *ret_at = i;
        if (!sheets || has_cells(out)) return OK;
    }
    err_set(err, ERR_INPUT, "%s", _("the file holds no rows"));
    return ERR_INPUT;
}

Status geo_sheet_read(const Env *env, Arena *arena, const GeoFile *file, GeoWish wish,
                      GeoSheet *ret, Err *err) {
    char folder[FOLDER_BYTES], path[PATH_BYTES];
    /* All memory before the private copy is made, or after it is gone: the arena may jump. */
    Layers *layers = ARENA_NEW(arena, Layers);
    Buf *out = buf_on(arena, GEO_FILE_BYTES_MAX);
    Status s = copy_make(env, file, folder, err);
    if (s != OK) return s;
    copy_path(folder, file, 0, path);
    size_t at = 0;
    s = list_layers(env, path, layers, err);
    if (s == OK) s = first_filled(env, file, folder, wish, layers, out, &at, err);
    copy_remove(folder, file);
    if (s == OK) {
        const Layer *l = &layers->at[at];
        ret->name = file->format == GEO_SHP ? NULL : arena_str(arena, l->name);
        ret->count = layers->n;
        ret->has_points = l->points;
        ret->text = (Bytes){(uint8_t *)arena_strn(arena, out->at, out->n), out->n};
    } else if (err && !err->place[0]) {
        err_at(err, file->name, 0, 0, NULL);
    }
    buf_free(out);
    return s;
}
