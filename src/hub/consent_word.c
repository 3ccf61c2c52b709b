// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_word.h"
#include "base/error.h"
#include "codec/word_match.h"
#include <errno.h>

enum { TEXT_MAX = 64, WORDS_MAX = 50, LANGUAGE_SIZE = 2 };

struct known_word {
    char language[LANGUAGE_SIZE + 1];
    char text[16]; // folded: without case and accents
    enum consent_word word;
    bool is_yes;
};

// What is an everyday answer in its language ("fine" in Italian) is not among them.
static const struct known_word known[] = {
    {"en", "stop", CONSENT_WORD_STOP, false},       {"en", "stopall", CONSENT_WORD_STOP, false},
    {"en", "stop all", CONSENT_WORD_STOP, false},   {"en", "unsubscribe", CONSENT_WORD_STOP, false},
    {"en", "cancel", CONSENT_WORD_STOP, false},     {"en", "end", CONSENT_WORD_STOP, false},
    {"en", "quit", CONSENT_WORD_STOP, false},       {"en", "optout", CONSENT_WORD_STOP, false},
    {"en", "opt out", CONSENT_WORD_STOP, false},    {"en", "revoke", CONSENT_WORD_STOP, false},
    {"en", "start", CONSENT_WORD_START, false},     {"en", "unstop", CONSENT_WORD_START, false},
    {"en", "yes", CONSENT_WORD_START, true},        {"en", "help", CONSENT_WORD_HELP, false},
    {"en", "info", CONSENT_WORD_HELP, false},       {"de", "stopp", CONSENT_WORD_STOP, false},
    {"de", "abmelden", CONSENT_WORD_STOP, false},   {"de", "abbestellen", CONSENT_WORD_STOP, false},
    {"de", "austragen", CONSENT_WORD_STOP, false},  {"de", "beenden", CONSENT_WORD_STOP, false},
    {"de", "anmelden", CONSENT_WORD_START, false},  {"de", "ja", CONSENT_WORD_START, true},
    {"de", "hilfe", CONSENT_WORD_HELP, false},      {"es", "alto", CONSENT_WORD_STOP, false},
    {"es", "parar", CONSENT_WORD_STOP, false},      {"es", "baja", CONSENT_WORD_STOP, false},
    {"es", "cancelar", CONSENT_WORD_STOP, false},   {"es", "detener", CONSENT_WORD_STOP, false},
    {"es", "alta", CONSENT_WORD_START, false},      {"es", "iniciar", CONSENT_WORD_START, false},
    {"es", "si", CONSENT_WORD_START, true},         {"es", "ayuda", CONSENT_WORD_HELP, false},
    {"fr", "arret", CONSENT_WORD_STOP, false},      {"fr", "arreter", CONSENT_WORD_STOP, false},
    {"fr", "desabonner", CONSENT_WORD_STOP, false}, {"fr", "desinscrire", CONSENT_WORD_STOP, false},
    {"fr", "annuler", CONSENT_WORD_STOP, false},    {"fr", "reprendre", CONSENT_WORD_START, false},
    {"fr", "commencer", CONSENT_WORD_START, false}, {"fr", "oui", CONSENT_WORD_START, true},
    {"fr", "aide", CONSENT_WORD_HELP, false},       {"it", "ferma", CONSENT_WORD_STOP, false},
    {"it", "basta", CONSENT_WORD_STOP, false},      {"it", "annulla", CONSENT_WORD_STOP, false},
    {"it", "cancella", CONSENT_WORD_STOP, false},   {"it", "inizia", CONSENT_WORD_START, false},
    {"it", "riprendi", CONSENT_WORD_START, false},  {"it", "si", CONSENT_WORD_START, true},
    {"it", "aiuto", CONSENT_WORD_HELP, false},      {"pt", "parar", CONSENT_WORD_STOP, false},
    {"pt", "pare", CONSENT_WORD_STOP, false},       {"pt", "sair", CONSENT_WORD_STOP, false},
    {"pt", "cancelar", CONSENT_WORD_STOP, false},   {"pt", "iniciar", CONSENT_WORD_START, false},
    {"pt", "comecar", CONSENT_WORD_START, false},   {"pt", "sim", CONSENT_WORD_START, true},
    {"pt", "ajuda", CONSENT_WORD_HELP, false},      {"nl", "stoppen", CONSENT_WORD_STOP, false},
    {"nl", "afmelden", CONSENT_WORD_STOP, false},   {"nl", "uitschrijven", CONSENT_WORD_STOP, false},
    {"nl", "annuleren", CONSENT_WORD_STOP, false},  {"nl", "aanmelden", CONSENT_WORD_START, false},
    {"nl", "hervatten", CONSENT_WORD_START, false}, {"nl", "ja", CONSENT_WORD_START, true},
    {"nl", "hulp", CONSENT_WORD_HELP, false},       {"pl", "zatrzymaj", CONSENT_WORD_STOP, false},
    {"pl", "wypisz", CONSENT_WORD_STOP, false},     {"pl", "anuluj", CONSENT_WORD_STOP, false},
    {"pl", "rezygnuje", CONSENT_WORD_STOP, false},  {"pl", "wznow", CONSENT_WORD_START, false},
    {"pl", "zapisz", CONSENT_WORD_START, false},    {"pl", "tak", CONSENT_WORD_START, true},
    {"pl", "pomoc", CONSENT_WORD_HELP, false},
};

struct known_reply {
    char language[LANGUAGE_SIZE + 1];
    struct view stop, start, help;
};

// Each is one SMS, in the alphabet of SMS where the language can.
#define TEXT(literal)                                                                                        \
    {                                                                                                        \
        .data = "" literal, .size = sizeof(literal) - 1                                                      \
    }
static const struct known_reply replies[] = {
    {"en",
     TEXT("You are unsubscribed and will get no more messages from us here. Reply START to get them again."),
     TEXT("You will get our messages here again. Reply HELP for help, STOP to end them."),
     TEXT("Write to us here and we will answer. Reply STOP to get no more messages.")},
    {"de",
     TEXT("Sie sind abgemeldet und erhalten hier keine Nachrichten mehr von uns. Mit START geht es weiter."),
     TEXT("Sie erhalten hier wieder Nachrichten von uns. HILFE f\303\274r Hilfe, STOP zum Abmelden."),
     TEXT("Schreiben Sie uns hier, wir antworten. Mit STOP erhalten Sie keine Nachrichten mehr.")},
    {"es", TEXT("Te has dado de baja y no recibir\303\241s m\303\241s mensajes. Responde ALTA para volver."),
     TEXT("Volver\303\241s a recibir nuestros mensajes. Responde AYUDA o BAJA."),
     TEXT("Escr\303\255benos aqu\303\255 y te responderemos. Responde BAJA para no recibir m\303\241s.")},
    {"fr",
     TEXT("Vous \303\252tes d\303\251sinscrit et ne recevrez plus nos messages. R\303\251pondez START pour "
          "reprendre."),
     TEXT("Vous recevrez de nouveau nos messages ici. R\303\251pondez AIDE ou STOP."),
     TEXT("\303\211crivez-nous ici, nous r\303\251pondrons. R\303\251pondez STOP pour ne plus rien "
          "recevoir.")},
    {"it",
     TEXT("La tua iscrizione \303\250 annullata: non riceverai altri messaggi. Rispondi START per "
          "riprendere."),
     TEXT("Riceverai di nuovo i nostri messaggi. Rispondi AIUTO oppure STOP."),
     TEXT("Scrivici qui e ti risponderemo. Rispondi STOP per non ricevere altri messaggi.")},
    {"pt",
     TEXT("Subscri\303\247\303\243o cancelada: n\303\243o receber\303\241 mais mensagens. Responda INICIAR "
          "para voltar."),
     TEXT("Voltar\303\241 a receber as nossas mensagens. Responda AJUDA ou SAIR."),
     TEXT("Escreva-nos aqui e responderemos. Responda SAIR para n\303\243o receber mais mensagens.")},
    {"nl",
     TEXT(
         "U bent afgemeld en krijgt hier geen berichten meer van ons. Antwoord START om ze weer te krijgen."),
     TEXT("U krijgt hier weer berichten van ons. Antwoord HULP voor hulp, STOP om te stoppen."),
     TEXT("Schrijf ons hier en wij antwoorden. Antwoord STOP om geen berichten meer te krijgen.")},
    {"pl", TEXT("Wypisano. Nie otrzymasz od nas wi\304\231cej wiadomo\305\233ci. START wznawia."),
     TEXT("Znowu b\304\231dziesz dostawa\304\207 nasze wiadomo\305\233ci. POMOC lub STOP."),
     TEXT("Napisz do nas tutaj, odpowiemy. STOP: koniec wiadomo\305\233ci.")},
};
#undef TEXT

// ---- languages

// "de-AT" is "de".
static void read_language(struct view text, unsigned *set)
{
    for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
        if (text.size >= LANGUAGE_SIZE &&
            (text.size == LANGUAGE_SIZE || strchr("-_", text.data[2]) != NULL) &&
            view_equal_nocase(view_make(text.data, LANGUAGE_SIZE), view_from(replies[i].language)))
            *set |= 1u << i;
}

static struct view text_of(const struct json *value)
{
    return value == NULL || value->type != JSON_STRING || value->has_escapes
               ? (struct view){0}
               : view_make(value->text, value->size);
}

// Settings of a tenant, or nothing.
static const struct json *parse(struct arena *arena, struct view settings)
{
    const struct json *root;
    if (settings.size <= 2 || json_parse(arena, settings, NULL, &root) != JSON_OK ||
        root->type != JSON_OBJECT)
        return NULL;
    return root;
}

static unsigned languages_of(const struct json *settings, const struct json *words)
{
    unsigned set = 1; // English
    const struct json *list = words == NULL ? NULL : json_member(words, VIEW("languages"));
    if (settings != NULL)
        read_language(text_of(json_member(settings, VIEW("locale"))), &set);
    if (list != NULL && list->type == JSON_ARRAY)
        for (const struct json *v = json_first(list); v != NULL; v = json_next(list, v))
            read_language(text_of(v), &set);
    return set;
}

static bool speaks(unsigned languages, const char *language)
{
    unsigned one = 0;
    read_language(view_from(language), &one);
    return (languages & one) != 0;
}

// ---- the whole message

static bool is_edge(char c)
{
    return strchr(" \t\r\n.,;:!?\"'*()[]", c) != NULL;
}

// Folded, without blanks and marks round it. Empty: too long for a word.
static struct view fold(struct view text, char out[static TEXT_MAX])
{
    while (text.size > 0 && is_edge(text.data[0]))
        text = view_make(text.data + 1, text.size - 1);
    while (text.size > 0 && is_edge(text.data[text.size - 1]))
        text.size--;
    if (text.size == 0 || text.size > TEXT_MAX)
        return (struct view){0};
    return view_make(out, word_fold(text, out));
}

static enum consent_word find_known(struct view text, unsigned languages, bool *ret_is_yes)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!view_equal(text, view_from(known[i].text)) || !speaks(languages, known[i].language))
            continue;
        *ret_is_yes = known[i].is_yes;
        return known[i].word;
    }
    return CONSENT_WORD_NONE;
}

static bool is_listed(const struct json *words, struct view name, struct view text)
{
    char folded[TEXT_MAX];
    const struct json *list = words == NULL ? NULL : json_member(words, name);
    if (list == NULL || list->type != JSON_ARRAY)
        return false;
    for (const struct json *v = json_first(list); v != NULL; v = json_next(list, v))
        if (view_equal(fold(text_of(v), folded), text))
            return true;
    return false;
}

static enum consent_word find(struct view text, const struct json *settings, bool *ret_is_yes)
{
    const struct json *words = settings == NULL ? NULL : json_member(settings, VIEW("consent_words"));
    if (words != NULL && words->type != JSON_OBJECT)
        words = NULL;
    if (is_listed(words, VIEW("stop"), text))
        return CONSENT_WORD_STOP;
    if (is_listed(words, VIEW("start"), text))
        return CONSENT_WORD_START;
    if (is_listed(words, VIEW("help"), text))
        return CONSENT_WORD_HELP;
    return find_known(text, languages_of(settings, words), ret_is_yes);
}

enum consent_word consent_word_find(struct view text, struct view settings, bool *ret_is_yes)
{
    char folded[TEXT_MAX];
    struct arena arena;
    *ret_is_yes = false;
    text = fold(text, folded);
    if (text.size == 0)
        return CONSENT_WORD_NONE;
    arena_init(&arena, 4096, 1 << 20);
    enum consent_word word = find(text, parse(&arena, settings), ret_is_yes);
    arena_free(&arena);
    return word;
}

enum consent_word consent_word_of(struct view text, struct view settings)
{
    bool is_yes;
    return consent_word_find(text, settings, &is_yes);
}

// ---- answers

static const struct known_reply *reply_in(struct view locale)
{
    unsigned set = 0;
    read_language(locale, &set);
    for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
        if (set & 1u << i)
            return &replies[i];
    return &replies[0];
}

int consent_word_reply(enum consent_word word, struct view settings, struct arena *arena, struct view *ret)
{
    const struct json *root = parse(arena, settings);
    const struct known_reply *plain =
        reply_in(root == NULL ? (struct view){0} : text_of(json_member(root, VIEW("locale"))));
    struct view name = word == CONSENT_WORD_STOP    ? VIEW("opt_out_reply")
                       : word == CONSENT_WORD_START ? VIEW("opt_in_reply")
                                                    : VIEW("help_reply");
    const struct json *own = root == NULL ? NULL : json_member(root, name);
    if (own != NULL && own->type == JSON_STRING && own->size > 0)
        return json_text(own, arena, ret) ? 0 : error_trace(-ENOMEM);
    *ret = word == CONSENT_WORD_STOP ? plain->stop : word == CONSENT_WORD_START ? plain->start : plain->help;
    return 0;
}

// ---- checking

static bool is_word_list(const struct json *list)
{
    char folded[TEXT_MAX];
    if (list == NULL || list->type == JSON_NULL)
        return true;
    if (list->type != JSON_ARRAY || list->count > WORDS_MAX)
        return false;
    for (const struct json *v = json_first(list); v != NULL; v = json_next(list, v))
        if (fold(text_of(v), folded).size == 0)
            return false;
    return true;
}

static bool are_languages(const struct json *list)
{
    unsigned set;
    if (list == NULL || list->type == JSON_NULL)
        return true;
    if (list->type != JSON_ARRAY)
        return false;
    for (const struct json *v = json_first(list); v != NULL; v = json_next(list, v)) {
        set = 0;
        read_language(text_of(v), &set);
        if (set == 0)
            return false;
    }
    return true;
}

bool consent_words_are_good(const struct json *value)
{
    return value->type == JSON_OBJECT && is_word_list(json_member(value, VIEW("stop"))) &&
           is_word_list(json_member(value, VIEW("start"))) &&
           is_word_list(json_member(value, VIEW("help"))) &&
           are_languages(json_member(value, VIEW("languages")));
}
