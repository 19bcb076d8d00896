// SPDX-License-Identifier: Apache-2.0
/* What kind of file people sent. Told from the bytes first: a name can lie, and often does (an
 * HTML page called .xls, a workbook called .csv). */
#include "geo/geo_int.h"

#include <string.h>

typedef struct Suffixes {
    const char *part[GEO_PARTS_MAX];
} Suffixes;

static const char *const format_names[_GEO_FORMAT_MAX] = {
    [GEO_TEXT] = "CSV", [GEO_JSON] = "GeoJSON",    [GEO_XLSX] = "XLSX",
    [GEO_ODS] = "ODS",  [GEO_GPKG] = "GeoPackage", [GEO_SHP] = "Shapefile"};

const char *geo_format_name(GeoFormat format) {
    return format_names[format];
}

static bool begins(Bytes b, const char *magic, size_t n) {
    return b.n >= n && memcmp(b.at, magic, n) == 0;
}

static bool contains(Bytes b, const char *text) {
    return b.n && memmem(b.at, b.n, text, strlen(text));
}

static Status refuse(Err *err, const char *text, const char *advice) {
    err_set(err, ERR_INPUT, "%s", text);
    err_advise(err, "%s", advice);
    return ERR_INPUT;
}

static Status zip_format(Bytes b, GeoFormat *ret, Err *err) {
    static const char ods[] = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    if (b.n > 30 && begins((Bytes){b.at + 30, b.n - 30}, ods, sizeof ods - 1))
        *ret = GEO_ODS;
    else if (contains(b, "xl/workbook.xml")) /* names stand in a zip uncompressed */
        *ret = GEO_XLSX;
    else if (contains(b, "xl/workbook.bin"))
        return refuse(err, _("this is a binary workbook (.xlsb)"), _("save it as .xlsx"));
    else
        return refuse(err, _("this is a zip archive, but no workbook"),
                      _("unpack it and give the files that it holds"));
    return OK;
}

static Status format_of(Bytes b, GeoFormat *ret, Err *err) {
    size_t i = begins(b, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (i < b.n && strchr(" \t\r\n\x1E", b.at[i])) i++;
    if (begins(b, "PK\3\4", 4)) return zip_format(b, ret, err);
    if (begins(b, "\xD0\xCF\x11\xE0", 4))
        return refuse(err, _("this is an old workbook (.xls), or one with a password"),
                      _("save it as .xlsx without a password"));
    if (begins(b, "%PDF", 4))
        return refuse(err, _("this is a PDF; its tables cannot be read safely"),
                      _("ask for the workbook that it was made from"));
    if (i < b.n && b.at[i] == '<')
        return refuse(err, _("this is a web page or XML, whatever its name says"),
                      _("open it in a spreadsheet program and save it as .xlsx"));
    if (begins(b, "SQLite format 3", 16))
        *ret = GEO_GPKG;
    else if (begins(b, "\0\0\x27\x0A", 4))
        *ret = GEO_SHP;
    else
        *ret = i < b.n && (b.at[i] == '{' || b.at[i] == '[') ? GEO_JSON : GEO_TEXT;
    return OK;
}

/* The files beside a .shp, in its own spelling: .shp or .SHP. */
static Status shapefile_parts(const Env *env, Arena *arena, const char *path, GeoFile *file,
                              Err *err) {
    static const Suffixes lower = {{"shp", "shx", "dbf", "prj", "cpg"}},
                          upper = {{"SHP", "SHX", "DBF", "PRJ", "CPG"}};
    size_t n = strlen(path);
    if (n < 4 || path[n - 4] != '.')
        return refuse(err, _("this is the .shp of a shapefile under another name"),
                      _("give the .shp with its .shx and .dbf beside it"));
    const Suffixes *suffixes = path[n - 3] == 'S' ? &upper : &lower;
    for (size_t i = 1; i < GEO_PARTS_MAX; i++) {
        char *beside = arena_str(arena, path);
        memcpy(beside + n - 3, suffixes->part[i], 3);
        Err absent; /* kept apart: that a part is absent may be no error */
        Status s = env_read_file(env, beside, GEO_FILE_BYTES_MAX, arena, &file->parts[i], &absent);
        if (s == ERR_ABSENT && i < 3)
            return refuse(err, _("the .shx or .dbf of this shapefile is missing"),
                          _("put all files of the shapefile into one folder"));
        if (s == OK || s == ERR_ABSENT) continue;
        if (err) *err = absent;
        return s;
    }
    return OK;
}

Status geo_file_read(const Env *env, Arena *arena, const char *path, GeoFile *ret, Err *err) {
    const char *slash = strrchr(path, '/');
    GeoFile file = {.name = arena_str(arena, slash ? slash + 1 : path)};
    Status s = env_read_file(env, path, GEO_FILE_BYTES_MAX, arena, &file.parts[0], err);
    if (s != OK) return s;
    s = format_of(file.parts[0], &file.format, err);
    if (s == OK && file.format == GEO_SHP) s = shapefile_parts(env, arena, path, &file, err);
    if (s != OK) {
        if (err && !err->place[0]) err_at(err, file.name, 0, 0, NULL);
        return s;
    }
    file.sha256 = sha256_parts(GEO_PARTS_MAX, file.parts);
    *ret = file;
    return OK;
}
