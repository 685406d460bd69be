/* replay.c: feeds stored inputs to a fuzz target without libFuzzer, so that every test run with any compiler replays the corpus and the
 * crashes once found: `fuzz_NAME fuzz/corpus/NAME fuzz/regression/NAME`. A folder that is missing is skipped. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t size = 0, cap = 1 << 16;
    uint8_t *data = malloc(cap);
    for (size_t got; data && (got = fread(data + size, 1, cap - size, file)) > 0;) {
        size += got;
        if (size == cap)
            data = realloc(data, cap *= 2);
    }
    fclose(file);
    if (!data)
        abort();
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 1;
}

int main(int argc, char **argv)
{
    int count = 0;

    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        for (struct dirent *entry; folder && (entry = readdir(folder));) {
            char path[4096];
            if (entry->d_name[0] == '.' || snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name) >= (int)sizeof path)
                continue;
            count += replay_file(path);
        }
        if (folder)
            closedir(folder);
    }
    printf("%d inputs replayed\n", count);
    return count == 0; /* a corpus that is not found must not look like success */
}
