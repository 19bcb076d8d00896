// SPDX-License-Identifier: Apache-2.0
/* Fonts pinned: a fontconfig configuration of our own that knows three files and nothing else, so
 * that a paper has the same bytes on every machine, whatever fonts and settings it has. */
#include "print/print_int.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

static const char *const files[] = {"NotoSans-Regular.ttf", "NotoSans-Bold.ttf",
                                    "NotoSans-Italic.ttf"};

/* Else pango reads the machine's settings and all its fonts, only to leave them unused. */
static void forget_machine(void) {
    FcConfig *nothing = FcConfigCreate();
    if (!nothing) return;
    FcConfigSetCurrent(nothing);
    FcConfigDestroy(nothing);
}

Status print_fonts(const char *directory, PangoFontMap **ret, Err *err) {
    FcConfig *config = FcConfigCreate();
    if (!config) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[1024];
        int n = snprintf(path, sizeof path, "%s/%s", directory, files[i]);
        if (n < (int)sizeof path && FcConfigAppFontAddFile(config, (const FcChar8 *)path)) continue;
        FcConfigDestroy(config);
        err_set(err, ERR_WORLD, _("the font %s is missing"), files[i]);
        err_at(err, path, 0, 0, NULL);
        err_advise(err, "%s", _("install Debian's package fonts-noto-core"));
        return ERR_WORLD;
    }
    forget_machine();
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    FcConfigDestroy(config); /* the map keeps its own reference */
    *ret = map;
    return OK;
}

/* The map would keep its reference to the configuration beyond its own end: it is taken away. */
void print_fonts_done(PangoFontMap *map) {
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), NULL);
    g_object_unref(map);
}
