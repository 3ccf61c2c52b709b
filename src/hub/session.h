// SPDX-License-Identifier: Apache-2.0
// A session: one conversation of a customer, across any number of channels.
#pragma once

// The numbers are stored: never change or reuse one.
enum priority { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_URGENT };
