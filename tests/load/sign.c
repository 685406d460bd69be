/* sign.c: what signing costs at best: one-shot ES256 signatures a second over a message of a JWT's size, on THREADS threads. sign SECONDS THREADS */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds;
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *run(void *arg)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    unsigned char text[420], signature[128];
    double end = now() + seconds;
    long *count = arg;

    memset(text, 'x', sizeof text);
    while (now() < end) {
        size_t len = sizeof signature;
        EVP_MD_CTX *md = EVP_MD_CTX_new();
        if (EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key) != 1 || EVP_DigestSign(md, signature, &len, text, sizeof text) != 1)
            exit(1);
        EVP_MD_CTX_free(md);
        ++*count;
    }
    EVP_PKEY_free(key);
    return NULL;
}

int main(int argc, char **argv)
{
    int threads = argc > 2 ? atoi(argv[2]) : 1;
    pthread_t all[64];
    long counts[64] = {0}, total = 0;

    seconds = argc > 1 ? atof(argv[1]) : 1;
    for (int i = 0; i < threads && i < 64; i++)
        pthread_create(&all[i], NULL, run, &counts[i]);
    for (int i = 0; i < threads && i < 64; i++) {
        pthread_join(all[i], NULL);
        total += counts[i];
    }
    printf("%.0f\n", (double)total / seconds);
    return 0;
}
