// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"
#include "base/base_int.h" // lint: layers
#include "road/road.h" // lint: layers
#include "geo/geo_int.h"
#include "attic/attic.h" // lint: layers
/* #include "plan/plan.h" in a comment is none */

static const char *const words[] = {
    "strcpy(a, b) in a string", /* strcpy(a, b) in a comment */
};

static void copy(char *to, const char *from) {
    strcpy(to, from); // lint: banned
    strcat(to, from); // lint: banned
    sprintf(to, "%d", atoi(from)); // lint: banned banned
    vsprintf(to, from, list); // lint: banned
    to += atol(from) + rand(); // lint: banned banned
    for (char *at = strtok(to, ","); at; at = alloca(3)) gets(at); // lint: banned banned banned
    srand(1); // lint: banned
    system (to); // lint: banned
    snprintf(to, 3, "fine");
    my_strcpy(to, from);
}

static int64_t now(const Env *env) {
    int64_t a = env->time(env), b = world.open(1); /* members are no library calls */
    a += time(NULL); // lint: impure
    b += open("x", 0); // lint: impure
    FILE *f = fopen("x", "r"); // lint: impure
    return a + b + random(); // lint: impure
}

Status geo_say(Err *err) {
    printf("printed\n"); // lint: silent
    fprintf(stderr, "printed\n"); // lint: silent
    puts("printed"); // lint: silent
    return err_set(err, ERR_INPUT, "returned");
}

/* Between a table and an attribute; the head has two lines. */
__attribute__((cold)) Status
    distance(int a, // lint: prefix-above
             int b) {
    return a + b;
}
