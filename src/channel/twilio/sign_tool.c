// SPDX-License-Identifier: Apache-2.0
// For the end-to-end tests: signs a form as the adapter expects it to be signed.
//   twilio_sign TOKEN URL < FORM
#include "channel/twilio/twilio_row.h"
#include <stdio.h>

int main(int argc, char **argv)
{
    static char form[1 << 20];
    char signature[TWILIO_SIGNATURE_SIZE + 1];
    if (argc != 3)
        return 2;
    size_t size = fread(form, 1, sizeof(form), stdin);
    struct twilio_signed what = {view_from(argv[2]), view_make(form, size)};
    if (!twilio_sign(view_from(argv[1]), &what, signature))
        return 1;
    puts(signature);
    return 0;
}
