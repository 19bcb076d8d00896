// SPDX-License-Identifier: Apache-2.0
/* The summary's last tables: why each trip is as it is, and what one more of something would save.
 */
#include "print/print_int.h"

const char *print_binds(const PrintFacts *f, Arena *arena) {
    size_t count[_PLAN_BIND_MAX] = {0};
    for (size_t i = 0; i < f->in.whys->count; i++)
        if (!f->in.whys->trips[i].broken) count[f->in.whys->trips[i].main]++;
    Buf *b = buf_on(arena, 4096);
    for (;;) {
        int most = 0;
        for (int k = 1; k < _PLAN_BIND_MAX; k++)
            if (count[k] > count[most]) most = k;
        if (count[most] == 0) break;
        buf_printf(b, "%s%s %zu", b->n ? ", " : "", plan_bind_text((PlanBind)most), count[most]);
        count[most] = 0;
    }
    return b->n ? b->at : "–";
}

static void what_ifs(PrintPaper *p) {
    const PlanWhatIfs *ifs = p->facts->in.what_ifs;
    const PrintColumn columns[] = {{_("One more"), 55, TO_LEFT, true, 2},
                                   {_("What it would bring"), 45, TO_LEFT, false, 2}};
    PrintTable t;
    print_heading(p, _("What one more would change"));
    print_table(p, &t, 8.5, columns, COUNT_OF(columns));
    for (size_t i = 0; i < ifs->count; i++)
        print_row(
            &t, (const char *[]){plan_change_text(p->arena, p->facts->in.regency, &ifs->change[i]),
                                 plan_gain_text(p->arena, &ifs->change[i])});
    p->y += 3;
    print_paragraph(
        p, STYLE(7.5, .ink = INK_GREY),
        _("Found by planning anew from this plan, three times with the change and three "
          "times without. A gain is certain when all three are better than all three; "
          "what is saved has the cost of the additional vehicle taken off already."));
}

static void trips(PrintPaper *p) {
    const PrintFacts *f = p->facts;
    const PrintColumn columns[] = {
        {_("Trip"), 17, TO_LEFT, true, 1},      {_("Bound by"), 17, TO_LEFT, false, 2},
        {_("Fullest"), 10, TO_RIGHT, false, 1}, {_("To spare"), 30, TO_LEFT, false, 2},
        {_("Rupiah"), 13, TO_RIGHT, false, 1},  {_("per stop"), 11, TO_RIGHT, false, 1},
    };
    PrintTable t;
    print_table(p, &t, 8, columns, COUNT_OF(columns));
    for (size_t i = 0; i < f->in.whys->count; i++) {
        const PlanWhy *w = &f->in.whys->trips[i];
        const PlanTrip *trip = &f->in.plan->trips[i];
        int64_t stops = trip->stop_count ? (int64_t)trip->stop_count : 1;
        if (w->broken) {
            const char *why = f->in.plan->replaces ? _("under way") : _("a broken rule");
            print_row(&t, (const char *[]){trip->id, why, "", "", "", ""});
            continue;
        }
        print_row(&t,
                  (const char *[]){
                      trip->id, plan_bind_text(w->main),
                      w->measure < 0 ? "–" : arena_printf(p->arena, "%d %%", w->full_permille / 10),
                      plan_margin_text(p->arena, f->in.regency, f->in.plan, w),
                      int_group(p->arena, w->cost), int_group(p->arena, w->cost / stops)});
    }
}

void print_reasons(PrintPaper *p) {
    if (p->facts->in.what_ifs) what_ifs(p);
    if (!p->facts->in.whys) return;
    print_room(p, 140); /* the heading, its notes and the first rows */
    print_heading(p, _("Why the trips are as they are"));
    print_paragraph(
        p, STYLE(9),
        arena_printf(p->arena, _("What binds them: %s."), print_binds(p->facts, p->arena)));
    print_paragraph(p, STYLE(7.5, .ink = INK_GREY),
                    _("Found by trying: what most of the twenty nearest stops of other trips would "
                      "break if they joined the trip. To spare: how much longer it could take that "
                      "day, and which stop would be too late then; else the vehicle would be back "
                      "too late."));
    trips(p);
}
