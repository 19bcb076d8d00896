/* a file without a licence */ // lint: licence
#include "geo/geo.h"
#include "road/road.h"

static void road_ask(Store *store) {
    const char *q = arena_printf(a, "SELECT * FROM tps WHERE id = %s", id); // lint: sql
    buf_printf(&b, // lint: sql
               "  INSERT INTO tps VALUES (%d)", 1);
    buf_printf(&b, "the word SELECT in a sentence");
    store_query(store, "SELECT 1");
}

/* TODO: later */ // lint: left_to_do
static const char *const name = "XXXXXX is a template, FIXME is not"; // lint: left_to_do
static const char *const where = "https://example.net/list"; // lint: places
static const char *const space = "http://www.w3.org/2000/svg";
static const char *const home = "/home/someone/data"; // lint: places
static const char *const ratio = "and/or";
