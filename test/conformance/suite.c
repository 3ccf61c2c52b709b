// SPDX-License-Identifier: Apache-2.0
#include "cases.h"

// A case that asks for what the adapter does not have is told apart: it is none of its cases.
static void run_case(const struct suite_case *c, struct run *run, struct conformance_report *report)
{
    int number = report->passed + report->failed + 1;
    run->faults = 0;
    run->skipped = NULL;
    c->run(run);
    const char *name = run->subject->ops->name;
    if (run->faults > 0) {
        report->failed++;
        fprintf(run->out, "not ok %d - %s: %s\n", number, name, c->name);
    } else if (run->skipped != NULL) {
        report->skipped++;
        fprintf(run->out, "# not asked - %s: %s: %s\n", name, c->name, run->skipped);
    } else {
        report->passed++;
        fprintf(run->out, "ok %d - %s: %s\n", number, name, c->name);
    }
    fflush(run->out);
}

bool conformance_run(const struct conformance_subject *subject, FILE *out, struct conformance_report *ret)
{
    static const struct suite_case *const parts[] = {cases_of_life,    cases_of_sending, cases_of_trouble,
                                                     cases_of_hearing, cases_of_http,    cases_of_lookup};
    struct run run = {.subject = subject, .out = out};
    struct conformance_report report = {0};
    for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++)
        for (const struct suite_case *c = parts[p]; c->name != NULL; c++)
            run_case(c, &run, &report);
    fprintf(out, "1..%d\n", report.passed + report.failed);
    *ret = report;
    return report.failed == 0;
}
