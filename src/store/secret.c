// SPDX-License-Identifier: Apache-2.0
#include "store/secret.h"
#include "base/error.h"
#include "codec/base64url.h"
#include "store/files.h"
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    KEY_SIZE = 32,
    KEY_ID_SIZE = 8, // hexadecimal digits
    NONCE_SIZE = 12,
    TAG_SIZE = 16,
    KEYS_MAX = 16,
    FILE_MAX = 4096,
    PLACE_MAX = 512,
};

#define PREFIX "s1."
#define LINE_HEAD "omnihub-secret-1 "

struct key {
    unsigned char bytes[KEY_SIZE];
    char id[KEY_ID_SIZE + 1]; // of its SHA-256, so that a damaged line shows
};

struct secret_keys {
    int count;
    struct key keys[KEYS_MAX];
};

static void write_hex(char *out, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// False unless the text is exactly `size` bytes in lower-case digits.
static bool read_hex(struct view text, unsigned char *out, size_t size)
{
    if (text.size != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static void name_key(struct key *key)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256(key->bytes, KEY_SIZE, hash);
    write_hex(key->id, hash, KEY_ID_SIZE / 2);
}

// ---- the file: "omnihub-secret-1 ID KEY" a line

static bool read_line(struct view line, struct key *key)
{
    if (!view_starts(line, VIEW(LINE_HEAD)))
        return false;
    struct view rest = view_make(line.data + strlen(LINE_HEAD), line.size - strlen(LINE_HEAD));
    struct view id = view_cut(&rest, ' ');
    if (!read_hex(rest, key->bytes, KEY_SIZE))
        return false;
    name_key(key);
    return view_equal(id, view_from(key->id));
}

static int read_keys(struct view text, struct secret_keys *keys)
{
    keys->count = 0;
    while (text.size > 0) {
        struct view line = view_cut(&text, '\n');
        if (line.size == 0)
            continue;
        if (keys->count == KEYS_MAX || !read_line(line, &keys->keys[keys->count]))
            return SECRET_BAD_FILE;
        keys->count++;
    }
    return keys->count == 0 ? SECRET_BAD_FILE : SECRET_OK;
}

static int write_keys(const char *dir, const struct secret_keys *keys)
{
    char text[FILE_MAX], hex[2 * KEY_SIZE + 1];
    struct buffer out = buffer_fixed(text, sizeof(text));
    for (int i = 0; i < keys->count; i++) {
        write_hex(hex, keys->keys[i].bytes, KEY_SIZE);
        buffer_printf(&out, LINE_HEAD "%s %s\n", keys->keys[i].id, hex);
    }
    int r = out.failed ? -E2BIG : file_replace(dir, "secret.key", buffer_view(&out));
    OPENSSL_cleanse(text, sizeof(text));
    OPENSSL_cleanse(hex, sizeof(hex));
    return error_trace(r);
}

static void make_key(const struct random *random, struct key *key)
{
    random_fill(random, key->bytes, KEY_SIZE);
    name_key(key);
}

// -ENOENT where there is no file.
static int load_file(const char *dir, struct secret_keys *keys)
{
    char text[FILE_MAX];
    size_t size;
    int r = file_read(dir, "secret.key", text, sizeof(text), &size);
    if (r == 0)
        r = read_keys(view_make(text, size), keys);
    OPENSSL_cleanse(text, sizeof(text));
    return r == -EFBIG ? SECRET_BAD_FILE : r;
}

int secret_keys_load(const char *dir, const struct random *random, struct secret_keys **ret)
{
    struct secret_keys *keys = calloc(1, sizeof(*keys));
    if (keys == NULL)
        return error_trace(-ENOMEM);
    int r = load_file(dir, keys);
    if (r == -ENOENT) {
        make_key(random, &keys->keys[0]);
        keys->count = 1;
        r = write_keys(dir, keys);
    }
    if (r != 0) {
        secret_keys_free(keys);
        return error_trace(r);
    }
    *ret = keys;
    return 0;
}

void secret_keys_free(struct secret_keys *keys)
{
    if (keys != NULL)
        OPENSSL_cleanse(keys, sizeof(*keys));
    free(keys);
}

int secret_keys_rotate(const char *dir, const struct random *random)
{
    struct secret_keys keys = {0};
    int r = load_file(dir, &keys);
    if (r == 0 && keys.count == KEYS_MAX)
        r = SECRET_TOO_LONG;
    if (r == 0) {
        memmove(&keys.keys[1], &keys.keys[0], (size_t)keys.count * sizeof(keys.keys[0]));
        make_key(random, &keys.keys[0]);
        keys.count++;
        r = write_keys(dir, &keys);
    }
    OPENSSL_cleanse(&keys, sizeof(keys));
    return error_trace(r);
}

// ---- sealing: base64 of nonce, tag and cipher text

// Lengths stand before the names, so that no two places read the same.
static bool write_place(struct buffer *out, struct secret_place place)
{
    buffer_printf(out, "%zu:", place.table.size);
    buffer_append_view(out, place.table);
    buffer_printf(out, "%lld:%zu:", (long long)place.tenant, place.row.size);
    buffer_append_view(out, place.row);
    return !out->failed;
}

struct sealed {
    unsigned char nonce[NONCE_SIZE], tag[TAG_SIZE];
    unsigned char text[];
};

static bool encrypt(const struct key *key, struct view place, struct view text, struct sealed *sealed)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int size = 0, end = 0;
    bool is_well =
        c != NULL && EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key->bytes, sealed->nonce) == 1 &&
        EVP_EncryptUpdate(c, NULL, &size, (const unsigned char *)place.data, (int)place.size) == 1 &&
        EVP_EncryptUpdate(c, sealed->text, &size, (const unsigned char *)text.data, (int)text.size) == 1 &&
        EVP_EncryptFinal_ex(c, sealed->text + size, &end) == 1 &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, sealed->tag) == 1;
    EVP_CIPHER_CTX_free(c);
    return is_well;
}

static bool decrypt(const struct key *key, struct view place, struct sealed *sealed, size_t text_size,
                    unsigned char *out)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int size = 0, end = 0;
    bool is_well =
        c != NULL && EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key->bytes, sealed->nonce) == 1 &&
        EVP_DecryptUpdate(c, NULL, &size, (const unsigned char *)place.data, (int)place.size) == 1 &&
        EVP_DecryptUpdate(c, out, &size, sealed->text, (int)text_size) == 1 &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, sealed->tag) == 1 &&
        EVP_DecryptFinal_ex(c, out + size, &end) == 1;
    EVP_CIPHER_CTX_free(c);
    return is_well;
}

static size_t base64_size(size_t bytes)
{
    return (bytes + 2) / 3 * 4;
}

static int seal_into(const struct key *key, const struct random *random, struct view place, struct view text,
                     struct buffer *out)
{
    size_t size = sizeof(struct sealed) + text.size;
    struct sealed *sealed = calloc(1, size + 1);
    if (sealed == NULL)
        return -ENOMEM;
    random_fill(random, sealed->nonce, NONCE_SIZE);
    int r = encrypt(key, place, text, sealed) ? 0 : -EIO;
    buffer_printf(out, PREFIX "%s.", key->id);
    if (r == 0 && buffer_reserve(out, base64_size(size) + 1)) {
        EVP_EncodeBlock((unsigned char *)out->data + out->size, (unsigned char *)sealed, (int)size);
        out->size += base64_size(size);
    }
    OPENSSL_cleanse(sealed, size);
    free(sealed);
    return r == 0 && out->failed ? -ENOMEM : r;
}

int secret_seal(const struct secret_keys *keys, const struct random *random, struct secret_place place,
                struct view text, struct buffer *out)
{
    char name[PLACE_MAX];
    struct buffer at = buffer_fixed(name, sizeof(name));
    if (text.size > SECRET_TEXT_MAX || !write_place(&at, place))
        return SECRET_TOO_LONG;
    return error_trace(seal_into(&keys->keys[0], random, buffer_view(&at), text, out));
}

// ---- opening

static const struct key *find_key(const struct secret_keys *keys, struct view id)
{
    for (int i = 0; i < keys->count; i++)
        if (view_equal(id, view_from(keys->keys[i].id)))
            return &keys->keys[i];
    return NULL;
}

// How many bytes the base64 text stands for; 0 when it is none.
static size_t decoded_size(struct view code)
{
    size_t padding = 0;
    if (code.size == 0 || code.size % 4 != 0 ||
        code.size > base64_size(sizeof(struct sealed) + SECRET_TEXT_MAX))
        return 0;
    while (padding < 2 && code.data[code.size - 1 - padding] == '=')
        padding++;
    return code.size / 4 * 3 - padding;
}

static int open_into(const struct key *key, struct view place, struct view code, struct buffer *out)
{
    size_t size = decoded_size(code);
    if (size < sizeof(struct sealed))
        return SECRET_DAMAGED;
    size_t text_size = size - sizeof(struct sealed);
    struct sealed *sealed = calloc(1, size + 3);
    if (sealed == NULL || !buffer_reserve(out, text_size + 1)) {
        free(sealed);
        return -ENOMEM;
    }
    bool is_well =
        EVP_DecodeBlock((unsigned char *)sealed, (const unsigned char *)code.data, (int)code.size) >= 0 &&
        decrypt(key, place, sealed, text_size, (unsigned char *)out->data + out->size);
    if (is_well)
        out->size += text_size;
    OPENSSL_cleanse(sealed, size);
    free(sealed);
    return is_well ? SECRET_OK : SECRET_DAMAGED;
}

int secret_open(const struct secret_keys *keys, struct secret_place place, struct view sealed,
                struct buffer *out)
{
    char name[PLACE_MAX];
    struct buffer at = buffer_fixed(name, sizeof(name));
    if (!view_starts(sealed, VIEW(PREFIX)) || !write_place(&at, place))
        return SECRET_DAMAGED;
    struct view rest = view_make(sealed.data + strlen(PREFIX), sealed.size - strlen(PREFIX));
    struct view id = view_cut(&rest, '.');
    if (id.size != KEY_ID_SIZE || rest.size == 0)
        return SECRET_DAMAGED;
    const struct key *key = find_key(keys, id);
    return key == NULL ? SECRET_NO_KEY : error_trace(open_into(key, buffer_view(&at), rest, out));
}

bool secret_is_current(const struct secret_keys *keys, struct view sealed)
{
    char head[sizeof(PREFIX) + KEY_ID_SIZE + 2];
    snprintf(head, sizeof(head), PREFIX "%s.", keys->keys[0].id);
    return view_starts(sealed, view_from(head));
}

// ---- signing

static bool hmac(const void *key, size_t key_size, struct view text, unsigned char out[static KEY_SIZE])
{
    unsigned size = 0;
    return HMAC(EVP_sha256(), key, (int)key_size, (const unsigned char *)text.data, text.size, out, &size) !=
               NULL &&
           size == KEY_SIZE;
}

// RFC 5869: extracted without salt, expanded to the one block that is needed; the purpose is its info.
static bool derive(const struct key *key, struct view purpose, unsigned char out[static KEY_SIZE])
{
    static const unsigned char no_salt[KEY_SIZE];
    unsigned char extracted[KEY_SIZE];
    char info[PLACE_MAX];
    struct buffer text = buffer_fixed(info, sizeof(info));
    buffer_append_view(&text, VIEW("omnihub sign "));
    buffer_append_view(&text, purpose);
    buffer_append_char(&text, 1);
    bool is_well = !text.failed &&
                   hmac(no_salt, sizeof(no_salt), view_make((const char *)key->bytes, KEY_SIZE), extracted) &&
                   hmac(extracted, sizeof(extracted), buffer_view(&text), out);
    OPENSSL_cleanse(extracted, sizeof(extracted));
    return is_well;
}

static bool sign_with(const struct key *key, struct view purpose, struct view text,
                      unsigned char out[static KEY_SIZE])
{
    unsigned char derived[KEY_SIZE];
    bool is_well = derive(key, purpose, derived) && hmac(derived, sizeof(derived), text, out);
    OPENSSL_cleanse(derived, sizeof(derived));
    return is_well;
}

int secret_sign(const struct secret_keys *keys, struct view purpose, struct view text, struct buffer *out)
{
    unsigned char code[KEY_SIZE];
    const struct key *key = &keys->keys[0];
    if (!sign_with(key, purpose, text, code))
        return error_trace(-EIO);
    buffer_printf(out, "%s.", key->id);
    base64url_write(out, code, sizeof(code));
    return out->failed ? error_trace(-ENOMEM) : 0;
}

int secret_check(const struct secret_keys *keys, struct view purpose, struct view text, struct view code)
{
    char memory[KEY_SIZE];
    unsigned char wanted[KEY_SIZE];
    struct buffer given = buffer_fixed(memory, sizeof(memory));
    struct view id = view_cut(&code, '.');
    if (id.size != KEY_ID_SIZE || !base64url_read(code, &given) || given.size != KEY_SIZE)
        return SECRET_DAMAGED;
    const struct key *key = find_key(keys, id);
    if (key == NULL)
        return SECRET_NO_KEY;
    if (!sign_with(key, purpose, text, wanted))
        return error_trace(-EIO);
    return CRYPTO_memcmp(wanted, memory, KEY_SIZE) == 0 ? SECRET_OK : SECRET_DAMAGED;
}
