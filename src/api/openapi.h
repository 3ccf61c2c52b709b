// SPDX-License-Identifier: Apache-2.0
// The OpenAPI and AsyncAPI documents that the hub serves: JSON, made from api/.
#pragma once
#include "base/view.h"

struct view openapi_document(void);
struct view asyncapi_document(void);
