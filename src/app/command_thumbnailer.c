// SPDX-License-Identifier: Apache-2.0
// `omnihub thumbnailer`: for the hub itself (hub/thumbnail.h), not for people. A picture comes in, a small
// JPEG of it goes out. The library that decodes is loaded here and nowhere else, so that no bug of it is in
// the server's process; then the process gives away everything but memory and its two descriptors.
#include "app/command.h"
#include "app/confine.h"
#include "codec/media_type.h"
#include "hub/thumbnail.h"
#include <dlfcn.h>
#include <errno.h>
#include <gd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { INPUT_MAX = 64 << 20, QUALITY = 82, CPU_S = 8 };
static const int64_t MEMORY = (int64_t)768 << 20;

// What is used of libgd.
struct gd {
    gdImagePtr (*png)(int size, void *data);
    gdImagePtr (*jpeg)(int size, void *data);
    gdImagePtr (*gif)(int size, void *data);
    gdImagePtr (*webp)(int size, void *data);
    gdImagePtr (*create)(int width, int height);
    void (*copy)(gdImagePtr to, gdImagePtr from, int x, int y, int from_x, int from_y, int width, int height,
                 int from_width, int from_height);
    void (*fill)(gdImagePtr image, int x1, int y1, int x2, int y2, int color);
    int (*get)(gdImagePtr image, int x, int y);
    void (*set)(gdImagePtr image, int x, int y, int color);
    void *(*write)(gdImagePtr image, int *size, int quality);
};

static bool load_gd(struct gd *gd)
{
    const struct {
        const char *name;
        void *slot;
    } functions[] = {
        {"gdImageCreateFromPngPtr", &gd->png},   {"gdImageCreateFromJpegPtr", &gd->jpeg},
        {"gdImageCreateFromGifPtr", &gd->gif},   {"gdImageCreateFromWebpPtr", &gd->webp},
        {"gdImageCreateTrueColor", &gd->create}, {"gdImageCopyResampled", &gd->copy},
        {"gdImageFilledRectangle", &gd->fill},   {"gdImageGetTrueColorPixel", &gd->get},
        {"gdImageSetPixel", &gd->set},           {"gdImageJpegPtr", &gd->write},
    };
    void *library = dlopen("libgd.so.3", RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; library != NULL && i < sizeof(functions) / sizeof(functions[0]); i++) {
        void *function = dlsym(library, functions[i].name);
        if (function == NULL)
            return false;
        memcpy(functions[i].slot, &function, sizeof(function));
    }
    return library != NULL;
}

// ---- how the camera was held (EXIF 2.32 4.6.4, tag 0x0112): 1 to 8, 1 as it is

static unsigned number(const unsigned char *at, int size, bool is_little)
{
    unsigned value = 0;
    for (int i = 0; i < size; i++)
        value |= (unsigned)at[is_little ? i : size - 1 - i] << (8 * i);
    return value;
}

static int orientation_in(const unsigned char *tiff, size_t size)
{
    enum { ENTRY = 12, TAG = 0x0112 };
    if (size < 8)
        return 1;
    bool is_little = tiff[0] == 'I';
    size_t at = number(tiff + 4, 4, is_little);
    if (at > size || size - at < 2)
        return 1;
    unsigned count = number(tiff + at, 2, is_little);
    at += 2;
    for (unsigned i = 0; i < count && size - at >= ENTRY; i++, at += ENTRY)
        if (number(tiff + at, 2, is_little) == TAG) {
            unsigned value = number(tiff + at + 8, 2, is_little);
            return value >= 1 && value <= 8 ? (int)value : 1;
        }
    return 1;
}

static int orientation_of(struct view jpeg)
{
    enum { APP1 = 0xE1, SCAN = 0xDA };
    const unsigned char *data = (const unsigned char *)jpeg.data;
    for (size_t at = 2; jpeg.size - at >= 10 && data[at] == 0xFF && data[at + 1] != SCAN;) {
        size_t length = number(data + at + 2, 2, false);
        if (length < 2 || length > jpeg.size - at - 2)
            return 1;
        if (data[at + 1] == APP1 && length > 8 && memcmp(data + at + 4, "Exif\0\0", 6) == 0)
            return orientation_in(data + at + 10, length - 8);
        at += 2 + length;
        if (jpeg.size < at + 10)
            return 1;
    }
    return 1;
}

static gdImagePtr turn(const struct gd *gd, gdImagePtr image, int orientation)
{
    bool swaps = orientation >= 5;
    int width = gdImageSX(image), height = gdImageSY(image);
    gdImagePtr turned = orientation == 1 ? NULL : gd->create(swaps ? height : width, swaps ? width : height);
    if (turned == NULL)
        return image;
    bool flips_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool flips_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < gdImageSY(turned); y++)
        for (int x = 0; x < gdImageSX(turned); x++) {
            int from_x = swaps ? y : x, from_y = swaps ? x : y;
            from_x = flips_x ? width - 1 - from_x : from_x;
            from_y = flips_y ? height - 1 - from_y : from_y;
            gd->set(turned, x, y, gd->get(image, from_x, from_y));
        }
    return turned;
}

// ---- making it small

static gdImagePtr decode(const struct gd *gd, struct view type, struct view picture)
{
    int size = (int)picture.size;
    void *data = (void *)(uintptr_t)picture.data;
    if (view_equal(type, VIEW("image/png")))
        return gd->png(size, data);
    if (view_equal(type, VIEW("image/jpeg")))
        return gd->jpeg(size, data);
    if (view_equal(type, VIEW("image/gif")))
        return gd->gif(size, data);
    return view_equal(type, VIEW("image/webp")) ? gd->webp(size, data) : NULL;
}

// What shines through is white.
static gdImagePtr shrink(const struct gd *gd, gdImagePtr image)
{
    int width = gdImageSX(image), height = gdImageSY(image);
    int longer = width > height ? width : height;
    int small_width = width, small_height = height;
    if (longer > THUMBNAIL_SIDE) {
        small_width = (int)((int64_t)width * THUMBNAIL_SIDE / longer);
        small_height = (int)((int64_t)height * THUMBNAIL_SIDE / longer);
    }
    small_width = small_width < 1 ? 1 : small_width;
    small_height = small_height < 1 ? 1 : small_height;
    gdImagePtr small = gd->create(small_width, small_height);
    if (small == NULL)
        return NULL;
    gd->fill(small, 0, 0, small_width - 1, small_height - 1, gdTrueColor(255, 255, 255));
    gd->copy(small, image, 0, 0, 0, 0, small_width, small_height, width, height);
    return small;
}

static bool write_all(const char *data, size_t size)
{
    while (size > 0) {
        ssize_t put = write(STDOUT_FILENO, data, size);
        if (put <= 0)
            return false;
        data += put;
        size -= (size_t)put;
    }
    return true;
}

static bool convert(const struct gd *gd, struct view picture)
{
    int size = 0;
    struct media media = media_of(picture, (struct view){0});
    if (!media.is_inline || !thumbnail_is_sane(media.width, media.height))
        return false;
    gdImagePtr image = decode(gd, media.type, picture);
    gdImagePtr small = image == NULL ? NULL : shrink(gd, image);
    if (small == NULL)
        return false;
    if (view_equal(media.type, VIEW("image/jpeg")))
        small = turn(gd, small, orientation_of(picture));
    char *jpeg = gd->write(small, &size, QUALITY);
    return jpeg != NULL && size > 0 && write_all(jpeg, (size_t)size);
}

static bool read_all(char **ret, size_t *ret_size)
{
    struct stat st;
    if (fstat(STDIN_FILENO, &st) < 0 || st.st_size <= 0 || st.st_size > INPUT_MAX)
        return false;
    size_t size = (size_t)st.st_size, done = 0;
    char *data = malloc(size);
    while (data != NULL && done < size) {
        ssize_t got = read(STDIN_FILENO, data + done, size - done);
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    *ret = data;
    *ret_size = size;
    return data != NULL;
}

// Ends without what runs at an exit: nothing of it is allowed any more.
int command_thumbnailer(int argc, char **argv)
{
    struct gd gd;
    char *data;
    size_t size;
    (void)argc;
    (void)argv;
    if (confine_descriptors() < 0 || !read_all(&data, &size) || !load_gd(&gd) ||
        confine(&(struct confinement){.memory = MEMORY, .cpu_s = CPU_S}) < 0)
        _exit(EX_UNAVAILABLE);
    _exit(convert(&gd, view_make(data, size)) ? EX_OK : EX_DATAERR);
}
