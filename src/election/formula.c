// SPDX-License-Identifier: Apache-2.0
/* The little language of quantities:
 *
 *   sum     = product { ("+" | "-") product }
 *   product = factor { ("*" | "/") factor }
 *   factor  = number | variable | "(" sum ")"
 *           | ("ceil" | "floor" | "round") "(" sum ")"
 *           | ("min" | "max") "(" sum "," sum ")"
 *
 * The parser knows of each node whether it is whole whatever the variables are; a formula that is
 * not is refused when it is read, not on voting day. Evaluation is exact: numerators and
 * denominators are int64 in lowest terms, their products pass through 128 bits. */
#include "election/rules_int.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

typedef enum Op {
    OP_NUMBER,
    OP_VARIABLE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_CEIL,
    OP_FLOOR,
    OP_ROUND,
    OP_MIN,
    OP_MAX
} Op;

typedef struct Node {
    Op op;
    bool whole;     /* has no fraction, whatever the variables are */
    int64_t number; /* OP_NUMBER: the value; OP_VARIABLE: which one */
    const struct Node *a, *b;
} Node;

struct ElectionFormula {
    const char *text;
    const Node *root;
    uint32_t variables; /* bits */
};

static const struct {
    const char *name, *label;
    size_t offset;
} variables[] = {
    {"dpt", N_("DPT"), offsetof(ElectionVars, dpt)},
    {"dptb", N_("DPTb"), offsetof(ElectionVars, dptb)},
    {"contests", N_("contests"), offsetof(ElectionVars, contests)},
    {"tps", N_("TPS"), offsetof(ElectionVars, tps)},
    {"villages", N_("villages"), offsetof(ElectionVars, villages)},
    {"districts", N_("districts"), offsetof(ElectionVars, districts)},
};
#define VARIABLES_OF_TPS 3u /* dpt and dptb */

static const struct {
    const char *name;
    Op op;
    int arguments;
} functions[] = {
    {"ceil", OP_CEIL, 1}, {"floor", OP_FLOOR, 1}, {"round", OP_ROUND, 1},
    {"min", OP_MIN, 2},   {"max", OP_MAX, 2},
};

static int64_t variable_value(const ElectionVars *vars, int64_t which) {
    return *(const int64_t *)(const void *)((const char *)vars + variables[which].offset);
}

/* ---------------------------------------------------------------- parsing */

#define NESTING_MAX 32 /* parentheses; the length limits everything else */

typedef struct Parser {
    Arena *arena;
    const char *text, *at;
    uint32_t variables;
    int nesting;
    bool failed;
    Err *err;
} Parser;

static const Node nothing = {.op = OP_NUMBER, .whole = true};

/* The first failure is kept, and the rest of the text is not looked at: every loop ends. */
static const Node *fail(Parser *p, const char *at, const char *what) {
    if (p->failed) return &nothing;
    p->failed = true;
    err_set(p->err, ERR_INPUT, _("%s, at character %d of \"%.200s\""), what,
            (int)(at - p->text) + 1, p->text);
    err_advise(p->err, "%s",
               _("a formula looks like: dpt + dptb + ceil(dpt / 50); variables are dpt, dptb, "
                 "contests, tps, villages, districts"));
    p->at = p->text + strlen(p->text);
    return &nothing;
}

static char peek(Parser *p) {
    while (*p->at == ' ' || *p->at == '\t') p->at++;
    return *p->at;
}

static bool take(Parser *p, char c) {
    if (peek(p) != c || p->failed) return false;
    p->at++;
    return true;
}

static const Node *node(Parser *p, Node n) {
    Node *copy = ARENA_NEW(p->arena, Node);
    *copy = n;
    return copy;
}

static const Node *parse_sum(Parser *p);

static const Node *parse_number(Parser *p) {
    const char *start = p->at;
    int64_t n = 0;
    for (; *p->at >= '0' && *p->at <= '9'; p->at++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p->at - '0', &n))
            return fail(p, start, _("the number is too large"));
    if (*p->at == '.') return fail(p, start, _("only whole numbers: write 0.025 as 25 / 1000"));
    return node(p, (Node){.op = OP_NUMBER, .whole = true, .number = n});
}

static const Node *parse_call(Parser *p, Op op, int arguments) {
    if (!take(p, '(')) return fail(p, p->at, _("\"(\" expected after the function's name"));
    const Node *a = parse_sum(p), *b = NULL;
    if (arguments == 2) {
        if (!take(p, ',')) return fail(p, p->at, _("\",\" and a second value expected"));
        b = parse_sum(p);
    }
    if (!take(p, ')')) return fail(p, p->at, _("\")\" expected"));
    bool whole = !b || (a->whole && b->whole);
    return node(p, (Node){.op = op, .whole = whole, .a = a, .b = b});
}

static bool spelled(const char *start, size_t n, const char *name) {
    return strlen(name) == n && memcmp(start, name, n) == 0;
}

static const Node *parse_word(Parser *p) {
    const char *start = p->at;
    while (*p->at >= 'a' && *p->at <= 'z') p->at++;
    size_t n = (size_t)(p->at - start);
    for (size_t i = 0; i < COUNT_OF(functions); i++)
        if (spelled(start, n, functions[i].name))
            return parse_call(p, functions[i].op, functions[i].arguments);
    for (size_t i = 0; i < COUNT_OF(variables); i++) {
        if (!spelled(start, n, variables[i].name)) continue;
        p->variables |= 1u << i;
        return node(p, (Node){.op = OP_VARIABLE, .whole = true, .number = (int64_t)i});
    }
    return fail(p, start, _("unknown word"));
}

static const Node *parse_factor(Parser *p) {
    char c = peek(p);
    if (p->nesting == NESTING_MAX) return fail(p, p->at, _("too many parentheses"));
    p->nesting++;
    const Node *n;
    if (c >= '0' && c <= '9') {
        n = parse_number(p);
    } else if (c >= 'a' && c <= 'z') {
        n = parse_word(p);
    } else if (take(p, '(')) {
        n = parse_sum(p);
        if (!take(p, ')')) n = fail(p, p->at, _("\")\" expected"));
    } else {
        n = fail(p, p->at, _("a number, a variable, a function or \"(\" expected"));
    }
    p->nesting--;
    return n;
}

static const Node *parse_product(Parser *p) {
    const Node *a = parse_factor(p);
    for (;;) {
        bool divide = peek(p) == '/';
        if (!take(p, '*') && !take(p, '/')) return a;
        const Node *b = parse_factor(p);
        a = node(p, (Node){.op = divide ? OP_DIV : OP_MUL,
                           .whole = !divide && a->whole && b->whole,
                           .a = a,
                           .b = b});
    }
}

static const Node *parse_sum(Parser *p) {
    const Node *a = parse_product(p);
    for (;;) {
        bool minus = peek(p) == '-';
        if (!take(p, '+') && !take(p, '-')) return a;
        const Node *b = parse_product(p);
        a = node(
            p,
            (Node){.op = minus ? OP_SUB : OP_ADD, .whole = a->whole && b->whole, .a = a, .b = b});
    }
}

Status election_formula_parse(Arena *arena, const char *text, ElectionFormula **ret, Err *err) {
    if (strlen(text) > ELECTION_FORMULA_BYTES_MAX)
        return err_set(err, ERR_INPUT, _("the formula is longer than %d characters"),
                       ELECTION_FORMULA_BYTES_MAX);
    Parser p = {.arena = arena, .text = text, .at = text, .err = err};
    const Node *root = parse_sum(&p);
    if (!p.failed && peek(&p)) fail(&p, p.at, _("not expected here"));
    if (!p.failed && !root->whole)
        fail(&p, text, _("the result may be a fraction: put it in ceil(), floor() or round()"));
    if (p.failed) return ERR_INPUT;
    ElectionFormula *formula = ARENA_NEW(arena, ElectionFormula);
    *formula = (ElectionFormula){arena_str(arena, text), root, p.variables};
    *ret = formula;
    return OK;
}

const char *election_formula_text(const ElectionFormula *formula) {
    return formula->text;
}

bool election_formula_fixed(const ElectionFormula *formula) {
    return (formula->variables & VARIABLES_OF_TPS) == 0;
}

/* ---------------------------------------------------------------- exact arithmetic */

typedef __int128 Wide;
typedef struct Ratio {
    int64_t n, d; /* lowest terms, d > 0, |n| <= INT64_MAX */
} Ratio;
typedef enum Trouble { NO_TROUBLE, TOO_LARGE, BY_ZERO } Trouble;

/* |n| and |d| below 2^127: sums of two products of int64 fit. */
static Trouble ratio(Wide n, Wide d, Ratio *ret) {
    if (d == 0) return BY_ZERO;
    if (d < 0) n = -n, d = -d;
    if (d != 1) {
        Wide a = n < 0 ? -n : n, b = d;
        while (b != 0) {
            Wide rest = a % b;
            a = b, b = rest;
        }
        n /= a, d /= a;
    }
    if (n > INT64_MAX || n < -INT64_MAX || d > INT64_MAX) return TOO_LARGE;
    *ret = (Ratio){(int64_t)n, (int64_t)d};
    return NO_TROUBLE;
}

static int64_t floor_of(Ratio r) {
    return r.n / r.d - (r.n % r.d < 0);
}

static Trouble whole_of(Op op, Ratio a, Ratio *ret) {
    Trouble trouble = NO_TROUBLE;
    if (op == OP_ROUND) trouble = ratio((Wide)a.n * 2 + a.d, (Wide)a.d * 2, &a);
    if (trouble) return trouble;
    bool up = op == OP_CEIL && a.d != 1; /* in lowest terms only whole numbers have d = 1 */
    return ratio((Wide)floor_of(a) + up, 1, ret);
}

static Trouble evaluate(const Node *node, const ElectionVars *vars, Ratio *ret) {
    Ratio a = {0, 1}, b = {0, 1};
    Trouble trouble = NO_TROUBLE;
    if (node->a) trouble = evaluate(node->a, vars, &a);
    if (node->b && !trouble) trouble = evaluate(node->b, vars, &b);
    if (trouble) return trouble;
    bool less = (Wide)a.n * b.d < (Wide)b.n * a.d;
    switch (node->op) {
    case OP_NUMBER: return ratio(node->number, 1, ret);
    case OP_VARIABLE: return ratio(variable_value(vars, node->number), 1, ret);
    case OP_ADD: return ratio((Wide)a.n * b.d + (Wide)b.n * a.d, (Wide)a.d * b.d, ret);
    case OP_SUB: return ratio((Wide)a.n * b.d - (Wide)b.n * a.d, (Wide)a.d * b.d, ret);
    case OP_MUL: return ratio((Wide)a.n * b.n, (Wide)a.d * b.d, ret);
    case OP_DIV: return ratio((Wide)a.n * b.d, (Wide)a.d * b.n, ret);
    case OP_CEIL:
    case OP_FLOOR:
    case OP_ROUND: return whole_of(node->op, a, ret);
    case OP_MIN: *ret = less ? a : b; break;
    case OP_MAX: *ret = less ? b : a; break;
    }
    return NO_TROUBLE;
}

Status election_formula_value(const ElectionFormula *formula, const ElectionVars *vars,
                              int64_t *ret, Err *err) {
    Ratio value;
    switch (evaluate(formula->root, vars, &value)) {
    case NO_TROUBLE: break;
    case TOO_LARGE:
        return err_set(err, ERR_INPUT, _("\"%.200s\" becomes too large a number"), formula->text);
    case BY_ZERO: return err_set(err, ERR_INPUT, _("\"%.200s\" divides by zero"), formula->text);
    }
    assert(value.d == 1); /* the parser saw to it */
    if (value.n < 0)
        return err_set(err, ERR_INPUT, _("\"%.200s\" becomes %" PRId64 ", less than nothing"),
                       formula->text, value.n);
    *ret = value.n;
    return OK;
}

/* ---------------------------------------------------------------- explaining */

/* "5.68", or "5,68" in Indonesian; to four places. */
static const char *decimal(Arena *arena, Ratio r) {
    Wide n = r.n < 0 ? -(Wide)r.n : r.n;
    Wide scaled = (n * 20000 + r.d) / ((Wide)2 * r.d);
    int places = 4, part = (int)(scaled % 10000);
    const char *sign = r.n < 0 ? "-" : "";
    const char *whole = int_group(arena, (int64_t)(scaled / 10000));
    if (part == 0) return arena_printf(arena, "%s%s", sign, whole);
    for (; part % 10 == 0; part /= 10) places--;
    return arena_printf(arena, "%s%s%c%0*d", sign, whole, lang_in_use() == LANG_ID ? ',' : '.',
                        places, part);
}

static bool is_binary(const Node *n) {
    return n->op >= OP_ADD && n->op <= OP_DIV;
}

static const char *show(Arena *arena, const Node *n, const ElectionVars *vars);

/* With parentheses where a reader would otherwise bind it differently. */
static const char *show_operand(Arena *arena, const Node *n, const Node *within, bool right,
                                const ElectionVars *vars) {
    const char *text = show(arena, n, vars);
    bool loose = n->op == OP_ADD || n->op == OP_SUB;
    bool tight = within->op == OP_MUL || within->op == OP_DIV;
    bool wrap = is_binary(n) && ((loose && tight) || (right && loose == !tight));
    return wrap ? arena_printf(arena, "(%s)", text) : text;
}

static const char *show_rounding(Arena *arena, const Node *n, Ratio value,
                                 const ElectionVars *vars) {
    const char *within = show(arena, n->a, vars);
    if (n->a->whole) return within;
    Ratio exact;
    Trouble trouble = evaluate(n->a, vars, &exact);
    assert(trouble == NO_TROUBLE);
    (void)trouble;
    const char *how = n->op == OP_CEIL    ? _("rounded up")
                      : n->op == OP_FLOOR ? _("rounded down")
                                          : _("rounded to the nearest");
    if (exact.d == 1) how = _("exactly");
    bool about = (Wide)exact.n * 10000 % exact.d != 0;
    return arena_printf(arena, "%s (%s %s %s, %s)", int_group(arena, value.n), within,
                        about ? "≈" : "=", decimal(arena, exact), how);
}

static const char *show(Arena *arena, const Node *n, const ElectionVars *vars) {
    static const char *const signs[] = {
        [OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "×", [OP_DIV] = "/"};
    Ratio value;
    if (evaluate(n, vars, &value) != NO_TROUBLE) return "?";
    switch (n->op) {
    case OP_NUMBER: return int_group(arena, n->number);
    case OP_VARIABLE:
        return arena_printf(arena, "%s %s", int_group(arena, value.n),
                            _(variables[n->number].label));
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
        return arena_printf(arena, "%s %s %s", show_operand(arena, n->a, n, false, vars),
                            signs[n->op], show_operand(arena, n->b, n, true, vars));
    case OP_CEIL:
    case OP_FLOOR:
    case OP_ROUND: return show_rounding(arena, n, value, vars);
    case OP_MIN:
    case OP_MAX: break;
    }
    const char *form =
        n->op == OP_MIN ? _("%s (the smaller of %s and %s)") : _("%s (the larger of %s and %s)");
    return arena_printf(arena, form, decimal(arena, value), show(arena, n->a, vars),
                        show(arena, n->b, vars));
}

const char *election_formula_explain(Arena *arena, const ElectionFormula *formula,
                                     const ElectionVars *vars) {
    Err err;
    int64_t value;
    if (election_formula_value(formula, vars, &value, &err) != OK)
        return arena_str(arena, err.text);
    const char *text = show(arena, formula->root, vars);
    if (!is_binary(formula->root)) return text;
    return arena_printf(arena, "%s = %s", text, int_group(arena, value));
}
