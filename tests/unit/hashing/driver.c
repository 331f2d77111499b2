/* Runs the kernel without Python: `driver paths ALGORITHM` names the paths that the processor has, `driver ALGORITHM PATH` hashes what
 * stands on standard input and writes the digests to standard output.
 *
 * Input: messages, each as its length in bytes (32 bits, the machine's order) and the bytes. Every message is given to the kernel in
 * three parts, so that blocks cross from one to the next. */
#include KERNEL

#include <stdio.h>

static Message *messages;
static size_t count;

static void *get(size_t size) {
    void *memory = calloc(1, size + 1);
    if (memory == NULL) exit(3);
    return memory;
}

static void read_messages(size_t digest) {
    uint32_t length;
    size_t room = 1 << 16;
    messages = get(room * sizeof *messages);
    while (fread(&length, sizeof length, 1, stdin) == 1 && count < room) {
        uint8_t *bytes = get(length);
        if (fread(bytes, 1, length, stdin) != length) exit(4);
        Part *parts = get(3 * sizeof *parts);
        const size_t first = length / 3, second = length / 2;
        parts[0] = (Part){bytes, first};
        parts[1] = (Part){bytes + first, second - first};
        parts[2] = (Part){bytes + second, length - second};
        messages[count++] = (Message){parts, 3, length, get(digest)};
    }
}

int main(int argc, char **argv) {
    const int ask = argc == 3 && strcmp(argv[1], "paths") == 0;
    const char *name = argc == 3 ? argv[ask ? 2 : 1] : "";
    const Algorithm *a = ALGORITHMS;
    while (a->name && strcmp(a->name, name) != 0) a++;
    if (a->name == NULL) return 2;
    for (const Path *p = a->paths; p->name; p++) {
        if (!p->usable()) continue;
        if (ask) {
            puts(p->name);
            continue;
        }
        if (strcmp(p->name, argv[2]) != 0) continue;
        const Plan plan = {a, {p}, 1};
        read_messages(a->digest);
        uint8_t **outs = get(count * sizeof *outs);
        for (size_t i = 0; i < count; i++) outs[i] = messages[i].out;
        run_batch(&plan, messages, count);
        for (size_t i = 0; i < count; i++) fwrite(outs[i], 1, a->digest, stdout);
        return 0;
    }
    return ask ? 0 : 2;
}
