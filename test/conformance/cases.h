// SPDX-License-Identifier: Apache-2.0
// The cases of the suite, each a function of its own.
#pragma once
#include "engine.h"

struct suite_case {
    const char *name;
    void (*run)(struct run *run);
};

extern const struct suite_case cases_of_life[], cases_of_sending[], cases_of_trouble[], cases_of_hearing[],
    cases_of_http[], cases_of_lookup[];
